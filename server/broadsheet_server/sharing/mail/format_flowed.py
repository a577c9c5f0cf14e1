"""Plain text as `format=flowed; delsp=yes` (RFC 3676), 72 columns wide.

A line that continues its paragraph ends in a blank (a soft line break), which conforming programs remove with
the break; a fixed line does not. `delsp=yes` keeps Chinese free of stray blanks. Programs that do not know
the format show short lines. A quoted line begins with `> `: the mark, and a blank that stuffs the line (see
section 4.5) and that conforming programs remove.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

COLUMNS = 72

SIGNATURE_SEPARATOR = "-- "
"""The line above the footer; its trailing blank is no soft line break (RFC 3676, section 4.3)."""

_QUOTED = "\x0e"
"""Begins a line that is to be quoted. Nobody can type it: cleaned text holds no control characters."""
_QUOTE = "> "

_NO_BREAK_BEFORE = frozenset("，。、；：？！）》」』】〉〕”’…—·,.;:?!)]}»%")
_NO_BREAK_AFTER = frozenset("（《「『【〈〔“‘([{«")
_ZERO_WIDTH_JOINER = "\u200d"

_ASCII_SEGMENT = re.compile(" +|[^ ]+ *")
"""Where only ASCII stands, a line may end after blanks alone: this finds what `_segments` does, at once."""


def format_flowed(text: str) -> str:
    """Wrap each line of `text` as one paragraph. Words longer than a line are broken, except URLs."""
    return "".join(
        f"{line}\r\n" for paragraph in text.strip().split("\n") for line in _flowed_lines(paragraph)
    )


def quoted(text: str) -> str:
    """Mark every line of a text to be quoted by `format_flowed`."""
    return "\n".join(f"{_QUOTED}{line}" for line in text.split("\n"))


def width(text: str) -> int:
    """Return the columns that `text` takes on a screen of fixed-width characters (UAX #11)."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_columns, text))


def _flowed_lines(paragraph: str) -> Iterator[str]:
    if paragraph == SIGNATURE_SEPARATOR:
        yield paragraph
    elif paragraph.startswith(_QUOTED):
        for line in _wrapped(paragraph.removeprefix(_QUOTED), COLUMNS - len(_QUOTE)):
            yield f"{_QUOTE}{line}" if line else _QUOTE.rstrip()  # "> " would be a soft line break
    else:
        yield from map(_space_stuffed, _wrapped(paragraph, COLUMNS))


def _wrapped(paragraph: str, columns_max: int) -> Iterator[str]:
    paragraph = paragraph.rstrip()
    if width(paragraph) <= columns_max:
        yield paragraph
        return
    line, used = "", 0
    for segment in _segments(paragraph, columns_max):
        columns = width(segment.rstrip(" "))
        if line and used + columns > columns_max:
            yield f"{line} "
            line, used = "", 0
        line, used = line + segment, used + width(segment)
    yield line.rstrip()


def _segments(paragraph: str, columns_max: int) -> Iterable[str]:
    """Split where a line may end: after blanks, beside wide characters, within words longer than a line."""
    if paragraph.isascii() and paragraph.isprintable():
        segments = _ASCII_SEGMENT.findall(paragraph)
        if all(len(segment) < columns_max for segment in segments):
            return segments
    return _split(paragraph, columns_max)


def _split(paragraph: str, columns_max: int) -> Iterator[str]:
    segment, columns = "", 0
    for index, character in enumerate(paragraph):
        is_full = columns >= columns_max and _is_cuttable(segment, character)
        if segment and (is_full or _may_break(paragraph, index)):
            yield segment
            segment, columns = "", 0
        segment, columns = segment + character, columns + _columns(character)
    if segment:
        yield segment


def _may_break(text: str, index: int) -> bool:
    """Whether a line may end before `text[index]`: the few rules of UAX #14 that this text needs."""
    before, after = text[index - 1], text[index]
    if after == " " or not _columns(after) or before == _ZERO_WIDTH_JOINER:
        return False
    if before == " ":
        return True
    if after in _NO_BREAK_BEFORE or before in _NO_BREAK_AFTER:
        return False
    return _columns(before) == 2 or _columns(after) == 2


def _is_cuttable(segment: str, character: str) -> bool:
    """Whether a word too long for a line may be broken here. A URL may not: broken, it leads nowhere."""
    is_within_cluster = not _columns(character) or segment[-1] == _ZERO_WIDTH_JOINER
    return not is_within_cluster and not segment.startswith(("http://", "https://"))


@lru_cache(maxsize=8_192)
def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _space_stuffed(line: str) -> str:
    """Protect lines that would read as stuffing, quotes or mbox separators (RFC 3676, section 4.4)."""
    return f" {line}" if line.startswith((" ", ">", "From ")) else line
