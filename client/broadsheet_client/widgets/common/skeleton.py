"""The loading page: grey lines in place of text, without animation."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from broadsheet_client.widgets.common.theme import Theme

_LINES = (0.82, 0.55, 0.95, 0.3)


class Skeleton(QWidget):
    """Groups of lines, `step` pixels apart."""

    def __init__(self, theme: Theme, *, margin: int, step: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._margin, self._step = theme, margin, step
        self.setAccessibleName(self.tr("Loading"))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(QColor(self._theme.palette.separator))
        width = min(self.width() - 2 * self._margin, 680)
        left = (self.width() - width) / 2
        for top in range(self._margin, max(self._margin + 1, self.height() - self._step), self._step):
            for line, part in enumerate(_LINES):
                box = QRectF(left, top + line * self._step / 5, width * part, 9)
                painter.drawRoundedRect(box, 4, 4)
        painter.end()
