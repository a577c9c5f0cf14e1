"""Which article the command to share means: the one that is open, or that of the focused row."""

from functools import partial

from PySide6.QtWidgets import QAbstractButton, QWidget

from broadsheet_client.api.generated import ArticlePage
from broadsheet_client.widgets.article.article_pane import ArticlePane
from broadsheet_client.widgets.article.related_row import RelatedButton
from broadsheet_client.widgets.article_list.article_list_pane import ArticleListPane
from broadsheet_client.widgets.window.panes import Pane, Panes
from broadsheet_client.widgets.window.search_controller import SearchController


class ShareTarget:
    """`button` always means the article that is shown, whatever has the focus in `window`."""

    def __init__(
        self,
        window: QWidget,
        button: QAbstractButton,
        panes: Panes,
        search: SearchController,
        article_list: ArticleListPane,
        article_pane: ArticlePane,
    ) -> None:
        self._window, self._panes, self._search = window, panes, search
        self._article_list, self._article_pane = article_list, article_pane
        self._is_button_pressed = False
        button.pressed.connect(partial(self._set_button_pressed, True))
        button.released.connect(partial(self._set_button_pressed, False))

    def article(self) -> ArticlePage | str | None:
        """The article that is shown, or the id of that of the focused row."""
        focused_id = None if self._is_button_pressed else self._focused_id()
        return focused_id or self._article_pane.shown_article

    def _set_button_pressed(self, pressed: bool) -> None:
        self._is_button_pressed = pressed

    def _focused_id(self) -> str | None:
        focused = self._window.focusWidget()
        if isinstance(focused, RelatedButton):
            return focused.article_id
        if self._search.is_active and focused is self._search.pane.table:
            return self._search.pane.current_id
        if focused is self._article_list.table and not self._panes.shows(Pane.ARTICLE):
            return self._article_list.current_id
        return None
