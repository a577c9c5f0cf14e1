"""A page with a message and buttons, in place of content."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from broadsheet_client.widgets.common import fonts, icons
from broadsheet_client.widgets.common.list_format import BREAK_CHANCE, breakable
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.common.theme import Theme


class MessagePage(QWidget):
    """An icon, a title, a sentence and at most two buttons."""

    pressed = Signal()
    second_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._theme = theme
        self._icon_name = ""
        self._icon = PlainLabel()
        self._title = _centred_label("messageTitle")
        self._title.setFont(fonts.font(fonts.serif(), 21, bold=True))
        self._text = _centred_label("messageText")
        self._button = QPushButton()
        self._button.clicked.connect(self.pressed)
        self.second_button = QPushButton()
        self.second_button.setFlat(True)
        self.second_button.clicked.connect(self.second_pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(12)
        layout.addStretch(2)
        layout.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addSpacing(6)
        layout.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.second_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.changed.connect(self._update_icon)

    @property
    def text(self) -> str:
        """Title and sentence in one string."""
        return f"{self._title.text()}\n{self._text.text()}".replace(BREAK_CHANCE, "")

    @property
    def button(self) -> QPushButton:
        """The button."""
        return self._button

    def show_message(
        self, title: str, text: str, *, icon: str = "", button: str = "", second_button: str = ""
    ) -> None:
        """Show a message, with a button for each text that is not empty."""
        self._icon_name = icon
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(breakable(text))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.second_button.setText(second_button)
        self.second_button.setVisible(bool(second_button))
        self.setAccessibleName(f"{title} {text}".strip())
        self._update_icon()

    def _update_icon(self) -> None:
        self._icon.setVisible(bool(self._icon_name))
        if self._icon_name:
            palette, ratio = self._theme.palette, self.devicePixelRatioF()
            colour = palette.error if self._icon_name == "warning" else palette.outline
            self._icon.setPixmap(icons.pixmap(self._icon_name, colour, 44, ratio))


def _centred_label(name: str) -> QLabel:
    label = PlainLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label
