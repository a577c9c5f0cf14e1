"""The table view of the article list, shared with the search results."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
)

from broadsheet_client.widgets.article_list.article_delegate import ArticleDelegate
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.article_list_model import ArticleListModel

FETCH_MORE_AT = 0.8
"""Scroll position, as a part of the whole, from which the next page is requested."""


class ArticleTable(QTableView):
    """A QTableView, because QListView and QTreeView lay out every row again at each insertion."""

    row_activated = Signal(int, bool)
    """By Enter (True) or a click (False)."""

    def __init__(
        self, model: ArticleListModel, theme: Theme, row: type[ArticleDelegate] = ArticleDelegate
    ) -> None:
        super().__init__()
        self.setObjectName("articles")
        self._row = row(theme, self)
        self.setItemDelegate(self._row)
        self.setModel(model)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fix_sections()
        self.verticalScrollBar().setSingleStep(self._row.height // 3)
        self.clicked.connect(lambda index: self.row_activated.emit(index.row(), False))
        theme.changed.connect(self.viewport().update)

    def _fix_sections(self) -> None:
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(40)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self._row.height)

    def scroll_to(self, row: int, hidden: int) -> None:
        """Scroll a row to the top, with `hidden` pixels of it above; also a row that was just appended."""
        self.updateGeometries()
        self.verticalScrollBar().setValue(row * self._row.height + hidden)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.row_activated.emit(self.currentIndex().row(), True)
            return
        super().keyPressEvent(event)
