"""Email this to your friend: queues a share in the outbox, and reports its progress to the dialog."""

from PySide6.QtCore import QObject, Signal

from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import Rejected, Saving, ShareProgress
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.outbox import Outbox


class ShareOperation(QObject):
    """`state_changed` carries ShareProgress: Saving, Held, Sending, then Accepted, Queued or Rejected."""

    state_changed = Signal(object)

    def __init__(self, outbox: Outbox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outbox = outbox
        self.key = ""
        """The idempotency key of the share, or ""."""
        self._state: ShareProgress | None = None
        outbox.progress_changed.connect(self._outbox_progressed)

    def start(self, draft: ShareDraft) -> None:
        """Send a draft, after the time to take it back. An invalid draft is Rejected without a request."""
        self.key, self._state = draft.idempotency_key, None
        if problems := draft.problems():
            error = ReaderError(ErrorKind.REJECTED, ErrorCode.SHARE_REJECTED)
            self._set_state(Rejected(error, problems))
            return
        self._set_state(Saving())
        self._outbox.send(draft, held=True)

    def take_back(self) -> bool:
        """Make the share a draft again; False if it is in flight or was sent."""
        return self._outbox.take_back(self.key)

    def _outbox_progressed(self, key: str, progress: ShareProgress) -> None:
        if key == self.key:
            self._set_state(progress)

    def _set_state(self, progress: ShareProgress) -> None:
        if progress != self._state:
            self._state = progress
            self.state_changed.emit(progress)
