"""Opening an article: what is stored at once, then what the server says."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ArticleBy, ArticlePage, OpenArticle, open_article
from broadsheet_client.core.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.core.states import Failed, Loading, PaneState, Ready, failed_state
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.store.articles import StoredPage
from broadsheet_client.store.reader_store import ReaderStore

FRESH_FOR = timedelta(minutes=1)
"""What was fetched so lately is not asked for again, unless the lists show a newer version."""


class OpenArticleOperation(QObject):
    """Lives as long as the article pane; each `start` replaces the one before, whose answer is dropped.

    `state_changed` brings PaneState[ArticlePage]. A Ready whose value equals the one shown needs no repaint.
    While articles are chosen faster than every `pause` milliseconds, only the last is asked for.
    """

    state_changed = Signal(object)

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        *,
        language: str = "en",
        pause: int = 120,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._latest, self._store, self.language = LatestRequest(client), store, language
        self._by: ArticleBy | None = None
        self._page: ArticlePage | None = None
        self._is_fresh = False
        self._since_last = QElapsedTimer()
        self._debounce = QTimer(self, singleShot=True, interval=pause)
        self._debounce.timeout.connect(self._ask)

    @property
    def wanted_id(self) -> str | None:
        """The article that was asked for last, whether it came or not; None while only its slug is known."""
        return self._page.id if self._page else self._by.id if self._by else None

    def start(self, article_id: str) -> None:
        """Open by id."""
        self._open(ArticleBy(id=article_id), self._store.articles.page(article_id))

    def start_at(self, slug: str) -> None:
        """Open by slug, as links to the paper's own pages give it."""
        self._open(ArticleBy(slug=slug), self._store.articles.page_at(slug))

    def retry(self) -> None:
        """Ask the server again for the article that is open, if it has not answered yet."""
        if self._by and not self._is_fresh:
            self._emit(Ready(self._page, stale=True) if self._page else Loading())
            self._ask()

    def cancel(self) -> None:
        """Want no answer any more."""
        self._debounce.stop()
        self._latest.drop()

    def _open(self, by: ArticleBy, stored: StoredPage | None) -> None:
        self.cancel()
        self._by, self._page = by, stored.page if stored else None
        self._is_fresh = stored is not None and self._is_recent(stored)
        if self._page:
            self._store.articles.mark_opened(self._page.id, now=datetime.now(UTC))
        self._emit(Ready(self._page, stale=not self._is_fresh) if self._page else Loading())
        if not self._is_fresh:
            self._ask_unless_hurried()

    def _is_recent(self, stored: StoredPage) -> bool:
        card = self._store.articles.card(stored.page.id)
        is_latest = card is None or card.updated_at <= stored.page.updated_at
        return is_latest and datetime.now(UTC) - stored.fetched_at < FRESH_FOR

    def _ask_unless_hurried(self) -> None:
        """A single choice is asked for at once; of a held arrow key only the last."""
        pause = self._debounce.interval()
        is_hurried = self._since_last.isValid() and self._since_last.elapsed() < pause
        self._since_last.restart()
        if is_hurried:
            self._debounce.start()
        else:
            self._ask()

    def _ask(self) -> None:
        if self._by:
            self._latest.ask(open_article(by=self._by, language=self.language), self._arrived, self._failed)

    def _arrived(self, answer: OpenArticle) -> None:
        self._is_fresh = True
        if answer.article is None:
            self._tell_gone()
            return
        self._page, now = answer.article, datetime.now(UTC)
        self._store.articles.keep_page(self._page, now=now)
        self._store.articles.mark_opened(self._page.id, now=now)
        self._emit(Ready(self._page))

    def _tell_gone(self) -> None:
        """What is not public any more is not shown from the store either."""
        gone = self._page.id if self._page else self._by.id if self._by else None
        if gone:
            self._store.articles.forget(gone)
        self._page = None
        self._emit(Failed(ReaderError(ErrorKind.NOT_FOUND, ErrorCode.ARTICLE_GONE, str(self._by))))

    def _failed(self, error: ReaderError) -> None:
        self._emit(failed_state(error, self._page))

    def _emit(self, state: PaneState[ArticlePage]) -> None:
        self.state_changed.emit(state)
