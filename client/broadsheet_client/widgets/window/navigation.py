"""Navigates between sections and articles, and connects the panes to their operations."""

import time
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.generated import ArticlePage, FrontPage, PublicationDetails
from broadsheet_client.core.article_credits import ARTICLE_LINK
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
"""Seconds. An article left sooner for another one of the list is not kept in the history."""


RESTORE_PAGES_MAX = 20
"""Pages of a list that are loaded to restore a scroll position."""


class Navigation(QObject):
    """`entry_changed` is emitted after a change of the history, `notified` with a message for a toast."""

    entry_changed = Signal()
    section_listed = Signal()
    """Emitted before a section is listed, even if it is listed already."""
    notified = Signal(str)

    def __init__(
        self,
        services: Services,
        sections: SectionTree,
        articles: ArticleListPane,
        article: ArticlePane,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services, self._sections, self._articles, self._article = services, sections, articles, article
        self.history = History()
        self.publication: PublicationDetails | None = None
        self.opens_first_article = True
        """Whether the first article is opened if none is."""
        self._listed_section = ""
        self._opened_at = 0.0
        self._is_skimming = False
        self._connect()

    def _connect(self) -> None:
        self._services.front_page.state_changed.connect(self._show_front_page)
        self._services.article_list.state_changed.connect(self._open_first)
        self._services.open_article.state_changed.connect(self._article.show_state)
        self._sections.section_chosen.connect(self.open_section)
        self._sections.section_skimmed.connect(self.skim_section)
        self._sections.retry_requested.connect(self._services.front_page.retry)
        self._articles.retry_requested.connect(self._services.front_page.retry)
        self._articles.article_selected.connect(self._open_chosen)
        self._articles.home_requested.connect(self.go_home)
        self._article.home_requested.connect(self._leave_missing_article)
        self._article.retry_requested.connect(self._services.open_article.retry)
        self._services.connection.restored.connect(self._article.fetch_images)
        self._article.article_shown.connect(self._article_shown)
        self._article.scroll_area.related.article_chosen.connect(self._open_related)
        self._article.scroll_area.view.link_pressed.connect(self.follow_link)

    def start(self) -> None:
        """Restore the last section and article."""
        state = self._services.store.key_values
        section, article_id = state.get("section"), state.get("article")
        stored_id = article_id if isinstance(article_id, str) and self.opens_first_article else None
        entry = HistoryEntry(section if isinstance(section, str) else "", stored_id)
        self.history = History(entry)
        self._articles.show_unreachable_server(self._services.server)
        self._services.front_page.start()
        self._list_section(entry.section)
        if stored_id is not None:
            self._services.open_article.start(stored_id)
        self.entry_changed.emit()

    def open_section(self, path: str) -> None:
        """List a section; the article stays open."""
        self._go_to_section(path)
        self._is_skimming = False

    def skim_section(self, path: str) -> None:
        """List a section reached by the arrow keys; consecutive ones share one history entry."""
        self._go_to_section(path, replace_current=self._is_skimming)
        self._is_skimming = True

    def _go_to_section(self, path: str, *, replace_current: bool = False) -> None:
        self.section_listed.emit()
        if path == self.history.current.section:
            return
        self._save_positions()
        current = self.history.current
        self.history.push(
            HistoryEntry(path, current.article_id, current.reading_position, current.slug),
            replace_current=replace_current,
        )
        self._list_section(path)
        self.entry_changed.emit()

    def open_article(self, article_id: str) -> None:
        """Open an article as a new history entry."""
        self._open_entry(HistoryEntry(self.history.current.section, article_id))

    def open_from_list(self, article_id: str) -> None:
        """Open an article selected in the list; it replaces an entry that was skimmed."""
        is_skimmed = time.monotonic() - self._opened_at < SKIMMED_FOR
        replace_current = self.history.current.article_id is None or is_skimmed
        self._open_entry(
            HistoryEntry(self.history.current.section, article_id), replace_current=replace_current
        )

    def go_home(self) -> None:
        """List all news."""
        self.open_section("")

    def _leave_missing_article(self) -> None:
        """Leave an article that is gone for the first one of the list."""
        self._open_entry(HistoryEntry(), replace_current=True)
        self._open_first(self._services.article_list.state)

    def go_back(self) -> None:
        """Go to the previous entry, at its scroll position."""
        if self.history.can_go_back:
            self._save_positions()
            self._show_entry(self.history.back())

    def go_forward(self) -> None:
        """Go to the next entry."""
        if self.history.can_go_forward:
            self._save_positions()
            self._show_entry(self.history.forward())

    def refresh(self) -> None:
        """Reload everything; nothing that is being read moves."""
        self._services.front_page.start()
        self._services.article_list.refresh()
        self._services.images.retry()
        self._article.fetch_images()
        if isinstance(self._article.state_pane.state, Failed | Offline):
            self._services.open_article.retry()

    def follow_link(self, link: str) -> None:
        """Follow a link of the article."""
        if link.startswith(SECTION_LINK):
            self.open_section(unquote(link.removeprefix(SECTION_LINK)))
        elif link.startswith(ARTICLE_LINK):
            self.open_article(unquote(link.removeprefix(ARTICLE_LINK)))
        elif slug := self._slug_of(link):
            self._open_entry(HistoryEntry(self.history.current.section, None, slug=slug))
        else:
            self._open_externally(link)

    def save_position(self) -> None:
        """Store section and article for the next start."""
        self._services.store.key_values.set("section", self.history.current.section)
        if self._article.article is not None:
            self._services.store.key_values.set("article", self._article.article.id)

    def _open_chosen(self, article_id: str) -> None:
        """Open a selected article only if the article pane is visible; else it needs Enter or a click."""
        if self._article.isVisible():
            self.open_from_list(article_id)

    def _open_related(self, article_id: str) -> None:
        """The row of the related story disappears with its article: focus the text first."""
        self._article.scroll_area.view.setFocus()
        self.open_article(article_id)

    def _open_externally(self, link: str) -> None:
        try:
            address = sanitised_mailto(link) if link.lower().startswith("mailto:") else link
        except MailtoError as error:
            self.notified.emit(error_message(error.code, error.value))
            return
        schemes = ("http://", "https://", "mailto:", "tel:")
        if not address.startswith(schemes) or not self._services.open_url(address):
            self.notified.emit(self.tr("No program on this computer opens this link."))

    def _slug_of(self, link: str) -> str | None:
        """The slug, if the link leads to an article of this publication."""
        parts, origins = urlsplit(link), [self._services.server]
        if self.publication is not None:
            origins.append(self.publication.home_url)
        same = any(parts.netloc == urlsplit(home).netloc for home in origins)
        path = parts.path.removeprefix("/articles/")
        return unquote(path) if same and path != parts.path and "/" not in path else None

    def _open_entry(self, entry: HistoryEntry, *, replace_current: bool = False) -> None:
        self._save_positions()
        self.history.push(entry, replace_current=replace_current)
        self._show_entry(entry)

    def _save_positions(self) -> None:
        """Store the scroll positions of list and article in the current entry."""
        self.history.set_list_position(self._articles.position)
        page = self._article.shown_article
        if page is not None and page.id == self.history.current.article_id:
            self.history.set_reading_position(self._article.scroll_area.position)

    def _show_entry(self, entry: HistoryEntry) -> None:
        self._is_skimming = False
        if is_elsewhere := entry.section != self._listed_section:
            self.section_listed.emit()
            self._list_section(entry.section)
        self._article.restore_position(entry.reading_position)
        self._opened_at = time.monotonic()
        if entry.article_id is not None:
            self._articles.select(entry.article_id)
            if not self._is_open(entry.article_id):
                self._services.open_article.start(entry.article_id)
        elif entry.slug is not None:
            self._services.open_article.start_by_slug(entry.slug)
        if is_elsewhere:
            self._scroll_to(entry.list_position)
        self.entry_changed.emit()

    def _scroll_to(self, position: ListPosition | None) -> None:
        """Load stored pages until the position is listed."""
        for _ in range(RESTORE_PAGES_MAX):
            if self._articles.scroll_to_position(position):
                break
            self._services.article_list.load_more()

    def _is_open(self, article_id: str) -> bool:
        """Whether the article is shown and no other one is requested."""
        page = self._article.shown_article
        return page is not None and page.id == article_id == self._services.open_article.requested_id

    def _list_section(self, path: str) -> None:
        self._listed_section = path
        self._sections.select(path)
        self._articles.show_section(self._sections.section_name(path))
        self._articles.show_newer(0)
        self._services.article_list.start(path)

    def _show_front_page(self, state: PaneState[FrontPage]) -> None:
        self._sections.show_state(state)
        page = _front_page_of(state)
        if page is not None:
            self.publication = page.publication
            self._articles.show_unreachable_server("")
            self._article.show_publication(page.publication)
            current = self.history.current.section
            self._sections.select(current)
            self._articles.show_section(self._sections.section_name(current))
        self.entry_changed.emit()

    def _open_first(self, state: PaneState[ArticleRows]) -> None:
        entry = self.history.current
        if entry.article_id is not None or entry.slug is not None:
            return
        if isinstance(state, Ready) and self.opens_first_article:
            self._articles.step(+1)
        elif isinstance(state, Failed | Offline) and state.cached is None:
            self._article.show_blank()
        elif not isinstance(state, Loading):
            self._article.show_state(Empty())

    def _article_shown(self, page: ArticlePage) -> None:
        if page.slug == self.history.current.slug:
            self.history.set_article_id(page.id)
        self._articles.select(page.id)
        ahead = [self._articles.next_id, *(edge.node.id for edge in page.related.edges)]
        self._services.prefetch.start([article_id for article_id in ahead if article_id])
        self.save_position()
        self.entry_changed.emit()


def _front_page_of(state: PaneState[FrontPage]) -> FrontPage | None:
    match state:
        case Ready(value):
            return value
        case Failed(_, cached) | Offline(cached):
            return cached
        case _:
            return None
