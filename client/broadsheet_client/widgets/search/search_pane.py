"""The middle pane during a search: count, facets and results."""

from PySide6.QtCore import QLocale, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from broadsheet_client.api.generated import SearchOrder
from broadsheet_client.core.states import Empty, Failed, Offline, PaneState
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.widgets.article_list.article_table import FETCH_MORE_AT, ArticleTable
from broadsheet_client.widgets.common import fonts, icons
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.common.plain_text_button import PlainTextButton
from broadsheet_client.widgets.common.skeleton import Skeleton
from broadsheet_client.widgets.common.state_pane import StateMessages, StatePane
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.search_model import SearchModel
from broadsheet_client.widgets.search.no_results_page import TEXT_MAX, NoResultsPage
from broadsheet_client.widgets.search.search_facets import SearchFacets, menu_title
from broadsheet_client.widgets.search.search_hit_delegate import SearchHitDelegate
from broadsheet_client.widgets.search.search_start_page import SearchStartPage
from broadsheet_shared.truncation import truncate

LOADING_DELAY = 500
"""Milliseconds from the last key press to the loading page: the debounce, and 350 more."""
_QUERY_SPOKEN_MAX = 80
"""Characters of the search text in the name of the table."""


class SearchTable(ArticleTable):
    """Up in the first row returns to the search field."""

    moved_above_first_row = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.moved_above_first_row.emit()
            return
        super().keyPressEvent(event)


