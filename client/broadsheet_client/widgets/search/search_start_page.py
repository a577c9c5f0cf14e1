"""What stands below an empty search field: what was searched for lately, and how to search."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QSizePolicy, QVBoxLayout, QWidget

from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.plain_text_button import PlainTextButton


class RecentSearchesList(QListWidget):
    """Enter or a click takes a search again; up from the first one leads back to the field."""

    taken = Signal(str)
    left_upwards = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recent")
        self.setAccessibleName(self.tr("Recent searches"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.itemClicked.connect(lambda item: self.taken.emit(item.text()))

    def sizeHint(self) -> QSize:
        """As tall as its rows; in a low window it is lower, and scrolls."""
        return QSize(super().sizeHint().width(), self.count() * self.sizeHintForRow(0) + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and item is not None:
            self.taken.emit(item.text())
        elif event.key() == Qt.Key.Key_Up and self.currentRow() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)


class SearchStartPage(QWidget):
    """Recent searches, if there are any, above a few words of help."""

    clear_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.recent = RecentSearchesList()
        self.clear = PlainTextButton(self.tr("Clear"), flat=True)
        self.clear.setAccessibleName(self.tr("Clear recent searches"))
        self.clear.clicked.connect(self.clear_wanted)
        self._title = QLabel(self.tr("Recent searches"))
        self._title.setFont(fonts.font(fonts.sans(), 13.5, bold=True))
        self._hint = QLabel(self._help())
        self._hint.setProperty("part", "hint")
        self._hint.setWordWrap(True)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()

    def show_recent(self, texts: Sequence[str]) -> None:
        """The searches, the latest first."""
        self.recent.clear()
        self.recent.addItems(list(texts))
        self.recent.updateGeometry()
        for widget in (self._title, self.clear, self.recent):
            widget.setVisible(bool(texts))

    def take_focus(self) -> bool:
        """Go into the list; False if there is nothing in it."""
        if not self.recent.count():
            return False
        self.recent.setFocus()
        self.recent.setCurrentRow(0)
        return True

    def _help(self) -> str:
        return self.tr(
            "Type what you look for: words of a headline, a summary or the text.\n\n"
            "“quoted words” are found as they stand, -word leaves articles out that say it."
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, stretch=1)
        head.addWidget(self.clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 6, 14, 14)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.recent)
        layout.addSpacing(8)
        layout.addWidget(self._hint)
        layout.addStretch(1)
