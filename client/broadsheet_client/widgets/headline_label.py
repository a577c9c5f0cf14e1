"""A headline where there is room for two lines only."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from broadsheet_client.widgets.text_lines import text_lines

LINES = 2


class HeadlineLabel(QLabel):
    """Cuts it by “…” between letters; the whole is told by pointing at it, and to a screen reader."""

    def __init__(self, headline: str) -> None:
        super().__init__()
        self._headline = headline
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(headline)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return len(self._lines(width)) * self.fontMetrics().lineSpacing()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        lines = self._lines(event.size().width())
        self.setText("\n".join(lines))
        self.setToolTip(self._headline if lines and lines[-1].endswith("…") else "")
        self.updateGeometry()

    def _lines(self, width: int) -> tuple[str, ...]:
        return text_lines(self._headline, self.font(), width, LINES)
