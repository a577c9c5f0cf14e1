"""A short message over the window that disappears by itself."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from broadsheet_client.widgets.common.plain_text import PlainLabel

SHOWN_FOR = 3_500


class Toast(PlainLabel):
    """Centred at the bottom of its window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(parent=window)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(False)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def show_message(self, text: str) -> None:
        """Show a message and announce it to screen readers."""
        self.setText(text)
        self._update_geometry()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._update_geometry()
        return False

    def _update_geometry(self) -> None:
        """Fit the text; wrap it only if the window is narrower."""
        window = self.window()
        widest = window.width() - 40
        self.setWordWrap(False)
        is_long = self.sizeHint().width() > widest
        self.setWordWrap(is_long)
        self.setMinimumWidth(widest if is_long else 0)
        self.setMaximumWidth(widest)
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 28)
