"""Opens an article: the stored version first, then the server's."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ArticleBy, ArticlePage, OpenArticle, open_article
from broadsheet_client.core.states import Failed, Loading, PaneState, Ready, failed_state
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.store.articles import StoredPage
from broadsheet_client.store.reader_store import ReaderStore

FRESH_FOR = timedelta(minutes=1)
"""A page fetched within this time is not requested again, unless a list shows a newer version."""


class OpenArticleOperation(QObject):
    """Opens one article at a time; each `start` cancels the previous one, and its late response is dropped.

    `state_changed` carries PaneState[ArticlePage]; a Ready equal to the previous one needs no repaint. Starts
    within `debounce` milliseconds of each other request only the last article.
    """

    state_changed = Signal(object)

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        *,
        language: str = "en",
        debounce: int = 120,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._request, self._store, self.language = LatestRequest(client), store, language
        self._by: ArticleBy | None = None
        self._page: ArticlePage | None = None
        self._is_fresh = False
        self._since_last_start = QElapsedTimer()
        self._debounce = QTimer(self, singleShot=True, interval=debounce)
        self._debounce.timeout.connect(self._send)

    @property
    def requested_id(self) -> str | None:
        """The id of the article requested last, loaded or not; None while only its slug is known."""
        return self._page.id if self._page else self._by.id if self._by else None

    def start(self, article_id: str) -> None:
        """Open an article by id."""
        self._open(ArticleBy(id=article_id), self._store.articles.page(article_id))

    def start_by_slug(self, slug: str) -> None:
        """Open an article by slug, as in the publication's own URLs."""
        self._open(ArticleBy(slug=slug), self._store.articles.page_by_slug(slug))

    def retry(self) -> None:
        """Request the open article again, unless it was loaded."""
        if self._by and not self._is_fresh:
            self._emit(Ready(self._page, stale=True) if self._page else Loading())
            self._send()

    def cancel(self) -> None:
        """Cancel the request."""
        self._debounce.stop()
        self._request.cancel()

    def _open(self, by: ArticleBy, stored: StoredPage | None) -> None:
        self.cancel()
        self._by, self._page = by, stored.page if stored else None
        self._is_fresh = stored is not None and self._is_recent(stored)
        if self._page:
            self._store.articles.mark_opened(self._page.id, now=datetime.now(UTC))
        self._emit(Ready(self._page, stale=not self._is_fresh) if self._page else Loading())
        if not self._is_fresh:
            self._request_debounced()

    def _is_recent(self, stored: StoredPage) -> bool:
        card = self._store.articles.card(stored.page.id)
        is_latest = card is None or card.updated_at <= stored.page.updated_at
        return is_latest and datetime.now(UTC) - stored.fetched_at < FRESH_FOR

    def _request_debounced(self) -> None:
        """Request a single start at once; while starts follow rapidly, request the last one (debounce)."""
        debounce = self._debounce.interval()
        is_rapid = self._since_last_start.isValid() and self._since_last_start.elapsed() < debounce
        self._since_last_start.restart()
        if is_rapid:
            self._debounce.start()
        else:
            self._send()

    def _send(self) -> None:
        if self._by:
            self._request.send(open_article(by=self._by, language=self.language), self._loaded, self._failed)

    def _loaded(self, response: OpenArticle) -> None:
        self._is_fresh = True
        if response.article is None:
            self._report_missing()
            return
        self._page, now = response.article, datetime.now(UTC)
        self._store.articles.save_page(self._page, now=now)
        self._store.articles.mark_opened(self._page.id, now=now)
        self._emit(Ready(self._page))

    def _report_missing(self) -> None:
        """Report that the article is gone (withdrawn or expired), and delete it from the store."""
        article_id = self._page.id if self._page else self._by.id if self._by else None
        if article_id:
            self._store.articles.delete(article_id)
        self._page = None
        self._emit(Failed(ReaderError(ErrorKind.NOT_FOUND, ErrorCode.ARTICLE_GONE, str(self._by))))

    def _failed(self, error: ReaderError) -> None:
        self._emit(failed_state(error, self._page))

    def _emit(self, state: PaneState[ArticlePage]) -> None:
        self.state_changed.emit(state)
