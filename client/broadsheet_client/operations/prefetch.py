"""Fetching what will probably be opened next, so that it opens without delay."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.store.reader_store import ReaderStore


class PrefetchOperation(QObject):
    """One at a time, quietly: what does not come is fetched when it is opened."""

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        *,
        language: str = "en",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)

    def start(self, article_ids: Sequence[str]) -> None:
        """Fetch these that are not stored, in this order, instead of what was wanted before."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop."""
        raise NotImplementedError
