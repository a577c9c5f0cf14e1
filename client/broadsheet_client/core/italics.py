"""Letters without an italic form, in text that is set in italics.

They would be slanted by force, or empty boxes: the oblique DejaVu Sans, for example, has no Arabic ones.
"""

import re
from typing import Final

from broadsheet_client.core.html_source import text_html

UPRIGHT_CLASS: Final = "upright"
"""The class of elements that the style sheet sets upright."""

_RIGHT_TO_LEFT: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_EAST_ASIAN: Final = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff01-\uffef"
_HAN_OF_LATER_PLANES: Final = "\U00020000-\U0003ffff"
_LETTER: Final = f"[{_RIGHT_TO_LEFT}{_EAST_ASIAN}{_HAN_OF_LATER_PLANES}]"
_WORDS: Final = rf"({_LETTER}+(?:\s+{_LETTER}+)*)"
"""Compiled when it is first needed: its ranges take milliseconds, which would be a part of every start."""


def has_upright_letters(text: str) -> bool:
    """Whether a text has letters without an italic form."""
    return not text.isascii() and re.search(_WORDS, text) is not None


def upright_html(text: str) -> str:
    """Escaped text for an element in italics, whose words without an italic form stand upright."""
    if text.isascii():
        return text_html(text)
    between_words = re.split(_WORDS, text)
    return "".join(
        f'<span class="{UPRIGHT_CLASS}">{text_html(part)}</span>' if index % 2 else text_html(part)
        for index, part in enumerate(between_words)
    )
