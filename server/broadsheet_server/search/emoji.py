"""Emoji as words of a text, each by itself, after UTS #51 (emoji-data.txt).

Skin tones and joiners are removed by folding, so a gesture is found in any skin tone, and what is joined of
several emoji (`👩‍🚀`) is these, side by side. A flag is a pair of regional indicators.
"""

import re
from collections.abc import Iterator
from typing import Final

PICTOGRAPHS: Final = (
    "\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u2600-\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747"
    "\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u27b0\u27bf\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f7e0-\U0001f7f0\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff"
)
"""The inside of a character class."""

SKIN_TONES: Final = "\U0001f3fb-\U0001f3ff"
"""The inside of a character class: emoji modifiers (UTS #51, section 2.4)."""

_FLAG: Final = "[\U0001f1e6-\U0001f1ff]{2}"
EMOJI: Final = f"[{PICTOGRAPHS}]|{_FLAG}"
"""The pattern of an emoji in folded text."""

_EMOJI_PATTERN: Final = re.compile(EMOJI)
_FLAG_PATTERN: Final = re.compile(_FLAG)


def is_emoji(token: str) -> bool:
    """Whether a token is an emoji."""
    return not token[:1].isalnum() and _EMOJI_PATTERN.fullmatch(token) is not None


def is_flag(token: str) -> bool:
    """Whether a token is a flag."""
    return _FLAG_PATTERN.fullmatch(token) is not None


def occurrences_of_flag(flag: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a flag is in a text: not in the halves of two others."""
    return (match.span() for match in _FLAG_PATTERN.finditer(text) if match.group() == flag)
