"""The middle pane: the articles of a section, newest first, loaded page by page."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from broadsheet_client.core.states import PaneState
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.widgets.article_list.article_table import FETCH_MORE_AT, ArticleTable
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.common.skeleton import Skeleton
from broadsheet_client.widgets.common.state_pane import StateMessages, StatePane
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.article_list_model import ArticleListModel, Rows


@dataclass(frozen=True, slots=True)
class ListPosition:
    """A scroll position that survives newer articles: the top row, and the pixels of it that are hidden."""

    article_id: str
    hidden: int = 0


class ArticleListPane(QWidget):
    """`article_selected` follows the selection; `article_activated` needs a click or Enter."""

    article_selected = Signal(str)
    article_activated = Signal(str, bool)
    """The id, and whether it was a key (else a click)."""
    newer_requested = Signal()
    retry_requested = Signal()
    home_requested = Signal()
    address_requested = Signal()
    """Another address of the newspaper is wanted."""

    def __init__(self, model: ArticleListModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = model
        self._is_restoring_selection = False
        self.table = ArticleTable(model, theme)
        self.table.setAccessibleName(self.tr("Articles"))
        self.title = PlainLabel()
        self.title.setObjectName("listTitle")
        self.title.setFont(fonts.font(fonts.serif(), 20, bold=True))
        self.newer_button = QPushButton()
        self.newer_button.setObjectName("newer")
        self.newer_button.hide()
        self.state_pane: StatePane[Rows] = StatePane(
            self.table, self._show_rows, self._messages(), theme, Skeleton(theme, margin=18, step=118)
        )
        self._create_layout()
        self._connect()

    def _messages(self) -> StateMessages:
        return StateMessages(
            empty_title=self.tr("Nothing here yet"),
            empty_text=self.tr("This section has no articles at the moment."),
            empty_button=self.tr("Show all news"),
            failed_title=self.tr("The articles could not be loaded"),
            offline_title=self.tr("You are offline"),
            offline_text=self.tr(
                "Nothing of this section was saved on this computer before. "
                "It appears by itself when there is a connection again."
            ),
            offline_banner=self.tr("You are offline. These articles were saved on this computer."),
            second_button=self.tr("Change the address"),
        )

    def show_unreachable_server(self, server: str) -> None:
        """While offline without a front page, say that the server is unreachable; "" restores the usual
        message.
        """
        messages = self._messages()
        if server:
            text = self.tr(
                "The newspaper at %1 cannot be reached. Check the address and your connection; "
                "it appears by itself when there is a way to it."
            )
            title = self.tr("No way to the newspaper")
            messages = replace(messages, offline_title=title, offline_text=text.replace("%1", server))
        self.state_pane.set_messages(messages)

    def _create_layout(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(18, 14, 14, 10)
        head.addWidget(self.title, stretch=1)
        head.addWidget(self.newer_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.state_pane, stretch=1)

    def _connect(self) -> None:
        self.newer_button.clicked.connect(self._show_newer)
        self.state_pane.retry_requested.connect(self.retry_requested)
        self.state_pane.empty_action_triggered.connect(self.home_requested)
        self.state_pane.second_action_triggered.connect(self.address_requested)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        self.table.row_activated.connect(self._row_activated)
        self.table.verticalScrollBar().valueChanged.connect(self._fetch_more_near_end)

    def show_section(self, name: str) -> None:
        """Set the section's name as the title."""
        self.title.setText(name)
        self.table.setAccessibleName(self.tr("Articles: %1").replace("%1", name))

    def show_state(self, state: PaneState[Rows]) -> None:
        """Show the state of the list."""
        self.state_pane.show_state(state)

    def show_newer(self, count: int) -> None:
        """Show a button with the number of newer articles; nothing moves before it is clicked."""
        self.newer_button.setText(self.tr("%n new", "", count))
        self.newer_button.setAccessibleName(self.tr("Show %n newer article(s)", "", count))
        self.newer_button.setVisible(count > 0)

    def reset(self, rows: Rows | None) -> None:
        """Replace the rows; an article that is still listed stays selected."""
        selected = self.current_id
        self._is_restoring_selection = True
        self._model.reset(rows)
        self._is_restoring_selection = False
        self.table.scrollToTop()
        if selected:
            self.select(selected)

    def select(self, article_id: str) -> bool:
        """Select an article without opening it; False if it is not listed."""
        row = self._model.row_of(article_id)
        self._is_restoring_selection = True
        if row is None:
            self.table.clearSelection()
        elif row != self.table.currentIndex().row() or not self.table.selectionModel().hasSelection():
            self.table.selectionModel().setCurrentIndex(
                self._model.index(row, 0),
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )
        self._is_restoring_selection = False
        return row is not None

    @property
    def position(self) -> ListPosition | None:
        """The scroll position; None at the top."""
        row = self.table.rowAt(0)
        article_id = self._model.article_id(row)
        if article_id is None or self.table.verticalScrollBar().value() == 0:
            return None
        return ListPosition(article_id, -self.table.rowViewportPosition(row))

    def scroll_to_position(self, position: ListPosition | None) -> bool:
        """Scroll to a position that `position` returned; False if its article is not listed yet."""
        row = self._model.row_of(position.article_id) if position else 0
        if row is None:
            return False
        self.table.scroll_to(row, position.hidden if position else 0)
        return True

    def step(self, by: int) -> bool:
        """Select the next (+1) or previous (-1) article; False at the ends."""
        row = self.table.currentIndex().row() + by
        if not 0 <= row < self._model.count:
            return False
        self.table.selectRow(row)
        self._fetch_more_near_end()
        return True

    @property
    def current_id(self) -> str | None:
        """The article of the current row."""
        return self._model.article_id(self.table.currentIndex().row())

    @property
    def next_id(self) -> str | None:
        """The article below the current row."""
        return self._model.article_id(self.table.currentIndex().row() + 1)

    def _show_rows(self, rows: Rows) -> None:
        """Reset the model, unless it already follows these rows by the operation's signals."""
        if self._model.rows is not rows:
            self.reset(rows)

    def _show_newer(self) -> None:
        """Show the newer articles, at the top of the list."""
        self.newer_requested.emit()
        self.table.scrollToTop()
        self.table.setFocus()

    def _selection_changed(self) -> None:
        """Follow the selection, not the current index: focus alone makes the first row current."""
        rows = self.table.selectionModel().selectedRows()
        article_id = self._model.article_id(rows[0].row()) if rows else None
        if article_id and not self._is_restoring_selection:
            self.article_selected.emit(article_id)

    def _row_activated(self, row: int, by_key: bool) -> None:
        if article_id := self._model.article_id(row):
            self.article_activated.emit(article_id, by_key)
        elif self._model.paging_state is PagingState.FAILED:
            self.retry_requested.emit()

    def _fetch_more_near_end(self) -> None:
        """Request the next page before the last row is visible."""
        bar = self.table.verticalScrollBar()
        if bar.maximum() and bar.value() >= FETCH_MORE_AT * bar.maximum():
            self._model.fetchMore(QModelIndex())
