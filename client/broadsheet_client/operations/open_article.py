"""Opening an article: what is stored at once, then what the server says."""

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.store.reader_store import ReaderStore


class OpenArticleOperation(QObject):
    """Lives as long as the article pane; each `start` replaces the one before, whose answer is dropped.

    `state_changed` brings PaneState[ArticlePage]. A Ready whose value equals the one shown needs no repaint.
    The server is asked only when nothing is chosen for `pause` milliseconds, so a held arrow key asks once.
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

    def start(self, article_id: str) -> None:
        """Open by id."""
        raise NotImplementedError

    def start_at(self, slug: str) -> None:
        """Open by slug, as links to the paper's own pages give it."""
        raise NotImplementedError

    def retry(self) -> None:
        """Ask the server again for the article that is open, if it has not answered yet."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Want no answer any more."""
        raise NotImplementedError
