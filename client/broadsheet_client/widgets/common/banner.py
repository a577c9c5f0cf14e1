"""A strip with a message above content that is still shown."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from broadsheet_client.widgets.common import icons
from broadsheet_client.widgets.common.list_format import BREAK_CHANCE, breakable
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.common.theme import Theme


class Banner(QFrame):
    """Hidden until `show_message`."""

    retry_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._theme = theme
        self._icon_name = "warning"
        self._icon = PlainLabel()
        self._text = PlainLabel()
        self._text.setWordWrap(True)
        self._retry = QPushButton(self.tr("Try again"))
        self._retry.setFlat(True)
        self._retry.clicked.connect(self.retry_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 5, 8, 5)
        layout.setSpacing(10)
        layout.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._retry)
        theme.changed.connect(self._update_icon)
        self.hide()

    @property
    def text(self) -> str:
        """The message."""
        return self._text.text().replace(BREAK_CHANCE, "")

    def show_message(self, text: str, *, icon: str = "warning", retry: bool = True, action: str = "") -> None:
        """Show a message, with a button to try again, or for another `action`."""
        self._icon_name = icon
        self._text.setText(breakable(text))
        self.setAccessibleName(text)
        self._retry.setText(action or self.tr("Try again"))
        self._retry.setVisible(retry)
        self._update_icon()
        self.show()

    def _update_icon(self) -> None:
        palette, ratio = self._theme.palette, self.devicePixelRatioF()
        colour = palette.error if self._icon_name == "warning" else palette.text
        self._icon.setPixmap(icons.pixmap(self._icon_name, colour, 18, ratio))
