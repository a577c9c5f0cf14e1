"""The dialogs of the window, each loaded when it is first wanted."""

from PySide6.QtWidgets import QWidget

from broadsheet_client.api.generated import ArticlePage
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.services import Services
from broadsheet_client.widgets.article.article_pane import ArticlePane
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.window.navigation import Navigation


class Dialogs:
    """Opens them over the window."""

    def __init__(
        self, window: QWidget, services: Services, article: ArticlePane, navigation: Navigation, theme: Theme
    ) -> None:
        self._window, self._services, self._theme = window, services, theme
        self._article, self._navigation = article, navigation

    def share(self) -> None:
        """Email this to your friend."""
        page = self._article.shown_article
        if page is not None:
            self._share(page)

    def _edit(self, draft: ShareDraft) -> None:
        """Go on writing a mail that could not be sent."""
        stored = self._services.store.articles.page(draft.article_id)
        if stored is not None:
            self._share(stored.page, draft)

    def _share(self, page: ArticlePage, draft: ShareDraft | None = None) -> None:
        from broadsheet_client.widgets.share.share_dialog import ShareDialog

        publication = self._navigation.publication
        dialog = ShareDialog(self._services, page, publication, self._theme, self._window, draft)
        dialog.outbox_requested.connect(self.outbox)
        dialog.open()

    def outbox(self) -> None:
        """The mail that waits, failed or went lately."""
        from broadsheet_client.widgets.share.outbox_dialog import OutboxDialog

        dialog = OutboxDialog(self._services, self._theme, self._window)
        dialog.edit_requested.connect(self._edit)
        dialog.open()

    def links(self) -> None:
        """The links of the article."""
        from broadsheet_client.widgets.article.links_dialog import LinksDialog

        dialog = LinksDialog(self._article.scroll_area.document.links, self._window)
        dialog.link_chosen.connect(self._navigation.follow_link)
        dialog.open()

    def shortcuts(self) -> None:
        """Every key."""
        from broadsheet_client.widgets.window.shortcuts_dialog import ShortcutsDialog

        ShortcutsDialog(self._window).open()
