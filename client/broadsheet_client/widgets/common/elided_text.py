"""Breaks text into a limited number of lines and elides the last one."""

from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy

from broadsheet_client.core.text_direction import base_direction, begin_in_direction
from broadsheet_client.widgets.common.plain_text import tooltip

_FORCE_RTL, _FORCE_LTR = Qt.TextFlag.TextForceRightToLeft, Qt.TextFlag.TextForceLeftToRight
_CUT = Qt.TextElideMode.ElideRight


@lru_cache(maxsize=2_000)
def elided_lines(text: str, font: QFont, width: int, max_lines: int, language: str = "") -> tuple[str, ...]:
    """At most `max_lines` lines, none wider than `width` pixels (LRU cache)."""
    if not text or max_lines < 1:
        return ()
    layout = QTextLayout(text[:1_000], font)
    option = QTextOption()
    option.setTextDirection(text_direction(text, language))
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts = _line_starts(layout, width, max_lines)
    # Qt counts UTF-16 code units, Python code points.
    utf16 = text.encode("utf-16-le")
    bounds = pairwise([*starts, len(utf16) // 2])
    lines = [utf16[2 * start : 2 * end].decode("utf-16-le").strip() for start, end in bounds]
    lines[-1] = QFontMetricsF(font).elidedText(lines[-1][:1_000], _CUT, width)
    return tuple(lines)


def draw_line(
    painter: QPainter,
    box: QRectF,
    line: str,
    text: str,
    language: str = "",
    side: Qt.LayoutDirection | None = None,
) -> None:
    """Draw a line of `elided_lines` in the direction of the whole text, from the side where that begins.

    Another `side` is that of a row whose headline begins there.
    """
    direction = text_direction(text, language)
    alignment = text_alignment(direction if side is None else side)
    force = _FORCE_RTL if direction is Qt.LayoutDirection.RightToLeft else _FORCE_LTR
    # Letters of another font, as Arabic ones, may be higher than the line.
    flags = int(alignment | Qt.AlignmentFlag.AlignVCenter) | int(force) | int(Qt.TextFlag.TextDontClip)
    painter.drawText(box, flags, line)


def text_direction(text: str, language: str = "") -> Qt.LayoutDirection:
    """The direction of a text of an article in this language."""
    is_rtl = base_direction(text, language) == "rtl"
    return Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight


def text_alignment(side: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """The alignment to a side, whatever the direction of the window is."""
    is_right = side is Qt.LayoutDirection.RightToLeft
    horizontal = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
    return horizontal | Qt.AlignmentFlag.AlignAbsolute


def _line_starts(layout: QTextLayout, width: int, max_lines: int) -> list[int]:
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) < max_lines and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    return starts


LABEL_LINES = 2


class ElidedLabel(QLabel):
    """A label that elides its text; the whole text is its tooltip and accessible name."""

    def __init__(self, text: str, language: str = "") -> None:
        super().__init__()
        self._full_text, self._language = text, language
        self.setAlignment(text_alignment(text_direction(text, language)))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(text)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # Letters of another font, as Chinese ones, may be higher than the line.
        metrics = self.fontMetrics()
        extra = max(0, metrics.boundingRect(self._full_text[:100]).height() - metrics.height())
        return len(self._lines(width)) * metrics.lineSpacing() + extra

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        lines = self._lines(event.size().width())
        self.setText(begin_in_direction("\n".join(lines), base_direction(self._full_text, self._language)))
        self.setToolTip(tooltip(self._full_text) if lines and lines[-1].endswith("…") else "")
        self.updateGeometry()

    def _lines(self, width: int) -> tuple[str, ...]:
        return elided_lines(self._full_text, self.font(), width, LABEL_LINES, self._language)
