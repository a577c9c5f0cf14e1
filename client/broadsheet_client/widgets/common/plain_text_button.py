"""A button with arbitrary text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter


class PlainTextButton(QPushButton):
    """An “&” in its text is no mnemonic, and a text that is too long for it is elided in the middle."""

    def __init__(self, text: str = "", *, name: str = "", flat: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFlat(flat)
        self.set_text(text)

    def set_text(self, text: str, accessible_name: str = "") -> None:
        """Set the text, and the accessible name if it differs."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(accessible_name or text)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()
        option.text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, room, Qt.TextFlag.TextShowMnemonic
        )
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)
