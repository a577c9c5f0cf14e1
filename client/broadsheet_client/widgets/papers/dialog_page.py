"""The look that the dialogs about papers and keys share."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.plain_text import PlainLabel

MARGIN, SPACING = 28, 12


class DialogPage(QWidget):
    """A page with a title, a text, further widgets, which scroll in a low dialog, and buttons below."""

    def __init__(self, title: str = "", text: str = "") -> None:
        super().__init__()
        self.setObjectName("dialogPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title, self.text = PlainLabel(title), PlainLabel(text)
        self.title.setFont(fonts.font(fonts.serif(), 24, bold=True))
        self.text.setProperty("part", "hint")
        self._content = QWidget()
        self._content.setObjectName("dialogPage")
        self._parts = QVBoxLayout(self._content)
        self._parts.setContentsMargins(MARGIN, 24, MARGIN, 8)
        self._parts.setSpacing(SPACING)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 20)
        self._rows.addWidget(self._create_area(), stretch=1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons: list[QPushButton] = []
        for label in (self.title, self.text):
            self.add_label(label)

    def add_label(self, label: QLabel) -> None:
        """Add a label that breaks its lines."""
        label.setWordWrap(True)
        self._parts.addWidget(label)

    def add(self, widget: QWidget, *, stretch: int = 0, at_start: bool = False) -> None:
        """Add a widget as wide as the page, or as wide as it needs `at_start` of its line."""
        if at_start:
            self._parts.addWidget(widget, alignment=Qt.AlignmentFlag.AlignLeft)
        else:
            self._parts.addWidget(widget, stretch)

    def add_buttons(self, *buttons: QPushButton, left: QPushButton | None = None) -> None:
        """Add the last row, after all else; the last button is the main one."""
        buttons[-1].setProperty("primary", True)
        self._buttons = [left, *buttons] if left is not None else list(buttons)
        self._row.setContentsMargins(MARGIN, 8, MARGIN, 0)
        self._row.setSpacing(8)
        for button in self._buttons:
            self._row.addWidget(button)
            if button is left:
                self._row.addStretch()
        if left is None:
            self._row.insertStretch(0)
        self._parts.addStretch()
        self._rows.addLayout(self._row)

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest button, as they can stand below each other."""
        hint = super().minimumSizeHint()
        widest = max((button.sizeHint().width() for button in self._buttons), default=hint.width())
        return QSize(min(hint.width(), widest + 2 * MARGIN), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below each other where they do not fit beside each other."""
        super().resizeEvent(event)
        shown = [button for button in self._buttons if not button.isHidden()]
        spacing = self._row.spacing()
        needed = sum(button.sizeHint().width() + spacing for button in shown) - spacing
        fits = needed <= event.size().width() - 2 * MARGIN
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if fits else directions.TopToBottom)

    def make_room(self) -> None:
        """Make the dialog as high as its content needs, if the screen is."""
        dialog = self.window()
        self._parts.activate()
        missing = self._parts.totalHeightForWidth(self._area.width()) - self._area.height()
        available = dialog.screen().availableGeometry().height()
        if missing > 0:
            dialog.resize(dialog.width(), min(dialog.height() + missing, available))

    def _create_area(self) -> QScrollArea:
        self._area = QScrollArea()
        self._area.setObjectName("dialogArea")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._content)
        return self._area