class SearchPane(QWidget):
    """`article_activated` carries the id and whether it was Enter (True) or a click (False)."""

    article_activated = Signal(str, bool)
    row_selected = Signal(str)
    text_requested = Signal(str)
    order_requested = Signal(object)
    retry_requested = Signal()
    escape_pressed = Signal()
    close_requested = Signal()

    def __init__(self, model: SearchModel, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("listPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model, self._theme = model, theme
        self.table = SearchTable(model, theme, SearchHitDelegate)
        self.facets, self.start_page, self.no_results_page = (
            SearchFacets(),
            SearchStartPage(),
            NoResultsPage(theme),
        )
        self.state_pane: StatePane[SearchResults] = StatePane(
            self.table,
            self._show_results,
            self._messages(),
            theme,
            Skeleton(theme, margin=18, step=118),
            loading_delay=LOADING_DELAY,
        )
        self.title = PlainLabel()
        self.title.setObjectName("listTitle")
        self.title.setFont(fonts.font(fonts.serif(), 20, bold=True))
        self.order_button = PlainTextButton(name="facet")
        self.close_button = PlainTextButton(flat=True)
        self.close_button.setAccessibleName(self.tr("Close the search"))
        self.close_button.setToolTip(self.tr("Close the search (Esc in the field)"))
        self.suggestion_button = PlainTextButton(flat=True)
        self._suggestion = ""
        self._order_actions = self._create_order_menu()
        self._pages = QStackedWidget()
        self._create_layout()
        self._connect()
        self._update_icon()
        self.show_start(())

    def show_start(self, recent: tuple[str, ...]) -> None:
        """Show the start page: there is no query."""
        self.start_page.show_recent(recent)
        self.state_pane.show_state(Empty())
        self._show_page(self.start_page, self.tr("Search"))
        self.model.reset(None)

    def show_state(self, state: PaneState[SearchResults], results: SearchResults | None) -> None:
        """Show the state of the search; with Empty, `results` holds the query."""
        match state:
            case Empty() if results is not None:
                self.no_results_page.show_results(results)
                self._show_without_rows(self.no_results_page, results)
            case Failed(cached=None) | Offline(cached=None) if results is not None:
                self._show_without_rows(self.state_pane, results)
        self.state_pane.show_state(state)

    def _show_without_rows(self, page: QWidget, results: SearchResults) -> None:
        self.model.reset(None)
        self._show_suggestion("")
        self.facets.show_results(results)
        self._show_page(page, self.tr("Search"))

    def _show_loading(self) -> None:
        """Keep the previous results until the loading page, so that nothing flickers while typing."""
        if self.state_pane.is_loading:
            self._show_page(self.state_pane, self.tr("Search"))

    def focus_results(self) -> bool:
        """Move the focus from the field to the results; False if nothing can be focused."""
        page = self._pages.currentWidget()
        if page is self.start_page:
            return self.start_page.focus_content()
        if page is self.no_results_page:
            return self.no_results_page.focus_content()
        self.state_pane.focus_content()
        if self.state_pane.shows_content and not self.table.selectionModel().hasSelection():
            self.table.selectRow(0)
        return True

    def step(self, by: int) -> str | None:
        """Select the next (+1) or previous (-1) row; returns its article."""
        row = self.table.currentIndex().row() + by
        if not 0 <= row < self.model.count:
            return None
        self.table.selectRow(row)
        return self.model.article_id(row)

    @property
    def current_id(self) -> str | None:
        """The article of the current row."""
        return self.model.article_id(self.table.currentIndex().row())

    @property
    def next_id(self) -> str | None:
        """The article below the current row."""
        return self.model.article_id(self.table.currentIndex().row() + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
            return
        super().keyPressEvent(event)

    def _messages(self) -> StateMessages:
        return StateMessages(
            empty_title="",
            empty_text="",
            empty_button="",
            failed_title=self.tr("The search did not work"),
            offline_title=self.tr("You are offline"),
            offline_text=self.tr(
                "No headline or summary saved on this computer says that. "
                "The whole newspaper is searched when there is a connection again."
            ),
            offline_banner=self.tr(
                "You are offline. Only headlines and summaries saved on this computer were searched, "
                "without filters."
            ),
        )

    def _create_layout(self) -> None:
        for page in (self.start_page, self.state_pane, self.no_results_page):
            self._pages.addWidget(page)
        head = QHBoxLayout()
        head.setContentsMargins(18, 14, 10, 8)
        head.setSpacing(6)
        head.addWidget(self.title, stretch=1)
        head.addWidget(self.order_button)
        head.addWidget(self.close_button)
        below = QHBoxLayout()
        below.setContentsMargins(9, 0, 9, 0)
        below.addWidget(self.suggestion_button)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.facets)
        layout.addLayout(below)
        layout.addWidget(self._pages, stretch=1)

    def _connect(self) -> None:
        self.state_pane.retry_requested.connect(self.retry_requested)
        self.state_pane.page_changed.connect(self._show_loading)
        self.close_button.clicked.connect(self.close_requested)
        self.suggestion_button.clicked.connect(lambda: self.text_requested.emit(self._suggestion))
        self.no_results_page.text_requested.connect(self.text_requested)
        self.start_page.recent_list.activated.connect(self.text_requested)
        self.start_page.recent_list.moved_above_first_row.connect(self.escape_pressed)
        self.table.moved_above_first_row.connect(self.escape_pressed)
        self.table.row_activated.connect(self._row_activated)
        self.table.selectionModel().currentRowChanged.connect(self._current_row_changed)
        self.table.verticalScrollBar().valueChanged.connect(self._fetch_more_near_end)
        self._theme.changed.connect(self._update_icon)

    def _create_order_menu(self) -> dict[SearchOrder, QAction]:
        menu, group = QMenu(self.order_button), QActionGroup(self)
        actions = {}
        for order, text in (
            (SearchOrder.RELEVANCE, self.tr("Best match")),
            (SearchOrder.NEWEST, self.tr("Newest first")),
        ):
            actions[order] = action = menu.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(lambda checked=False, order=order: self.order_requested.emit(order))
            group.addAction(action)
        self.order_button.setMenu(menu)
        return actions

    def _show_results(self, results: SearchResults) -> None:
        if self.model.rows is results:
            return
        self.model.reset(results)
        self.table.scrollToTop()
        self.table.setAccessibleName(
            self.tr("Results for %1").replace("%1", truncate(results.query.text, _QUERY_SPOKEN_MAX))
        )
        self.facets.show_results(results)
        self._show_suggestion(results.did_you_mean or "")
        self._show_page(self.state_pane, self._count_text(results))
        order = results.query.order
        self._order_actions[order].setChecked(True)
        text = self._order_actions[order].text()
        self.order_button.set_text(menu_title(text), self.tr("Order: %1").replace("%1", text))
        self.order_button.setVisible(not results.offline)

    def _count_text(self, results: SearchResults) -> str:
        number = QLocale().toString(results.total.value) + ("+" if results.total.is_lower_bound else "")
        if results.offline:
            return self.tr("%1 saved").replace("%1", number)
        if results.total.is_lower_bound:
            return self.tr("%1 articles").replace("%1", number)
        count = results.total.value
        return self.tr("%Ln article(s)", "", count)

    def _show_suggestion(self, text: str) -> None:
        self._suggestion = text
        self.suggestion_button.set_text(self.tr("Did you mean “%1”?").replace("%1", truncate(text, TEXT_MAX)))
        self.suggestion_button.setVisible(bool(text))

    def _show_page(self, page: QWidget, title: str) -> None:
        self.title.setText(title)
        if page is self.start_page:
            self._show_suggestion("")
            self.facets.hide()
        if page is not self.state_pane or not self.model.count:
            self.order_button.hide()
        self._pages.setCurrentWidget(page)

    def _row_activated(self, row: int, by_key: bool) -> None:
        if article_id := self.model.article_id(row):
            self.article_activated.emit(article_id, by_key)
        elif self.model.paging_state is PagingState.FAILED:
            self.retry_requested.emit()

    def _current_row_changed(self, current: QModelIndex) -> None:
        if article_id := self.model.article_id(current.row()):
            self.row_selected.emit(article_id)

    def _fetch_more_near_end(self) -> None:
        bar = self.table.verticalScrollBar()
        if bar.maximum() and bar.value() >= FETCH_MORE_AT * bar.maximum():
            self.model.fetchMore(QModelIndex())

    def _update_icon(self) -> None:
        self.close_button.setIcon(icons.icon("close", self._theme.palette.text))
