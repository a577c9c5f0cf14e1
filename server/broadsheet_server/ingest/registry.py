"""The formats that can be imported, each recognised by what is in the file and not by its name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from broadsheet_server.ingest import front_matter, ninjs
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode, is_wide

_BEGINNING = 4_096


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, how to recognise it and how to read it."""

    name: str
    recognises: Callable[[str], bool]
    read: Callable[[IO[bytes], ImportDefaults], Iterator[ParsedItem | RejectedItem]]


FORMATS = (
    Format("ninjs", ninjs.recognises, ninjs.read),
    Format("text with front matter", front_matter.recognises, front_matter.read),
)


def read(file: IO[bytes], surroundings: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Read every item of a file in whatever format it is."""
    beginning = _beginning(file)
    for known in FORMATS:
        if known.recognises(beginning):
            yield from known.read(file, surroundings)
            return
    yield RejectedItem("", _unknown(beginning))


def _beginning(file: IO[bytes]) -> str:
    """The first characters; the file is left at its beginning. The two formats begin in ASCII."""
    head = file.read(_BEGINNING)
    file.seek(0)
    if is_wide(head):
        try:
            return decode(head[: len(head) // 4 * 4])[0]
        except UnreadableTextError:
            return ""
    return head.removeprefix(b"\xef\xbb\xbf").decode("ascii", "replace")


def _unknown(beginning: str) -> str:
    if not beginning.strip():
        return "The file is empty."
    return (
        "The format is not known: it is neither ninjs (JSON, beginning with “{” or “[”) "
        "nor text with front matter (beginning with a line “---”)."
    )
