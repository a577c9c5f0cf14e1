"""What the commands of the window do."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from broadsheet_client.api.generated import ArticlePage
from broadsheet_client.core.papers import Paper, renamed, without_paper
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.transport_security import sends_key_in_clear
from broadsheet_client.services import Services
from broadsheet_client.widgets.article.article_pane import ArticlePane
from broadsheet_client.widgets.article_list.article_list_pane import ArticleListPane
from broadsheet_client.widgets.common.error_messages import message_for
from broadsheet_client.widgets.common.theme import Theme
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

    @property
    def can_go_back(self) -> bool:
        """Whether `go_back` leads anywhere."""
        return self._navigation.history.can_go_back or self._hides_list

    def go_back(self) -> None:
        """Go to the previous history entry; where one pane fits, from the article to the list first."""
        if self._hides_list:
            self._pane_focus.focus_pane(Pane.ARTICLES)
        else:
            self._travel(self._navigation.go_back)

    def go_forward(self) -> None:
        """Go to the next history entry."""
        self._travel(self._navigation.go_forward)

    @property
    def _hides_list(self) -> bool:
        return self._panes.fitting_count == 1 and self._panes.front is not Pane.ARTICLES

    def _travel(self, go: Callable[[], None]) -> None:
        """Go through the history; where one pane fits, show what changes: the list, or else the article."""
        before = self._navigation.history.current
        go()
        entry = self._navigation.history.current
        if self._panes.fitting_count == 1 and entry is not before:
            self._pane_focus.focus_pane(Pane.ARTICLE if entry.section == before.section else Pane.ARTICLES)

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


class DialogCommands(QObject):
    """Opens the dialogs. Each is imported when it is first opened, which keeps the start short.

    `article_to_share` returns what “Email this to your friend” means: the open article, or the id of another.
    """

    notified = Signal(str)
    """A short message for a toast."""
    paper_chosen = Signal(str)
    """The address of a paper to read, which is remembered already."""
    paper_removed = Signal(str)
    """The address of a paper that is remembered no more; what is saved of it is to be deleted."""

    def __init__(
        self,
        window: QWidget,
        services: Services,
        preferences: Preferences,
        article_pane: ArticlePane,
        article_to_share: Callable[[], ArticlePage | str | None],
        navigation: Navigation,
        theme: Theme,
    ) -> None:
        super().__init__(window)
        self._window, self._services, self._theme = window, services, theme
        self._article_pane, self._article_to_share = article_pane, article_to_share
        self._navigation, self._preferences = navigation, preferences
        services.article_loader.loaded.connect(self._share)
        services.article_loader.failed.connect(lambda error: self.notified.emit(message_for(error)))

    def share(self) -> None:
        """Open “Email this to your friend”, as soon as its article is loaded."""
        match self._article_to_share():
            case str(article_id):
                self._services.article_loader.load(article_id)
            case ArticlePage() as page:
                self._share(page)

    def outbox(self) -> None:
        """Open the outbox: shares that are queued, failed, or were sent lately."""
        from broadsheet_client.widgets.share.outbox_dialog import OutboxDialog

        dialog = OutboxDialog(self._services, self._theme, self._window)
        dialog.edit_requested.connect(self._edit)
        dialog.open()

    def links(self) -> None:
        """Open the list of the article's links."""
        from broadsheet_client.widgets.article.links_dialog import LinksDialog

        dialog = LinksDialog(self._article_pane.scroll_area.document.links, self._window)
        dialog.link_chosen.connect(self._navigation.follow_link)
        dialog.open()

    def shortcuts(self) -> None:
        """Open the list of keyboard shortcuts."""
        from broadsheet_client.widgets.window.shortcuts_dialog import ShortcutsDialog

        ShortcutsDialog(self._window).open()

    def about(self) -> None:
        """Say which reader this is, and where it keeps what it keeps."""
        from broadsheet_client.widgets.window.about_dialog import AboutDialog

        AboutDialog(self._preferences.folder, self._window).open()

    def add_paper(self) -> None:
        """Ask for the address of another paper, and read it."""
        self._ask_for_address("")

    def change_address(self) -> None:
        """Ask for another address than that of the paper that does not answer."""
        self._ask_for_address(self._services.server)

    def papers(self) -> None:
        """Open the list of papers."""
        from broadsheet_client.widgets.papers.papers_dialog import PapersDialog

        self._preferences.save()
        dialog = PapersDialog(self._preferences.papers, self._services.server, self._window)
        dialog.opened.connect(self.paper_chosen)
        dialog.add_requested.connect(dialog.accept)
        dialog.add_requested.connect(self.add_paper)
        dialog.renamed.connect(self._rename_paper)
        dialog.removed.connect(self._remove_paper)
        for changed in (dialog.renamed, dialog.removed):
            changed.connect(lambda *_: dialog.show_papers(self._preferences.papers))
        dialog.open()

    def key(self, then: Callable[[], None] | None = None) -> None:
        """Ask for the key for sharing; `then` is called when there is one."""
        from broadsheet_client.widgets.papers.key_dialog import KeyDialog

        access_key, publication = self._services.access_key, self._navigation.publication
        in_clear = sends_key_in_clear(self._services.server, "key")
        # Above a dialog that is open, such as the one for sharing.
        parent = QApplication.activeModalWidget() or self._window
        name = publication.name if publication else ""
        dialog = KeyDialog(access_key, name, parent, sends_in_clear=in_clear)
        dialog.key_accepted.connect(self._say_key_kept)
        if then is not None:
            dialog.key_accepted.connect(then)
        dialog.open()
        access_key.restore()

    def _say_key_kept(self) -> None:
        place = self._services.access_key.place
        self.notified.emit(
            self.tr("The key is kept") if place else self.tr("The key could not be kept; it holds for now")
        )

    def _ask_for_address(self, address: str) -> None:
        from broadsheet_client.widgets.papers.address_dialog import AddressDialog

        dialog = AddressDialog(self._services.create_paper_check, self._window, address=address)
        dialog.paper_chosen.connect(self._read_paper)
        dialog.open()

    def _read_paper(self, paper: Paper) -> None:
        self._preferences.remember_paper(paper)
        self.paper_chosen.emit(paper.address)

    def _rename_paper(self, address: str, name: str) -> None:
        self._preferences.change_papers(partial(renamed, address=address, name=name))

    def _remove_paper(self, address: str) -> None:
        self._preferences.change_papers(partial(without_paper, address=address))
        self.paper_removed.emit(address)

    def _edit(self, draft: ShareDraft) -> None:
        """Reopen a rejected draft, if its article is stored."""
        stored = self._services.store.articles.page(draft.article_id)
        if stored is not None:
            self._share(stored.page, draft)

    def _share(self, page: ArticlePage, draft: ShareDraft | None = None) -> None:
        from broadsheet_client.widgets.share.share_dialog import ShareDialog

        publication = self._navigation.publication
        dialog = ShareDialog(self._services, page, publication, self._theme, self._window, draft)
        dialog.outbox_requested.connect(self.outbox)
        dialog.key_requested.connect(lambda: self.key(dialog.send))
        dialog.open()
