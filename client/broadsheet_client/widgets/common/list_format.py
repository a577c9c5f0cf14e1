"""Joins names in a sentence and sentences in a paragraph, as the language requires."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

translate = QCoreApplication.translate


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
