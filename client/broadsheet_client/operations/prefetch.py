"""Loads articles that are likely to be opened next."""

from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ArticleBy, OpenArticle, open_article
from broadsheet_client.core.article_document import shown_file
from broadsheet_client.core.document_image import COLUMN_PIXELS
from broadsheet_client.errors import UNREACHABLE_KINDS, ReaderError
from broadsheet_client.operations.images import ImageProvider
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.store.reader_store import ReaderStore


class PrefetchOperation(QObject):
    """Loads one article at a time and reports no errors: what is missing is loaded when it is opened."""

    finished = Signal()
    """The queue is empty."""

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        images: ImageProvider | None = None,
        *,
        language: str = "en",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._request, self._store, self._images, self.language = (
            LatestRequest(client),
            store,
            images,
            language,
        )
        self._queue: deque[str] = deque()

    def start(self, article_ids: Sequence[str]) -> None:
        """Load the articles that are not stored, in this order, instead of the previous queue."""
        stored = self._store.articles.readable_offline(article_ids)
        self._queue = deque(article_id for article_id in article_ids if article_id not in stored)
        self._request_next()

    def cancel(self) -> None:
        """Clear the queue and cancel the request."""
        self._queue.clear()
        self._request.cancel()

    def _request_next(self) -> None:
        if not self._queue:
            self._request.cancel()
            self.finished.emit()
            return
        by = ArticleBy(id=self._queue.popleft())
        self._request.send(open_article(by=by, language=self.language), self._loaded, self._failed)

    def _loaded(self, response: OpenArticle) -> None:
        if page := response.article:
            self._store.articles.save_page(page, now=datetime.now(UTC))
            if self._images and page.lead_image:
                self._images.request(shown_file(page, page.lead_image.url, COLUMN_PIXELS))
        self._request_next()

    def _failed(self, error: ReaderError) -> None:
        if error.kind in UNREACHABLE_KINDS:
            self._queue.clear()
        self._request_next()
