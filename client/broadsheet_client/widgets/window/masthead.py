"""The publication's name in the header."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.elided_text import elided_lines
from broadsheet_client.widgets.common.plain_text import PlainLabel, tooltip

_ONE_LINE, _TWO_LINES = (21, 19, 17), (16, 15, 14, 13)
"""Font sizes in pixels, the preferred ones first."""
_MARGIN = 8
"""Pixels that stay free at each side."""
_LINE_HEIGHT = 1.15
"""In em: less than the font's own, so that two lines are no higher than the buttons beside them."""


class Masthead(PlainLabel):
    """Makes a long name smaller, then breaks it between words; elides only what does not fit even so."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("masthead")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._name = ""
        self._fitted = self.font()  # a change of the style sheet replaces the label's own font

    def set_name(self, name: str) -> None:
        """Show a name."""
        self._name = name
        self.setAccessibleName(name)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._fitted)
        painter.setPen(self.palette().color(self.foregroundRole()))
        step, lines = self.line_height, self.text().split("\n")
        top = (self.height() - step * len(lines)) / 2
        for number, line in enumerate(lines):
            box = QRectF(0, top + number * step, self.width(), step)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, line)
        painter.end()

    @property
    def line_height(self) -> float:
        """Pixels from line to line."""
        return self._fitted.pixelSize() * _LINE_HEIGHT

    def _fit(self) -> None:
        width = max(1, self.width() - 2 * _MARGIN)
        font, lines = _fitting(self._name, width)
        self._fitted = font
        self.setFont(font)
        self.setText("\n".join(lines))
        self.setToolTip(tooltip(self._name) if lines and lines[-1].endswith("…") else "")


def _fitting(name: str, width: int) -> tuple[QFont, tuple[str, ...]]:
    """The largest font with which the name fits, and its lines."""
    for size in _ONE_LINE:
        font = _font(size)
        if QFontMetricsF(font).horizontalAdvance(name) <= width:
            return font, (name,)
    for size in _TWO_LINES:
        font = _font(size)
        lines = elided_lines(name, font, width, 2)
        if "".join(lines).replace(" ", "") == name.replace(" ", "") and _has_whole_words(name, lines):
            return font, lines
    return font, lines


def _has_whole_words(name: str, lines: tuple[str, ...]) -> bool:
    """Whether lines end at a blank, or the name has none, as in Chinese."""
    return " " not in name or " ".join(lines) == " ".join(name.split())


def _font(size: int) -> QFont:
    return fonts.font(fonts.serif("en"), size, bold=True)
