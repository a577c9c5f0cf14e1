"""Truncates text at grapheme cluster boundaries (an approximation of UAX #29)."""

import unicodedata

_ZERO_WIDTH_JOINER = "\u200d"


def truncated(text: str, length: int) -> str:
    """At most `length` code points of `text`; a cut text ends with "…".

    Combining marks, ZWJ emoji sequences and flags are not split.
    """
    if len(text) <= length:
        return text
    if length < 1:
        return ""
    end = length - 1
    while end > 0 and _is_grapheme_internal(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def _is_grapheme_internal(text: str, cut: int) -> bool:
    before, after = text[cut - 1], text[cut]
    if _extends(after) or _ZERO_WIDTH_JOINER in (before, after):
        return True
    return _is_regional_indicator(after) and _regional_indicators_before(text, cut) % 2 == 1


def _extends(character: str) -> bool:
    is_skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return is_skin_tone or unicodedata.category(character) in {"Mn", "Me", "Mc"}


def _is_regional_indicator(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regional_indicators_before(text: str, cut: int) -> int:
    count = 0
    while count < cut and _is_regional_indicator(text[cut - 1 - count]):
        count += 1
    return count
