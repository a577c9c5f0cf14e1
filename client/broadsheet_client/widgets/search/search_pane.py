"""The middle pane while one searches: how much was found, what narrows it, and the rows."""

from PySide6.QtCore import QLocale, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from broadsheet_client.api.generated import SearchOrder
from broadsheet_client.core.states import Empty, Failed, Offline, PaneState
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.widgets.article_list.article_table import FETCH_MORE_AT, ArticleTable
from broadsheet_client.widgets.common import fonts, icons
from broadsheet_client.widgets.common.plain_text_button import PlainTextButton
from broadsheet_client.widgets.common.skeleton import Skeleton
from broadsheet_client.widgets.common.state_pane import StateMessages, StatePane
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.search_model import SearchModel
from broadsheet_client.widgets.search.no_results_page import NoResultsPage, abbreviated
from broadsheet_client.widgets.search.search_facets import SearchFacets, menu_title
from broadsheet_client.widgets.search.search_hit_delegate import SearchHitDelegate
from broadsheet_client.widgets.search.search_start_page import SearchStartPage

LOADING_DELAY = 500
"""Milliseconds from the last key to the loading page: the pause after which it is asked, and 350 more."""


class SearchTable(ArticleTable):
    """Up from the first row leads back to the field."""

    left_upwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
            return
        super().keyPressEvent(event)


