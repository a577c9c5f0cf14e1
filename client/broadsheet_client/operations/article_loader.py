"""Gets an article that is not open, to share it."""

from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ArticleBy, OpenArticle, open_article
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.store.reader_store import ReaderStore


class ArticleLoader(QObject):
    """Emits `loaded(ArticlePage)`, at once for a stored article, or `failed(ReaderError)`."""

    loaded = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        *,
        language: str = "en",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._request, self._store, self._language = LatestRequest(client), store, language

    def load(self, article_id: str) -> None:
        """Get one article, instead of the previous one."""
        if stored := self._store.articles.page(article_id):
            self._request.cancel()
            self.loaded.emit(stored.page)
            return
        operation = open_article(by=ArticleBy(id=article_id), language=self._language)
        self._request.send(operation, self._responded, self.failed.emit)

    def cancel(self) -> None:
        """Cancel the request."""
        self._request.cancel()

    def _responded(self, response: OpenArticle) -> None:
        if response.article is None:
            self.failed.emit(ReaderError(ErrorKind.NOT_FOUND, ErrorCode.ARTICLE_GONE))
            return
        self._store.articles.save_page(response.article, now=datetime.now(UTC))
        self.loaded.emit(response.article)
