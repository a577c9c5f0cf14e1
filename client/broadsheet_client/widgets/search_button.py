"""A button of the search, or beside the article, that Enter and Space press."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton


class SearchButton(QPushButton):
    """Space presses it, though it reads on elsewhere in the window; an “&” is only an “&”."""

    def __init__(self, text: str = "", *, name: str = "", flat: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFlat(flat)
        self.tell(text)

    def tell(self, text: str, said: str = "") -> None:
        """What it shows, and what a screen reader says."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(said or text)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Space
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(event)
