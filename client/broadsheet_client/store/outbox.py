"""The shares that are being written or wait to go; each survives a kill at any moment."""

from concurrent.futures import Future

from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxEntry, OutboxState


class StoredOutbox:
    """The table of the outbox. Its writes are on the disk when their Future is done."""

    def entries(self) -> list[OutboxEntry]:
        """All, the oldest first."""
        raise NotImplementedError

    def entry(self, key: str) -> OutboxEntry | None:
        """One."""
        raise NotImplementedError

    def keep_draft(self, draft: ShareDraft) -> "Future[None]":
        """Save what is being written. One that is queued or sent already is left alone."""
        raise NotImplementedError

    def queue(self, draft: ShareDraft) -> "Future[None]":
        """Promise to send it."""
        raise NotImplementedError

    def mark(self, key: str, state: OutboxState, *, message: str = "", tried: bool = False) -> "Future[None]":
        """What became of it."""
        raise NotImplementedError

    def remove(self, key: str) -> "Future[None]":
        """Forget it."""
        raise NotImplementedError
