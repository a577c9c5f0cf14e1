"""Joins names in a sentence and sentences in a paragraph, as the language requires."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

translate = QCoreApplication.translate

BREAK_CHANCE = "\u200b"
"""ZERO WIDTH SPACE: a line may be broken here (UAX #14, class ZW)."""
_BREAKABLE = re.compile(r"[@._+-](?=\S)|[^\s@._+-]{16}(?=[^\s@._+-])")


def join_names(names: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    if len(names) < 2:
        return "".join(names)
    before = join_commas(names[:-1])
    return translate("ListFormat", "%1 and %2").replace("%1", before).replace("%2", names[-1])


def join_commas(names: Sequence[str]) -> str:
    """“a, b, c”."""
    return translate("ListFormat", ", ").join(names)


def join_sentences(*sentences: str) -> str:
    """Join sentences with spaces; in Chinese without."""
    is_chinese = QLocale().language() is QLocale.Language.Chinese
    return ("" if is_chinese else " ").join(sentence for sentence in sentences if sentence)


def breakable(text: str) -> str:
    """A text whose addresses can be broken into lines, so that they fit a narrow window."""
    return _BREAKABLE.sub(lambda match: match.group() + BREAK_CHANCE, text)
