"""The import formats, each recognised by the content of a file and not by its name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from broadsheet_server.ingest import (
    broadsheet_export,
    feeds,
    front_matter,
    ghost,
    html_page,
    json_feed,
    newsml_g2,
    ninjs,
    nitf,
    wordpress,
)
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode, is_wide

_HEAD_BYTES = 4_096
_HEADER_LINE = re.compile(r"(?:title|headline|date|author|section|slug)s?[ \t]*[:=]", re.IGNORECASE)
"""How a text begins whose front matter has lost its first line."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: whether a file that begins with some text is of it, and its parser."""

    name: str
    recognises: Callable[[str], bool]
    parse: Callable[[IO[bytes], ImportDefaults], Iterator[ParsedItem | RejectedItem]]


FORMATS = (
    Format("Broadsheet export", broadsheet_export.recognises, broadsheet_export.parse),
    Format("JSON Feed", json_feed.recognises, json_feed.parse),
    Format("WordPress export", wordpress.recognises, wordpress.parse),  # is RSS, too
    Format("RSS or Atom", feeds.recognises, feeds.parse),
    Format("NewsML-G2", newsml_g2.recognises, newsml_g2.parse),
    Format("NITF", nitf.recognises, nitf.parse),
    Format("HTML page", html_page.recognises, html_page.parse),
    Format("Ghost export", ghost.recognises, ghost.parse),
    Format("ninjs", ninjs.recognises, ninjs.parse),
    Format("text with front matter", front_matter.recognises, front_matter.parse),
)


def parse_file(file: IO[bytes], defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Parse every item of a file in any of the formats."""
    head = _head(file)
    for candidate in FORMATS:
        if candidate.recognises(head):
            yield from candidate.parse(file, defaults)
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
