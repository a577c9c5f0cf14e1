"""Sends what waits in the outbox, one by one, whenever the server can be reached."""

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxEntry
from broadsheet_client.operations.connection import Connection
from broadsheet_client.store.reader_store import ReaderStore


class Outbox(QObject):
    """`progressed(key, ShareProgress)` tells of one share, `changed()` that the visible entries changed."""

    progressed = Signal(str, object)
    changed = Signal()

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        connection: Connection,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)

    def entries(self) -> list[OutboxEntry]:
        """What is in the outbox, the oldest first."""
        raise NotImplementedError

    def keep_draft(self, draft: ShareDraft) -> None:
        """Save what is being written, so that it survives a crash."""
        raise NotImplementedError

    def send(self, draft: ShareDraft) -> None:
        """Promise to send it: it is on the disk before it goes out."""
        raise NotImplementedError

    def resume(self) -> None:
        """Send what waited when the reader was last closed; call once after start."""
        raise NotImplementedError

    def retry(self, key: str) -> None:
        """Send one that failed again, under the same key."""
        raise NotImplementedError

    def cancel(self, key: str) -> bool:
        """Take one out; False if it is on its way or sent already."""
        raise NotImplementedError
