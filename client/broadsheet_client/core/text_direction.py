"""The direction of a text: by its letters, and by the language of the article it belongs to."""

import unicodedata
from collections import Counter
from typing import Final

from broadsheet_shared.language_tags import Direction, direction

_LETTERS_MAX: Final = 1_000
"""Code points of a text that are looked at."""
_MARKS: Final[dict[Direction, str]] = {"ltr": "\u200e", "rtl": "\u200f"}
_DIRECTIONS: Final[dict[str, Direction]] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
"""By the bidirectional class of a strong character."""


def base_direction(text: str, language: str = "") -> Direction:
    """The direction of a text in an article in this language (a BCP 47 tag).

    The first strong character, as in UAX #9, rules P2 and P3, says little about headlines: many begin with
    a Latin name in Arabic, or quote a Hebrew word in English. Therefore a text with letters of both
    directions has that of its language where that runs from the right, else that of most letters; a text
    without letters has that of its language. UAX #9, HL1, leaves this to programs.
    """
    kinds = Counter(map(unicodedata.bidirectional, text[:_LETTERS_MAX]))
    from_right, from_left = kinds["R"] + kinds["AL"], kinds["L"]
    is_rtl_language = direction(language) == "rtl"
    if not from_right or not from_left:
        return "rtl" if from_right or (is_rtl_language and not from_left) else "ltr"
    return "rtl" if is_rtl_language or from_right > from_left else "ltr"


def begin_in_direction(text: str, direction: Direction) -> str:
    """The text for a widget that goes by its first strong character, which is a mark where it misleads."""
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in _DIRECTIONS), "L")
    return text if _DIRECTIONS[first] == direction else f"{_MARKS[direction]}{text}"
