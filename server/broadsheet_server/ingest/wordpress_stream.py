"""Cuts a WordPress export (WXR) into its items, so that memory is flat whatever the size of the file.

Every item is parsed as a small document of its own: what is broken in one costs no other. Nothing outside
the file is read: no DTD, no entities.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree

from broadsheet_server.ingest.bare_ampersands import AMPERSANDS_READ, with_escaped_ampersands
from broadsheet_server.ingest.declared_encoding import declared_in_xml, decode_xml
from broadsheet_server.ingest.text_encoding import UnreadableTextError, is_wide

ITEM_BYTES_MAX = 32 * 1024 * 1024
"""Longest item, with what stands before it."""
TAGS_MAX = 1_000_000
"""Most tags in such an item: every element takes memory until the next item."""
_HEAD_BYTES = 256 * 1024
_CHUNK_BYTES = 64 * 1024
_START = re.compile(rb"<rss\b[^<>]*>\s*<channel\b[^<>]*>", re.IGNORECASE)
_LANDMARK = re.compile(rb"</item\s*>|<!\[CDATA\[")


class BrokenExportError(ValueError):
    """The file, or one of its items, cannot be read. `line` is where; the message says why."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class ExportPart:
    """An item with what stands before it, as children of a channel; None where it is `broken`.

    `notes` tell what had to be put right; `line` is where the part begins.
    """

    channel: etree._Element | None
    line: int
    notes: tuple[str, ...] = ()
    broken: BrokenExportError | None = None


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: etree._Element) -> str:
    """All text in an element."""
    return (element.text or "") if not len(element) else "".join(map(str, element.itertext()))


def read_parts(file: IO[bytes]) -> Iterator[ExportPart]:
    """The items of an export in their order, from the position 0 of a file.

    Raises BrokenExportError where it cannot go on, after what could be read.
    """
    start, charset, line = _start(file)
    for data in _item_data(file, line):
        yield _part(data, start, charset, line)
        line += data.count(b"\n")


def _start(file: IO[bytes]) -> tuple[str, str | None, int]:
    """The start tags around the items, the declared encoding, and the line; the file is left behind them."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if is_wide(head):
        raise BrokenExportError("The export is UTF-16. WordPress writes UTF-8: save it as that.", 1)
    match = _START.search(head)
    if match is None:
        raise BrokenExportError("The export has no channel.", 1)
    file.seek(match.end())
    start = " ".join(match[0].decode("utf-8", "replace").split())
    return start, declared_in_xml(head), 1 + head[: match.end()].count(b"\n")


def _item_data(file: IO[bytes], line: int) -> Iterator[bytes]:
    """The bytes of every item. An end tag within CDATA is text."""
    buffer, position = b"", 0
    # What is searched again is doubled each time, so that the time stays linear.
    while chunk := file.read(max(_CHUNK_BYTES, len(buffer))):
        buffer += chunk
        is_complete = True
        while is_complete:
            is_complete, position, is_item = _next_landmark(buffer, position)
            if is_item:
                line += buffer.count(b"\n", 0, position)
                yield buffer[:position]
                buffer, position = buffer[position:], 0
        if len(buffer) > ITEM_BYTES_MAX:
            raise BrokenExportError(f"An item is larger than {ITEM_BYTES_MAX // 1024**2} MB.", line)
    if b"</channel" not in buffer[-_HEAD_BYTES:]:
        raise BrokenExportError("The file ends in the middle of an item: it was cut off.", line)


def _next_landmark(buffer: bytes, position: int) -> tuple[bool, int, bool]:
    """Whether a landmark is complete, where to look on, and whether it is the end of an item."""
    match = _LANDMARK.search(buffer, position)
    if match is None:
        return False, max(position, len(buffer) - 16), False
    if match[0].startswith(b"</"):
        return True, match.end(), True
    end = buffer.find(b"]]>", match.end())
    return (True, end + 3, False) if end >= 0 else (False, match.start(), False)


def _part(data: bytes, start: str, charset: str | None, line: int) -> ExportPart:
    try:
        if data.count(b"<") > TAGS_MAX:
            raise BrokenExportError(f"It has more than {TAGS_MAX:,} tags.", line)
        text, notes = decode_xml(data, charset)
        try:
            return ExportPart(_parse(start, text, line), line, notes)
        except BrokenExportError:
            mended = with_escaped_ampersands(text)
            return ExportPart(_parse(start, mended, line), line, (*notes, AMPERSANDS_READ))
    except UnreadableTextError as error:
        return ExportPart(None, line, broken=BrokenExportError(str(error), line))
    except BrokenExportError as error:
        return ExportPart(None, line, broken=error)


def _parse(start: str, text: str, line: int) -> etree._Element:
    """The channel with what is in `text`, which begins in the first line of the document."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(f"{start}{text}</channel></rss>", parser)[0]
    except etree.XMLSyntaxError as error:
        reason = f"The XML is broken: {(error.msg or '').partition(', line ')[0]}."
        raise BrokenExportError(reason, line + (error.lineno or 1) - 1) from None
