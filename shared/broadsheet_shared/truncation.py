"""Shortening text for display: one rule on the server and in the reader."""

import unicodedata

ELLIPSIS = "…"
_ZERO_WIDTH_JOINER = "\u200d"
_EARLIEST_WORD_BREAK = 2 / 3
"""A break between words is used only behind this part of the length: before it, too much would be lost."""


def truncate(text: str, length: int, *, at_word: bool = False) -> str:
    """Return at most `length` code points of `text`, the last one `…` where something is left out.

    Grapheme clusters (UAX #29: accents, emoji sequences, flags) stay whole. With `at_word` the cut falls
    between words where that loses less than a third.
    """
    if len(text) <= length:
        return text
    if length < 1:
        return ""
    end = length - 1
    while end > 0 and _is_within_cluster(text, end):
        end -= 1
    if at_word and (word_break := text.rfind(" ", 0, end)) > length * _EARLIEST_WORD_BREAK:
        end = word_break
    return text[:end].rstrip() + ELLIPSIS


def _is_within_cluster(text: str, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if _extends(after) or _ZERO_WIDTH_JOINER in (before, after):
        return True
    return _is_regional_indicator(after) and _regional_indicators_before(text, index) % 2 == 1


def _extends(character: str) -> bool:
    is_skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return is_skin_tone or unicodedata.category(character) in {"Mn", "Me", "Mc"}


def _is_regional_indicator(character: str) -> bool:
    """Two of these letters make a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regional_indicators_before(text: str, index: int) -> int:
    count = 0
    while count < index and _is_regional_indicator(text[index - 1 - count]):
        count += 1
    return count
