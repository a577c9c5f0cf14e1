"""Connects the search field, the results pane and the search operation."""

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
    """While active, `stack` shows the results in place of the list.

    The results pane is created when it is first needed, which keeps the start short.
    """

    active_changed = Signal(bool)
    """Whether it is active; emitted before the focus moves."""
    closed = Signal()
    """The search was closed to return to the previous focus."""
    article_activated = Signal(bool)
    """A result was opened by a key (True) or a click (False)."""

    def __init__(
        self,
        services: Services,
        field: SearchField,
        articles: ArticleListPane,
        navigation: Navigation,
        theme: Theme,
    ) -> None:
        super().__init__(navigation)
        self._services, self._field, self._articles, self._navigation = services, field, articles, navigation
        self._theme = theme
        self._pane: SearchPane | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(articles)
        self._previous_focus: QWidget | None = None
        self._focus_results_when_settled = False
        self._connect_field()

    @property
    def is_active(self) -> bool:
        """Whether the results are shown in place of the list."""
        return self._pane is not None and self.stack.currentWidget() is self._pane

    @property
    def pane(self) -> "SearchPane":
        """The results pane."""
        if self._pane is None:
            from broadsheet_client.widgets.models.search_model import SearchModel
            from broadsheet_client.widgets.search.search_pane import SearchPane

            self._pane = SearchPane(SearchModel(self._services.store.articles.opened_ids, self), self._theme)
            self.stack.addWidget(self._pane)
            self._connect_pane(self._pane)
        return self._pane

    @property
    def model(self) -> "SearchModel":
        """The model of the results."""
        return self.pane.model

    def mark_read(self, article_id: str) -> None:
        """Mark an article as opened."""
        if self._pane is not None:
            self._pane.model.mark_read(article_id)

    @property
    def focus_target(self) -> QWidget:
        """The widget of the middle pane that takes the focus."""
        if not self.is_active:
            return self._articles.table
        return self.pane.table if self.pane.state_pane.shows_content and self.model.count else self._field

    def activate(self) -> None:
        """Show the results pane and focus the field."""
        self._show_results_pane()
        self._field.focus_and_select()

    def close(self, *, keep_focus: bool = False) -> None:
        """Show the list again and, unless `keep_focus`, restore the previous focus."""
        if not self.is_active:
            return
        previous_focus, self._previous_focus = self._previous_focus, None
        self.stack.setCurrentWidget(self._articles)
        self._field.clear()
        self.active_changed.emit(False)
        if keep_focus:
            return
        self.closed.emit()
        is_visible = previous_focus is not None and previous_focus.isVisible()
        (previous_focus if previous_focus is not None and is_visible else self._articles.table).setFocus()

    def step(self, by: int) -> None:
        """Open the next (+1) or previous (-1) article of the list or the results."""
        if not self.is_active:
            self._articles.step(by)
        elif article_id := self.pane.step(by):
            self._services.search.remember_query()
            self._navigation.open_from_list(article_id)

    def _connect_field(self) -> None:
        self._field.focused.connect(self._show_results_pane)
        self._field.escape_pressed.connect(self.close)
        self._field.textChanged.connect(self._text_changed)
        self._field.down_pressed.connect(lambda: self.pane.focus_results())
        self._field.submitted.connect(self._submitted)
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]
        self._navigation.section_listed.connect(lambda: self.close(keep_focus=True))

    def _connect_pane(self, pane: "SearchPane") -> None:
        search = self._services.search
        search.state_changed.connect(self._show_state)
        search.hits_appended.connect(pane.model.append)
        search.paging_changed.connect(pane.model.set_paging_state)
        pane.model.more_requested.connect(search.load_more)
        pane.facets.narrowed.connect(search.set_filter)
        pane.order_requested.connect(search.set_order)
        pane.retry_requested.connect(search.retry)
        pane.no_results_page.clear_filters_requested.connect(search.clear_filters)
        pane.text_requested.connect(self._search_suggestion)
        pane.start_page.clear_requested.connect(self._clear_recent)
        pane.escape_pressed.connect(self._field.focus_and_select)
        pane.close_requested.connect(self.close)
        pane.article_activated.connect(self._open_article)
        pane.row_selected.connect(self._prefetch)

    def _show_results_pane(self) -> None:
        if self.is_active:
            return
        focused = QApplication.focusWidget()
        if focused is not self._field:
            self._previous_focus = focused
        self.pane.show_start(self._services.store.searches.recent())
        self.stack.setCurrentWidget(self.pane)
        self.active_changed.emit(True)

    def _text_changed(self, text: str) -> None:
        self._focus_results_when_settled = False
        self._services.search.set_text(text)
        if not self._services.search.query.text:
            self.pane.show_start(self._services.store.searches.recent())
        elif not self.is_active:
            self._show_results_pane()

    def _submitted(self) -> None:
        """Focus the results, at once or when they match the typed text."""
        search = self._services.search
        search.search_now()
        search.remember_query()
        self._focus_results_when_settled = not search.is_settled
        if not self._focus_results_when_settled and search.query.text:
            self.pane.focus_results()

    def _search_suggestion(self, text: str) -> None:
        """Search for a suggested text."""
        self._field.setText(text)
        self._field.setFocus()
        self._services.search.search_now()

    def _clear_recent(self) -> None:
        self._services.store.searches.clear()
        self.pane.show_start(())
        self._field.setFocus()

    def _show_state(self, state: "PaneState[SearchResults]") -> None:
        self.pane.show_state(state, self._services.search.results)
        if isinstance(state, Loading) or (isinstance(state, Ready) and state.stale):
            return
        self._field.setAccessibleDescription(self.pane.title.text())
        if self._focus_results_when_settled and self._field.hasFocus():
            self.pane.focus_results()
        self._focus_results_when_settled = False
        if isinstance(state, Offline):
            self._services.prefetch.cancel()

    def _open_article(self, article_id: str, by_key: bool) -> None:
        self._services.search.remember_query()
        self._navigation.open_article(article_id)
        self.article_activated.emit(by_key)

    def _prefetch(self, article_id: str) -> None:
        """Prefetch the selected article and the one below."""
        article_ids = [article_id, self.pane.next_id]
        self._services.prefetch.start([article_id for article_id in article_ids if article_id])

    def _focus_changed(self, previous: QWidget | None, current: QWidget | None) -> None:
        """Close an empty search when the focus moves elsewhere in the window."""
        if not self.is_active:
            if current is not None and current is self._field:
                self._previous_focus = previous
            return
        is_inside = current is None or current is self._field or self.pane.isAncestorOf(current)
        is_empty = not self._field.text().strip()
        if is_empty and not is_inside and current is not None and current.window() is self._field.window():
            self.close(keep_focus=True)
