"""The base class of the dialogs."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QPushButton


class Dialog(QDialog):
    """Enter presses the focused button, or leads from a line of text to the next field.

    There is no default button: Qt would press it by Enter although another widget has the focus. Buttons that
    are created later have to call `setAutoDefault(False)` themselves.
    """

    def shows_share(self, key: str) -> bool:
        """Whether this dialog tells what becomes of the share with this idempotency key."""
        del key
        return False

    def line_entered(self, line: QLineEdit) -> None:
        """Enter was pressed in a line of text; leads to the next field."""
        del line
        self.focusNextChild()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
            button.setDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        event.accept()
        focused = self.focusWidget()
        if event.isAutoRepeat():
            return  # a key held down must not press the button that gets the focus next
        if isinstance(focused, QAbstractButton):
            focused.click()
        elif isinstance(focused, QLineEdit):
            self.line_entered(focused)
