"""Marks that belong to the letter before them, as most vowels of Hindi, Tamil and their neighbours do."""

import unicodedata

_BLOCKS = range(0x0300, 0x1E00), range(0xA66F, 0xAC00), range(0xFE20, 0xFE30)
_BEYOND = "\U00010d24-\U00010d27\U00011100-\U00011102\U00011127-\U00011134\U0001e944-\U0001e94a"
"""Rohingya, Chakma, Adlam. Each range beyond the first plane makes every look-up slower, and of the scripts
there, news is written in hardly any other."""


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc"}


MARKS = "".join(filter(_is_mark, (chr(code) for block in _BLOCKS for code in block))) + _BEYOND
"""The inside of a character class: the combining marks of all scripts but Chinese and Japanese."""
