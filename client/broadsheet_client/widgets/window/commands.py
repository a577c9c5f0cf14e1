"""What the window's reading and article commands do."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from broadsheet_client.widgets.article.article_pane import ArticlePane
from broadsheet_client.widgets.article_list.article_list_pane import ArticleListPane
from broadsheet_client.widgets.window.navigation import Navigation
from broadsheet_client.widgets.window.panes import Pane, PaneFocus, Panes
from broadsheet_client.widgets.window.preferences import ZOOM_DEFAULT, ZOOM_MAX, ZOOM_MIN, Preferences
from broadsheet_client.widgets.window.search_controller import SearchController

ZOOM_STEP = 10
"""Percentage points of one zoom command."""


class ReadingCommands:
    """Moves through the article, the list and the history, for any number of visible panes."""

    def __init__(
        self,
        panes: Panes,
        pane_focus: PaneFocus,
        article_list: ArticleListPane,
        article_pane: ArticlePane,
        search: SearchController,
        navigation: Navigation,
    ) -> None:
        self._panes, self._pane_focus = panes, pane_focus
        self._article_list, self._article_pane = article_list, article_pane
        self._search, self._navigation = search, navigation

    def open_article(self, article_id: str, by_key: bool) -> None:
        """Open an activated row; move the focus to the article after a key, or where one pane fits."""
        self.focus_article(by_key)
        if article_id != self._navigation.history.current.article_id:
            self._navigation.open_from_list(article_id)

    def focus_article(self, by_key: bool) -> None:
        """Show and focus the article pane after a key, or where only one pane fits."""
        if self._panes.fitting_count == 1 or by_key:
            self._pane_focus.focus_pane(Pane.ARTICLE)

    def page_down(self) -> None:
        """Scroll the article down by a page; at its end, go to the next article."""
        if self._panes.fitting_count == 1 and self._panes.front is not Pane.ARTICLE:
            self._open_selected()
        elif not self._article_pane.scroll_area.scroll_page():
            self._search.step(+1)

    def page_up(self) -> None:
        """Scroll the article up by a page; at its top, go to the previous article."""
        if not self._article_pane.scroll_area.scroll_page(-1):
            self._search.step(-1)

    def go_back(self) -> None:
        """Go to the previous history entry; where one pane fits, from the article to the list first."""
        if self._panes.fitting_count == 1 and self._panes.front is not Pane.ARTICLES:
            self._pane_focus.focus_pane(Pane.ARTICLES)
        else:
            self._navigation.go_back()

    def _open_selected(self) -> None:
        """Show the article that is selected in the list, else the one that is open."""
        current_id = self._article_list.current_id
        is_selected = self._article_list.table.selectionModel().hasSelection()
        opens_selected = self._article_pane.article is None or (is_selected and not self._search.is_active)
        if current_id is not None and opens_selected:
            self.open_article(current_id, by_key=True)
        else:
            self._pane_focus.focus_pane(Pane.ARTICLE)


class ArticleCommands(QObject):
    """Copies or opens the link of the article, and changes its text size."""

    notified = Signal(str)
    """A short message for a toast."""

    def __init__(
        self,
        article_pane: ArticlePane,
        preferences: Preferences,
        open_url: Callable[[str], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._article_pane, self._preferences, self._open_url = article_pane, preferences, open_url

    def copy_link(self) -> None:
        """Put the article's canonical URL on the clipboard."""
        page = self._article_pane.shown_article
        if page is not None:
            QGuiApplication.clipboard().setText(page.canonical_url)
            self.notified.emit(self.tr("Link copied"))

    def open_in_browser(self) -> None:
        """Open the article's canonical URL in the browser."""
        page = self._article_pane.shown_article
        if page is not None and not self._open_url(page.canonical_url):
            text = self.tr("No browser could be opened. The link can be copied with Ctrl+Shift+C.")
            self.notified.emit(text)

    def zoom_by(self, steps: int) -> None:
        """Change the text size by steps of ZOOM_STEP."""
        self._set_zoom(self._preferences.zoom + steps * ZOOM_STEP)

    def reset_zoom(self) -> None:
        """Restore the default text size."""
        self._set_zoom(ZOOM_DEFAULT)

    def _set_zoom(self, zoom: int) -> None:
        self._preferences.zoom = zoom = min(ZOOM_MAX, max(ZOOM_MIN, zoom))
        self._article_pane.scroll_area.set_zoom(zoom)
        self.notified.emit(self.tr("Text size %1 %").replace("%1", str(zoom)))
