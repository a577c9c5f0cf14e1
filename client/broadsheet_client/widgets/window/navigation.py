"""Where the reader is and how one gets anywhere: joins the panes with the operations behind them."""

import time
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.generated import ArticlePage, FrontPage, PublicationDetails
from broadsheet_client.core.article_document import SECTION_LINK
from broadsheet_client.core.mailto import MailtoError, sanitised_mailto
from broadsheet_client.core.states import Empty, Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.operations.article_rows import ArticleRows
from broadsheet_client.services import Services
from broadsheet_client.widgets.article.article_pane import ArticlePane
from broadsheet_client.widgets.article_list.article_list_pane import ArticleListPane, ListPosition
from broadsheet_client.widgets.common.error_messages import error_message
from broadsheet_client.widgets.window.history import History, HistoryEntry
from broadsheet_client.widgets.window.section_tree import SectionTree

SKIMMED_FOR = 1.0
"""Seconds. An article left sooner for its neighbour in the list is no stop to come back to."""


RESTORE_PAGES_MAX = 20
"""So many pages of a list are shown again to find a place in it."""


class Navigation(QObject):
    """`moved` comes when another stop is reached, `trouble` with a sentence to tell."""

    moved = Signal()
    listed = Signal()
    """A section is to be listed, even if it is already."""
    trouble = Signal(str)

    def __init__(
        self,
        desk: Services,
        sections: SectionTree,
        articles: ArticleListPane,
        article: ArticlePane,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._sections, self._articles, self._article = desk, sections, articles, article
        self.history = History()
        self.publication: PublicationDetails | None = None
        self.opens_first = True
        """Whether the first article opens by itself where none is open."""
        self._arrived_at = 0.0
        self._is_passing = False
        self._connect()

    def _connect(self) -> None:
        self._desk.front_page.state_changed.connect(self._show_front_page)
        self._desk.article_list.state_changed.connect(self._open_first)
        self._desk.open_article.state_changed.connect(self._article.show_state)
        self._sections.section_chosen.connect(self.open_section)
        self._sections.section_passed.connect(self.pass_section)
        self._sections.retry_wanted.connect(self._desk.front_page.retry)
        self._articles.retry_wanted.connect(self._desk.front_page.retry)
        self._articles.article_chosen.connect(self._open_chosen)
        self._articles.home_wanted.connect(self.go_home)
        self._article.home_wanted.connect(self._leave_gone)
        self._article.retry_wanted.connect(self._desk.open_article.retry)
        self._desk.connection.came_back.connect(self._article.fetch_pictures)
        self._article.article_shown.connect(self._arrived)
        self._article.sheet.related.article_chosen.connect(self._open_related)
        self._article.sheet.view.link_pressed.connect(self.follow)

    def start(self) -> None:
        """Open the paper where it was left."""
        state = self._desk.store.state
        section, article_id = state.get("section"), state.get("article")
        known = article_id if isinstance(article_id, str) and self.opens_first else None
        stop = HistoryEntry(section if isinstance(section, str) else "", known)
        self.history = History(stop)
        self._articles.look_for(self._desk.server)
        self._desk.front_page.start()
        self._list(stop.section)
        if known is not None:
            self._desk.open_article.start(known)
        self.moved.emit()

    def open_section(self, path: str) -> None:
        """List a section; the open article stays."""
        self._go_to_section(path)
        self._is_passing = False

    def pass_section(self, path: str) -> None:
        """List a section that one only comes by; one stop is enough for all of them."""
        self._go_to_section(path, instead=self._is_passing)
        self._is_passing = True

    def _go_to_section(self, path: str, *, instead: bool = False) -> None:
        self.listed.emit()
        if path == self.history.here.section:
            return
        self._leave()
        here = self.history.here
        self.history.visit(HistoryEntry(path, here.article_id, here.place, here.slug), instead=instead)
        self._list(path)
        self.moved.emit()

    def open_article(self, article_id: str) -> None:
        """Open an article that one can come back from."""
        self._visit(HistoryEntry(self.history.here.section, article_id))

    def open_listed(self, article_id: str) -> None:
        """Open the article that the list came to; those passed by quickly are no stops."""
        quick = time.monotonic() - self._arrived_at < SKIMMED_FOR
        instead = self.history.here.article_id is None or quick
        self._visit(HistoryEntry(self.history.here.section, article_id), instead=instead)

    def go_home(self) -> None:
        """List the newest of all sections."""
        self.open_section("")

    def _leave_gone(self) -> None:
        """From an article that is there no more to those that are."""
        self._visit(HistoryEntry(), instead=True)
        self._open_first(self._desk.article_list.state)

    def go_back(self) -> None:
        """The stop before, at the place where it was left."""
        if self.history.can_go_back:
            self._leave()
            self._show(self.history.back())

    def go_forward(self) -> None:
        """The stop after."""
        if self.history.can_go_forward:
            self._leave()
            self._show(self.history.forward())

    def refresh(self) -> None:
        """Look for news; nothing that is being read moves."""
        self._desk.front_page.start()
        self._desk.article_list.refresh()
        self._desk.pictures.retry()
        self._article.fetch_pictures()
        if isinstance(self._article.pane.state, Failed | Offline):
            self._desk.open_article.retry()

    def follow(self, link: str) -> None:
        """Follow a link of an article."""
        if link.startswith(SECTION_LINK):
            self.open_section(unquote(link.removeprefix(SECTION_LINK)))
        elif slug := self._slug_of(link):
            self._visit(HistoryEntry(self.history.here.section, None, slug=slug))
        else:
            self._open_outside(link)

    def remember(self) -> None:
        """Keep where the reader is, for the next start."""
        self._desk.store.state.set("section", self.history.here.section)
        if self._article.article is not None:
            self._desk.store.state.set("article", self._article.article.id)

    def _open_chosen(self, article_id: str) -> None:
        """Where the article would not be seen, a row is only walked over; Enter or a click opens it."""
        if self._article.isVisible():
            self.open_listed(article_id)

    def _open_related(self, article_id: str) -> None:
        """Its row goes with the article that it belonged to; reading goes on where the text will be."""
        self._article.sheet.view.setFocus()
        self.open_article(article_id)

    def _open_outside(self, link: str) -> None:
        try:
            address = sanitised_mailto(link) if link.lower().startswith("mailto:") else link
        except MailtoError as fault:
            self.trouble.emit(error_message(fault.trouble, fault.value))
            return
        if not address.startswith(("http://", "https://", "mailto:")) or not self._desk.open_url(address):
            self.trouble.emit(self.tr("No program on this computer opens this link."))

    def _slug_of(self, link: str) -> str | None:
        """The slug, if the link leads to an article of this paper."""
        parts, homes = urlsplit(link), [self._desk.server]
        if self.publication is not None:
            homes.append(self.publication.home_url)
        same = any(parts.netloc == urlsplit(home).netloc for home in homes)
        path = parts.path.removeprefix("/articles/")
        return unquote(path) if same and path != parts.path and "/" not in path else None

    def _visit(self, stop: HistoryEntry, *, instead: bool = False) -> None:
        self._leave()
        self.history.visit(stop, instead=instead)
        self._show(stop)

    def _leave(self) -> None:
        """Note how far the list was scrolled, and how far the article was read if it ever came."""
        self.history.leave_list(self._articles.place)
        shown = self._article.shown
        if shown is not None and shown.id == self.history.here.article_id:
            self.history.leave(self._article.sheet.place)

    def _show(self, stop: HistoryEntry) -> None:
        self._is_passing = False
        if is_elsewhere := stop.section != self._sections.current_path:
            self.listed.emit()
            self._list(stop.section)
        self._article.return_to(stop.place)
        self._arrived_at = time.monotonic()
        if stop.article_id is not None:
            self._articles.select(stop.article_id)
            if not self._stands(stop.article_id):
                self._desk.open_article.start(stop.article_id)
        elif stop.slug is not None:
            self._desk.open_article.start_at(stop.slug)
        if is_elsewhere:
            self._scroll_to(stop.listed)
        self.moved.emit()

    def _scroll_to(self, place: ListPosition | None) -> None:
        """Its rows come page by page; those that are stored come at once."""
        for _ in range(RESTORE_PAGES_MAX):
            if self._articles.go_to(place):
                break
            self._desk.article_list.load_more()

    def _stands(self, article_id: str) -> bool:
        """Whether it is to be seen, and no other is on its way to its place."""
        shown = self._article.shown
        return shown is not None and shown.id == article_id == self._desk.open_article.wanted_id

    def _list(self, path: str) -> None:
        self._sections.select(path)
        self._articles.show_section(self._sections.name_of(path))
        self._articles.show_newer(0)
        self._desk.article_list.start(path)

    def _show_front_page(self, state: PaneState[FrontPage]) -> None:
        self._sections.show_state(state)
        page = _value(state)
        if page is not None:
            self.publication = page.publication
            self._articles.look_for("")
            self._article.show_publication(page.publication)
            here = self.history.here.section
            self._sections.select(here)
            self._articles.show_section(self._sections.name_of(here))
        self.moved.emit()

    def _open_first(self, state: PaneState[ArticleRows]) -> None:
        stop = self.history.here
        if stop.article_id is not None or stop.slug is not None:
            return
        if isinstance(state, Ready) and self.opens_first:
            self._articles.step(+1)
        elif isinstance(state, Failed | Offline) and state.cached is None:
            self._article.show_blank()
        elif not isinstance(state, Loading):
            self._article.show_state(Empty())

    def _arrived(self, page: ArticlePage) -> None:
        if page.slug == self.history.here.slug:
            self.history.identify(page.id)
        self._articles.select(page.id)
        ahead = [self._articles.next_id, *(edge.node.id for edge in page.related.edges)]
        self._desk.prefetch.start([article_id for article_id in ahead if article_id])
        self.remember()
        self.moved.emit()


def _value(state: PaneState[FrontPage]) -> FrontPage | None:
    match state:
        case Ready(value):
            return value
        case Failed(_, cached) | Offline(cached):
            return cached
        case _:
            return None
