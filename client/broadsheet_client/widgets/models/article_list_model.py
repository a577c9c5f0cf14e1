"""The table model of the article list: one column, and a footer row about the next page."""

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from broadsheet_client.api.generated import ArticleCard
from broadsheet_client.errors import ReaderError
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.widgets.common.error_messages import message_for
from broadsheet_client.widgets.common.relative_time import relative_time

Index = QModelIndex | QPersistentModelIndex

CARD_ROLE = int(Qt.ItemDataRole.UserRole)
"""The ArticleCard of a row, or None."""
FOOTER_ROLE = CARD_ROLE + 1
"""The text of the footer row; None for an article's row."""
READ_ROLE = CARD_ROLE + 2
"""Whether the article was opened before."""

_NO_PARENT = QModelIndex()
_SELECTABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class Rows(Protocol):
    """The rows that the model shows."""

    def __len__(self) -> int: ...
    def id(self, row: int) -> str: ...
    def card(self, row: int) -> ArticleCard | None: ...
    def row_of(self, article_id: str) -> int | None: ...


class ArticleListModel(QAbstractTableModel):
    """`more_requested` requests the next page; `append` adds it. The cards stay in `Rows`."""

    more_requested = Signal()

    def __init__(
        self, opened_ids: Callable[[list[str]], Iterable[str]] = lambda ids: (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rows: Rows | None = None
        self._count = 0
        self._paging_state, self._error = PagingState.IDLE, ""
        self._removing_row: int | None = None
        self._opened_ids = opened_ids
        self._read_ids: set[str] = set()

    def reset(self, rows: Rows | None) -> None:
        """Show another list, or the same one with other rows."""
        self.beginResetModel()
        self._rows = rows
        self._count = len(rows) if rows is not None else 0
        self._read_ids.clear()
        self._load_read_state(0, self._count - 1)
        self.endResetModel()

    def append(self, first: int, last: int) -> None:
        """Append rows."""
        self.beginInsertRows(_NO_PARENT, first, last)
        self._count += last - first + 1
        self._load_read_state(first, last)
        self.endInsertRows()

    def change(self, first: int, last: int) -> None:
        """The cards of these rows changed."""
        self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def remove(self, row: int) -> None:
        """Remove a row that is gone from `Rows`; until endRemoveRows, views still use the old row numbers."""
        self._removing_row = row
        self.beginRemoveRows(_NO_PARENT, row, row)
        self._removing_row = None
        self._count -= 1
        self.endRemoveRows()

    def set_paging_state(self, paging_state: PagingState, error: ReaderError | None = None) -> None:
        """Update the footer row."""
        self._paging_state, self._error = paging_state, message_for(error) if error else ""
        if self._count:
            self.change(self._count, self._count)

    def mark_read(self, article_id: str) -> None:
        """Mark an article as opened."""
        row = self.row_of(article_id)
        if row is not None and article_id not in self._read_ids:
            self._read_ids.add(article_id)
            self.change(row, row)

    @property
    def rows(self) -> Rows | None:
        """The rows shown."""
        return self._rows

    @property
    def count(self) -> int:
        """The number of articles, without the footer row."""
        return self._count

    @property
    def paging_state(self) -> PagingState:
        """The state of the next page."""
        return self._paging_state

    def article_id(self, row: int) -> str | None:
        """The id in a row; None for the footer row."""
        return self._rows.id(row) if self._rows is not None and 0 <= row < self._count else None

    def row_of(self, article_id: str) -> int | None:
        """The row of an article, or None."""
        row = self._rows.row_of(article_id) if self._rows is not None else None
        return row if row is not None and row < self._count else None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() or not self._count else self._count + 1

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else 1

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and bool(self._count) and self._paging_state is PagingState.IDLE

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self.more_requested.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if index.row() < self._count or self._paging_state is PagingState.FAILED:
            return _SELECTABLE
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        if row == self._count:
            return self._footer() if role in {FOOTER_ROLE, Qt.ItemDataRole.AccessibleTextRole} else None
        if self._removing_row is not None and row >= self._removing_row:
            row -= 1
        if role == READ_ROLE:
            return self.article_id(row) in self._read_ids
        card = self._rows.card(row) if self._rows is not None else None
        if card is None or role == CARD_ROLE:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.headline
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = self.tr("read") if self.article_id(row) in self._read_ids else self.tr("unread")
            age = relative_time(card.published_on or card.published_at)
            return f"{card.headline}, {card.section.name}, {age}, {state}"
        return None

    def _footer(self) -> str:
        if self._paging_state is PagingState.LOADING:
            return self.tr("Loading more…")
        if self._paging_state is PagingState.FAILED:
            return self.tr("%1 Click or press Enter to try again.").replace("%1", self._error)
        return self.tr("You have reached the end.") if self._paging_state is PagingState.END else ""

    def _load_read_state(self, first: int, last: int) -> None:
        if self._rows is not None and first <= last:
            self._read_ids.update(self._opened_ids([self._rows.id(row) for row in range(first, last + 1)]))
