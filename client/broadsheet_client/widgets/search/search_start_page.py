"""The page for an empty search field: recent searches and help."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QSizePolicy, QVBoxLayout, QWidget

from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.common.plain_text_button import PlainTextButton


class RecentSearchesList(QListWidget):
    """Enter or a click repeats a search; Up in the first row returns to the search field."""

    activated = Signal(str)
    moved_above_first_row = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recentSearches")
        self.setAccessibleName(self.tr("Recent searches"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.itemClicked.connect(lambda item: self.activated.emit(item.text()))

    def sizeHint(self) -> QSize:
        """As tall as the rows; in a low window it is lower and scrolls."""
        return QSize(super().sizeHint().width(), self.count() * self.sizeHintForRow(0) + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and item is not None:
            self.activated.emit(item.text())
        elif event.key() == Qt.Key.Key_Up and self.currentRow() <= 0:
            self.moved_above_first_row.emit()
        else:
            super().keyPressEvent(event)


class SearchStartPage(QWidget):
    """The recent searches, if any, above the help text."""

    clear_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.recent_list = RecentSearchesList()
        self.clear_button = PlainTextButton(self.tr("Clear"), flat=True)
        self.clear_button.setAccessibleName(self.tr("Clear recent searches"))
        self.clear_button.clicked.connect(self.clear_requested)
        self._title = PlainLabel(self.tr("Recent searches"))
        self._title.setFont(fonts.font(fonts.sans(), 13.5, bold=True))
        self._hint = PlainLabel(self._help())
        self._hint.setProperty("part", "hint")
        self._hint.setWordWrap(True)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._create_layout()

    def show_recent(self, texts: Sequence[str]) -> None:
        """Show the recent searches, most recent first."""
        self.recent_list.clear()
        self.recent_list.addItems(list(texts))
        self.recent_list.updateGeometry()
        for widget in (self._title, self.clear_button, self.recent_list):
            widget.setVisible(bool(texts))

    def focus_content(self) -> bool:
        """Focus the list; False if it is empty."""
        if not self.recent_list.count():
            return False
        self.recent_list.setFocus()
        self.recent_list.setCurrentRow(0)
        return True

    def _help(self) -> str:
        return self.tr(
            "Type what you look for: words of a headline, a summary or the text.\n\n"
            "“quoted words” are found as they stand, -word leaves articles out that say it."
        )

    def _create_layout(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, stretch=1)
        head.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 6, 14, 14)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.recent_list)
        layout.addSpacing(8)
        layout.addWidget(self._hint)
        layout.addStretch(1)
