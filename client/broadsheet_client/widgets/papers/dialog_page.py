"""The look that the dialogs about papers and keys share."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.plain_text import PlainLabel

MARGIN, SPACING = 28, 12


class DialogPage(QWidget):
    """A page with a title, a text, further widgets, and buttons at the bottom."""

    def __init__(self, title: str = "", text: str = "") -> None:
        super().__init__()
        self.setObjectName("dialogPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title, self.text = PlainLabel(title), PlainLabel(text)
        self.title.setFont(fonts.font(fonts.serif(), 24, bold=True))
        self.text.setProperty("part", "hint")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(MARGIN, 24, MARGIN, 20)
        self._layout.setSpacing(SPACING)
        for label in (self.title, self.text):
            self.add_label(label)

    def add_label(self, label: QLabel) -> None:
        """Add a label that breaks its lines."""
        label.setWordWrap(True)
        self._layout.addWidget(label)

    def add(self, widget: QWidget, *, stretch: int = 0) -> None:
        """Add a widget."""
        self._layout.addWidget(widget, stretch)

    def add_buttons(self, *buttons: QPushButton, left: QPushButton | None = None) -> None:
        """Add the last row, after all else; the last button is the main one."""
        buttons[-1].setProperty("primary", True)
        row = QHBoxLayout()
        row.setSpacing(8)
        if left is not None:
            row.addWidget(left)
        row.addStretch()
        for button in buttons:
            row.addWidget(button)
        self._layout.addStretch()
        self._layout.addSpacing(8)
        self._layout.addLayout(row)
