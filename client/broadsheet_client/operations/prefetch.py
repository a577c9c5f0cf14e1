"""Fetching what will probably be opened next, so that it opens without delay."""

from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ArticleBy, OpenArticle, open_article
from broadsheet_client.core.errors import UNREACHABLE_KINDS, ReaderError
from broadsheet_client.operations.images import ImageProvider
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.store.reader_store import ReaderStore


class PrefetchOperation(QObject):
    """One at a time, quietly: what does not come is fetched when it is opened."""

    finished = Signal()
    """Nothing more is wanted."""

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        pictures: ImageProvider | None = None,
        *,
        language: str = "en",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._latest, self._store, self._pictures, self.language = (
            LatestRequest(client),
            store,
            pictures,
            language,
        )
        self._wanted: deque[str] = deque()

    def start(self, article_ids: Sequence[str]) -> None:
        """Fetch these that are not stored, in this order, instead of what was wanted before."""
        stored = self._store.articles.readable_offline(article_ids)
        self._wanted = deque(article_id for article_id in article_ids if article_id not in stored)
        self._ask_next()

    def cancel(self) -> None:
        """Stop."""
        self._wanted.clear()
        self._latest.drop()

    def _ask_next(self) -> None:
        if not self._wanted:
            self._latest.drop()
            self.finished.emit()
            return
        by = ArticleBy(id=self._wanted.popleft())
        self._latest.ask(open_article(by=by, language=self.language), self._arrived, self._failed)

    def _arrived(self, answer: OpenArticle) -> None:
        if answer.article:
            self._store.articles.keep_page(answer.article, now=datetime.now(UTC))
            if self._pictures and answer.article.lead_image:
                self._pictures.want(answer.article.lead_image.url)
        self._ask_next()

    def _failed(self, error: ReaderError) -> None:
        if error.kind in UNREACHABLE_KINDS:
            self._wanted.clear()
        self._ask_next()