class SearchPane(QWidget):
    """`article_entered` comes with Enter (True) or a click (False), `left` with Escape."""

    article_entered = Signal(str, bool)
    row_reached = Signal(str)
    text_wanted = Signal(str)
    order_wanted = Signal(object)
    retry_wanted = Signal()
    left = Signal()
    close_wanted = Signal()

    def __init__(self, model: SearchModel, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("listPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model, self._theme = model, theme
        self.table = SearchTable(model, theme, SearchHitDelegate)
        self.facets, self.start, self.nothing = SearchFacets(), SearchStartPage(), NoResultsPage(theme)
        self.pane: StatePane[SearchResults] = StatePane(
            self.table,
            self._show,
            self._words(),
            theme,
            Skeleton(theme, margin=18, step=118),
            patience=LOADING_DELAY,
        )
        self.title = QLabel()
        self.title.setObjectName("listTitle")
        self.title.setFont(fonts.font(fonts.serif(), 20, bold=True))
        self.order = PlainTextButton(name="facet")
        self.close_button = PlainTextButton(flat=True)
        self.close_button.setAccessibleName(self.tr("Close the search"))
        self.close_button.setToolTip(self.tr("Close the search (Esc in the field)"))
        self.meant = PlainTextButton(flat=True)
        self._did_you_mean = ""
        self._orders = self._make_orders()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._draw()
        self.show_start(())

    def show_start(self, recent: tuple[str, ...]) -> None:
        """Nothing is searched yet."""
        self.start.show_recent(recent)
        self.pane.show_state(Empty())
        self._turn_to(self.start, self.tr("Search"))
        self.model.reset(None)

    def show_state(self, state: PaneState[SearchResults], found: SearchResults | None) -> None:
        """Show the state of the search; `found` says with Empty what was searched."""
        match state:
            case Empty() if found is not None:
                self.nothing.show_found(found)
                self._show_without_rows(self.nothing, found)
            case Failed(cached=None) | Offline(cached=None) if found is not None:
                self._show_without_rows(self.pane, found)
        self.pane.show_state(state)

    def _show_without_rows(self, page: QWidget, found: SearchResults) -> None:
        self.model.reset(None)
        self._tell_meant("")
        self.facets.show_found(found)
        self._turn_to(page, self.tr("Search"))

    def _show_loading(self) -> None:
        """What was there before stays until now, so that nothing flickers while one types."""
        if self.pane.is_loading:
            self._turn_to(self.pane, self.tr("Search"))

    def reach_results(self) -> bool:
        """Go from the field into what is below it; False if there is nowhere to go."""
        page = self._pages.currentWidget()
        if page is self.start:
            return self.start.take_focus()
        if page is self.nothing:
            return self.nothing.take_focus()
        self.pane.take_focus()
        if self.pane.shows_content and not self.table.selectionModel().hasSelection():
            self.table.selectRow(0)
        return True

    def step(self, by: int) -> str | None:
        """Go to the next (+1) or previous (-1) row; answers its article."""
        row = self.table.currentIndex().row() + by
        if not 0 <= row < self.model.count:
            return None
        self.table.selectRow(row)
        return self.model.article_id(row)

    @property
    def next_id(self) -> str | None:
        """The article below the current one."""
        return self.model.article_id(self.table.currentIndex().row() + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _words(self) -> StateMessages:
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

    def _lay_out(self) -> None:
        for page in (self.start, self.pane, self.nothing):
            self._pages.addWidget(page)
        head = QHBoxLayout()
        head.setContentsMargins(18, 14, 10, 8)
        head.setSpacing(6)
        head.addWidget(self.title, stretch=1)
        head.addWidget(self.order)
        head.addWidget(self.close_button)
        below = QHBoxLayout()
        below.setContentsMargins(9, 0, 9, 0)
        below.addWidget(self.meant)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.facets)
        layout.addLayout(below)
        layout.addWidget(self._pages, stretch=1)

    def _connect(self) -> None:
        self.pane.retry_wanted.connect(self.retry_wanted)
        self.pane.turned.connect(self._show_loading)
        self.close_button.clicked.connect(self.close_wanted)
        self.meant.clicked.connect(lambda: self.text_wanted.emit(self._did_you_mean))
        self.nothing.text_wanted.connect(self.text_wanted)
        self.start.recent.taken.connect(self.text_wanted)
        self.start.recent.left_upwards.connect(self.left)
        self.table.left_upwards.connect(self.left)
        self.table.entered_row.connect(self._enter)
        self.table.selectionModel().currentRowChanged.connect(self._reach)
        self.table.verticalScrollBar().valueChanged.connect(self._look_ahead)
        self._theme.changed.connect(self._draw)

    def _make_orders(self) -> dict[SearchOrder, QAction]:
        menu, group = QMenu(self.order), QActionGroup(self)
        made = {}
        for order, text in (
            (SearchOrder.RELEVANCE, self.tr("Best match")),
            (SearchOrder.NEWEST, self.tr("Newest first")),
        ):
            made[order] = action = menu.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(lambda checked=False, order=order: self.order_wanted.emit(order))
            group.addAction(action)
        self.order.setMenu(menu)
        return made

    def _show(self, found: SearchResults) -> None:
        if self.model.rows is found:
            return
        self.model.reset(found)
        self.table.scrollToTop()
        self.table.setAccessibleName(
            self.tr("Results for %1").replace("%1", abbreviated(found.question.text, 80))
        )
        self.facets.show_found(found)
        self._tell_meant(found.did_you_mean or "")
        self._turn_to(self.pane, self._count(found))
        order = found.question.order
        self._orders[order].setChecked(True)
        text = self._orders[order].text()
        self.order.tell(menu_title(text), self.tr("Order: %1").replace("%1", text))
        self.order.setVisible(not found.offline)

    def _count(self, found: SearchResults) -> str:
        number = QLocale().toString(found.total.value) + ("+" if found.total.is_lower_bound else "")
        if found.offline:
            return self.tr("%1 saved").replace("%1", number)
        if found.total.is_lower_bound:
            return self.tr("%1 articles").replace("%1", number)
        count = found.total.value
        return self.tr("%Ln article(s)", "", count)

    def _tell_meant(self, text: str) -> None:
        self._did_you_mean = text
        self.meant.tell(self.tr("Did you mean “%1”?").replace("%1", abbreviated(text)))
        self.meant.setVisible(bool(text))

    def _turn_to(self, page: QWidget, title: str) -> None:
        self.title.setText(title)
        if page is self.start:
            self._tell_meant("")
            self.facets.hide()
        if page is not self.pane or not self.model.count:
            self.order.hide()
        self._pages.setCurrentWidget(page)

    def _enter(self, row: int, by_key: bool) -> None:
        if article_id := self.model.article_id(row):
            self.article_entered.emit(article_id, by_key)
        elif self.model.more is PagingState.FAILED:
            self.retry_wanted.emit()

    def _reach(self, current: QModelIndex) -> None:
        if article_id := self.model.article_id(current.row()):
            self.row_reached.emit(article_id)

    def _look_ahead(self) -> None:
        bar = self.table.verticalScrollBar()
        if bar.maximum() and bar.value() >= FETCH_MORE_AT * bar.maximum():
            self.model.fetchMore(QModelIndex())

    def _draw(self) -> None:
        self.close_button.setIcon(icons.icon("close", self._theme.palette.ink))
