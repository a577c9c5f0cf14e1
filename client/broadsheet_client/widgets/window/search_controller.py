"""Searching in the window: joins the field, the pane of results and the operation behind them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from broadsheet_client.core.states import Loading, Offline, PaneState, Ready
from broadsheet_client.services import Services
from broadsheet_client.widgets.article_list.article_list_pane import ArticleListPane
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.search.search_field import SearchField
from broadsheet_client.widgets.window.navigation import Navigation

if TYPE_CHECKING:
    from broadsheet_client.operations.search_results import SearchResults
    from broadsheet_client.widgets.models.search_model import SearchModel
    from broadsheet_client.widgets.search.search_pane import SearchPane


class SearchController(QObject):
    """While it is on, `middle` shows the results in the list's place; leaving it, one is where one was.

    The pane of results is built when it is first wanted: a start has other things to do.
    """

    changed = Signal(bool)
    """Whether it is on now. It comes before anything is focused."""
    returned = Signal()
    """It was left for where one was before."""
    article_entered = Signal(bool)
    """An article was opened by a key (True) or a click (False)."""

    def __init__(
        self,
        desk: Services,
        field: SearchField,
        articles: ArticleListPane,
        navigation: Navigation,
        theme: Theme,
    ) -> None:
        super().__init__(navigation)
        self._desk, self._field, self._articles, self._navigation = desk, field, articles, navigation
        self._theme = theme
        self._pane: SearchPane | None = None
        self.middle = QStackedWidget()
        self.middle.addWidget(articles)
        self._came_from: QWidget | None = None
        self._wants_results = False
        self._connect_field()

    @property
    def is_on(self) -> bool:
        """Whether the results stand in the list's place."""
        return self._pane is not None and self.middle.currentWidget() is self._pane

    @property
    def pane(self) -> "SearchPane":
        """Where the results are shown."""
        if self._pane is None:
            from broadsheet_client.widgets.models.search_model import SearchModel
            from broadsheet_client.widgets.search.search_pane import SearchPane

            self._pane = SearchPane(SearchModel(self._desk.store.articles.opened, self), self._theme)
            self.middle.addWidget(self._pane)
            self._connect_pane(self._pane)
        return self._pane

    @property
    def model(self) -> "SearchModel":
        """The results."""
        return self.pane.model

    def mark_read(self, article_id: str) -> None:
        """It was opened."""
        if self._pane is not None:
            self._pane.model.mark_read(article_id)

    @property
    def home(self) -> QWidget:
        """Where the keyboard belongs in the middle pane."""
        if not self.is_on:
            return self._articles.table
        return self.pane.table if self.pane.pane.shows_content and self.model.count else self._field

    def begin(self) -> None:
        """Go into the field."""
        self._enter()
        self._field.begin()

    def leave(self, *, keep_focus: bool = False) -> None:
        """Show the list again and, unless `keep_focus`, go back to where one was."""
        if not self.is_on:
            return
        came_from, self._came_from = self._came_from, None
        self.middle.setCurrentWidget(self._articles)
        self._field.clear()
        self.changed.emit(False)
        if keep_focus:
            return
        self.returned.emit()
        is_there = came_from is not None and came_from.isVisible()
        (came_from if came_from is not None and is_there else self._articles.table).setFocus()

    def step(self, by: int) -> None:
        """Open the next (+1) or previous (-1) article of what is listed."""
        if not self.is_on:
            self._articles.step(by)
        elif article_id := self.pane.step(by):
            self._desk.search.remember()
            self._navigation.open_listed(article_id)

    def _connect_field(self) -> None:
        self._field.entered.connect(self._enter)
        self._field.left.connect(self.leave)
        self._field.textChanged.connect(self._type)
        self._field.went_down.connect(lambda: self.pane.reach_results())
        self._field.submitted.connect(self._submit)
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]
        self._navigation.listed.connect(lambda: self.leave(keep_focus=True))

    def _connect_pane(self, pane: "SearchPane") -> None:
        search = self._desk.search
        search.state_changed.connect(self._show_state)
        search.hits_appended.connect(pane.model.append)
        search.more_changed.connect(pane.model.set_more)
        pane.model.more_wanted.connect(search.load_more)
        pane.facets.narrowed.connect(search.narrow)
        pane.order_wanted.connect(search.order)
        pane.retry_wanted.connect(search.retry)
        pane.nothing.widen_wanted.connect(search.widen)
        pane.text_wanted.connect(self._take)
        pane.start.clear_wanted.connect(self._forget)
        pane.left.connect(self._field.begin)
        pane.close_wanted.connect(self.leave)
        pane.article_entered.connect(self._open)
        pane.row_reached.connect(self._fetch_ahead)

    def _enter(self) -> None:
        if self.is_on:
            return
        focused = QApplication.focusWidget()
        if focused is not self._field:
            self._came_from = focused
        self.pane.show_start(self._desk.store.searches.recent())
        self.middle.setCurrentWidget(self.pane)
        self.changed.emit(True)

    def _type(self, text: str) -> None:
        self._wants_results = False
        self._desk.search.type(text)
        if not self._desk.search.question.text:
            self.pane.show_start(self._desk.store.searches.recent())
        elif not self.is_on:
            self._enter()

    def _submit(self) -> None:
        """Enter goes to the results, as soon as they answer what was typed."""
        search = self._desk.search
        search.hurry()
        search.remember()
        self._wants_results = not search.is_settled
        if not self._wants_results and search.question.text:
            self.pane.reach_results()

    def _take(self, text: str) -> None:
        """Search for a text that was offered."""
        self._field.setText(text)
        self._field.setFocus()
        self._desk.search.hurry()

    def _forget(self) -> None:
        self._desk.store.searches.clear()
        self.pane.show_start(())
        self._field.setFocus()

    def _show_state(self, state: "PaneState[SearchResults]") -> None:
        self.pane.show_state(state, self._desk.search.found)
        if isinstance(state, Loading) or (isinstance(state, Ready) and state.stale):
            return
        self._field.setAccessibleDescription(self.pane.title.text())
        if self._wants_results and self._field.hasFocus():
            self.pane.reach_results()
        self._wants_results = False
        if isinstance(state, Offline):
            self._desk.prefetch.cancel()

    def _open(self, article_id: str, by_key: bool) -> None:
        self._desk.search.remember()
        self._navigation.open_article(article_id)
        self.article_entered.emit(by_key)

    def _fetch_ahead(self, article_id: str) -> None:
        """What the selection stands on opens without delay, and so does the one below."""
        ahead = [article_id, self.pane.next_id]
        self._desk.prefetch.start([one for one in ahead if one])

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """An empty search ends when somebody goes elsewhere in the window."""
        if not self.is_on:
            if now is not None and now is self._field:
                self._came_from = before
            return
        inside = now is None or now is self._field or self.pane.isAncestorOf(now)
        is_empty = not self._field.text().strip()
        if is_empty and not inside and now is not None and now.window() is self._field.window():
            self.leave(keep_focus=True)
