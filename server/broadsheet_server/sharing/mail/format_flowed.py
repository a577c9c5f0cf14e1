"""Plain text that every mail program shows well: `format=flowed; delsp=yes` (RFC 3676), 72 columns wide.

A line that goes on ends in a blank which programs take away again; a line that ends a paragraph does not.
Wrapped there, Chinese gets no stray blanks, and a program that knows nothing of it shows short lines.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

COLUMNS = 72

SIGNATURE = "-- "
"""The line above the small print; its blank belongs to it."""

_STAY_WITH_LAST = frozenset("，。、；：？！）》」』】〉〕”’…—·,.;:?!)]}»%")
_STAY_WITH_NEXT = frozenset("（《「『【〈〔“‘([{«")
_JOINER = "\u200d"


def format_flowed(text: str) -> str:
    """Wrap each line of `text` as one paragraph. Web addresses stay whole; longer words are broken."""
    return "".join(
        f"{_stuffed(line)}\r\n" for paragraph in text.strip().split("\n") for line in _wrapped(paragraph)
    )


def width(text: str) -> int:
    """The columns that `text` takes on a screen of fixed-width characters."""
    return sum(map(_columns, text))


def _wrapped(paragraph: str) -> Iterator[str]:
    if paragraph == SIGNATURE:
        yield paragraph
        return
    line, used = "", 0
    for piece in _pieces(paragraph.rstrip()):
        columns = width(piece.rstrip(" "))
        if line and used + columns > COLUMNS:
            yield f"{line} "
            line, used = "", 0
        line, used = line + piece, used + width(piece)
    yield line.rstrip()


def _pieces(paragraph: str) -> Iterator[str]:
    """Cut where a line may end: after blanks, beside wide characters, and within words that fit no line."""
    piece, columns = "", 0
    for place, character in enumerate(paragraph):
        is_full = columns >= COLUMNS and _is_cuttable(piece, character)
        if piece and (is_full or _may_break(paragraph, place)):
            yield piece
            piece, columns = "", 0
        piece, columns = piece + character, columns + _columns(character)
    if piece:
        yield piece


def _may_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if after == " " or not _columns(after) or before == _JOINER:
        return False
    if before == " ":
        return True
    if after in _STAY_WITH_LAST or before in _STAY_WITH_NEXT:
        return False
    return _columns(before) == 2 or _columns(after) == 2


def _is_cuttable(piece: str, character: str) -> bool:
    """Whether a word too long for a line may be broken here. An address that is broken leads nowhere."""
    return (
        bool(_columns(character)) and piece[-1] != _JOINER and not piece.startswith(("http://", "https://"))
    )


@lru_cache(maxsize=8_192)
def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _stuffed(line: str) -> str:
    """Guard what a mail program would take for its own marks (RFC 3676, 4.4)."""
    return f" {line}" if line.startswith((" ", ">", "From ")) else line
