"""Text broken into a few lines, the last one cut by “…” where it does not fit."""

from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

_CUT = Qt.TextElideMode.ElideRight


@lru_cache(maxsize=2_000)
def text_lines(text: str, font: QFont, width: int, most: int) -> tuple[str, ...]:
    """At most `most` lines, none wider than `width` pixels."""
    if not text or most < 1:
        return ()
    layout = QTextLayout(text[:1_000], font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts = _line_starts(layout, width, most)
    # Qt counts in units of UTF-16, Python in characters.
    units = text.encode("utf-16-le")
    bounds = pairwise([*starts, len(units) // 2])
    lines = [units[2 * start : 2 * end].decode("utf-16-le").strip() for start, end in bounds]
    lines[-1] = QFontMetricsF(font).elidedText(lines[-1][:1_000], _CUT, width)
    return tuple(lines)


def _line_starts(layout: QTextLayout, width: int, most: int) -> list[int]:
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    return starts
