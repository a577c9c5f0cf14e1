"""The import formats, each recognised by the content of a file and not by its name.

A parser is imported with the first file that may be of its format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any

from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode, is_wide

_HEAD_BYTES = 4_096
_HEADER_LINE = re.compile(r"(?:title|headline|date|author|section|slug)s?[ \t]*[:=]", re.IGNORECASE)
"""How a text begins whose front matter has lost its first line."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format. Its module has `recognises(head)`, whether a text that begins so is of it, and `parse`."""

    name: str
    module: str

    @property
    def parser(self) -> Any:
        """The module, imported now."""
        return import_module(f"broadsheet_server.ingest.{self.module}")


FORMATS = (
    Format("text with front matter", "front_matter"),
    Format("Broadsheet export", "broadsheet_export"),
    Format("JSON Feed", "json_feed"),
    Format("WordPress export", "wordpress"),  # is RSS, too
    Format("RSS or Atom", "feeds"),
    Format("NewsML-G2", "newsml_g2"),
    Format("NITF", "nitf"),
    Format("HTML page", "html_page"),
    Format("Ghost export", "ghost"),
    Format("ninjs", "ninjs"),
)


def parse_file(file: IO[bytes], defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Parse every item of a file in any of the formats."""
    head = _head(file)
    for candidate in FORMATS:
        if candidate.parser.recognises(head):
            yield from candidate.parser.parse(file, defaults)
            return
    yield RejectedItem("", _unknown_format(head))


def _head(file: IO[bytes]) -> str:
    """The first characters; the file is left at its beginning. All formats begin in ASCII."""
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if is_wide(head):
        try:
            return decode(head[: len(head) // 4 * 4])[0]
        except UnreadableTextError:
            return "\ufffd"
    return head.removeprefix(b"\xef\xbb\xbf").decode("ascii", "replace")


def _unknown_format(head: str) -> str:
    if not head.strip():
        return "The file is empty."
    if _HEADER_LINE.match(head.lstrip()):
        return (
            "It begins like a header without its fence: put a line “---” before the header and one after it, "
            "and the text below."
        )
    return (
        "The format is not known: it is neither JSON (ninjs, JSON Feed; beginning with “{” or “[”), nor a "
        "feed or a page (XML, HTML; beginning with “<”), nor text with front matter (beginning with a line "
        "“---” or “+++”). A plain text needs such a header, with a `headline` at least."
    )
