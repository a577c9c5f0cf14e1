"""Letters without an italic form, which would be slanted by force in text that is set in italics."""

import re
from typing import Final

_RIGHT_TO_LEFT: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_EAST_ASIAN: Final = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff01-\uffef"
_HAN_OF_LATER_PLANES: Final = "\U00020000-\U0003ffff"
_LETTER: Final = f"[{_RIGHT_TO_LEFT}{_EAST_ASIAN}{_HAN_OF_LATER_PLANES}]"
_WORDS: Final = rf"({_LETTER}+(?:\s+{_LETTER}+)*)"
"""Compiled when it is first needed: its ranges take milliseconds, which would be a part of every start."""

UPRIGHT_CLASS: Final = "upright"
"""The class of elements that the style sheets set upright."""


def has_upright_letters(text: str) -> bool:
    """Whether a text has letters without an italic form."""
    return not text.isascii() and re.search(_WORDS, text) is not None


def split_at_upright_words(text: str) -> list[str]:
    """The parts of a text in turn: one that may be slanted, maybe empty, then words that may not."""
    return [text] if text.isascii() else re.split(_WORDS, text)
