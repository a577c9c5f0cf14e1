"""Several names in one sentence."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def together(names: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”, in the language of the window."""
    if len(names) < 2:
        return "".join(names)
    before = side_by_side(names[:-1])
    return translate("Enumerations", "%1 and %2").replace("%1", before).replace("%2", names[-1])


def side_by_side(names: Sequence[str]) -> str:
    """“a, b, c”."""
    return translate("Enumerations", ", ").join(names)
