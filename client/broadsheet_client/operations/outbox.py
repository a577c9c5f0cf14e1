"""Sends what waits in the outbox, one by one, whenever the server can be reached."""

import time
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ShareArticle, ShareArticleErrorCode, share_article
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import (
    OutboxEntry,
    OutboxState,
    Queued,
    Rejected,
    Sending,
    Sent,
    ShareProgress,
)
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.operations.main_thread_callback import MainThreadCallback
from broadsheet_client.store.reader_store import ReaderStore

_TRANSIENT_KINDS = {ErrorKind.OFFLINE, ErrorKind.TIMEOUT, ErrorKind.SERVER, ErrorKind.PROTOCOL}
"""Nonsense counts as passing: the page of a hotel's network answers before the server does."""
_BUSY_CODES: dict[str, ErrorCode] = {
    ShareArticleErrorCode.RATE_LIMITED: ErrorCode.SHARE_RATE_LIMITED,
    ShareArticleErrorCode.MAIL_BUSY: ErrorCode.MAIL_BUSY,
}
_MAIL_OFF_CODES = {ShareArticleErrorCode.MAIL_OFF}
_RETRY_DELAY_MAX = 3_600.0


class Outbox(QObject):
    """`progress_changed(key, ShareProgress)` tells of one share, `changed()` that the visible entries changed.

    `retry_delay` (milliseconds) is the first wait after code; it doubles with each further try.
    """

    progress_changed = Signal(str, object)
    changed = Signal()

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        connection: ConnectionMonitor,
        *,
        retry_delay: int = 5_000,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._connection, self._retry_delay = store, connection, retry_delay
        self._request, self._writes = LatestRequest(client), MainThreadCallback(self)
        self._sending_key: str | None = None
        self._not_before: dict[str, float] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._send_next)
        connection.restored.connect(self._retry_all)

    def entries(self) -> list[OutboxEntry]:
        """What is in the outbox, the oldest first."""
        return self._store.outbox.entries()

    def unfinished_draft(self, article_id: str) -> ShareDraft | None:
        """What was written about an article, and has not gone nor will go by itself; the latest."""
        states = (OutboxState.DRAFT, OutboxState.FAILED)
        drafts = [entry.draft for entry in self.entries() if entry.state in states]
        return next((draft for draft in reversed(drafts) if draft.article_id == article_id), None)

    def save_draft(self, draft: ShareDraft) -> None:
        """Save what is being written, so that it survives a crash."""
        self._writes.when_done(self._store.outbox.save_draft(draft), self._emit_changed)

    def send(self, draft: ShareDraft) -> None:
        """Promise to send it: it is on the disk before it goes out."""
        self._not_before.pop(draft.idempotency_key, None)
        queued = partial(self._queued, draft.idempotency_key)
        self._writes.when_done(self._store.outbox.queue(draft), queued)

    def resume(self) -> None:
        """Send what waited when the reader was last closed; call once after start."""
        self._send_next()

    def retry(self, key: str) -> None:
        """Send one that waits or failed now, under the same key."""
        if (entry := self._store.outbox.entry(key)) and key != self._sending_key:
            self.send(entry.draft)

    def cancel(self, key: str) -> bool:
        """Take one out; False if it is on its way or sent already.

        One that was counts_as_attempt before (`tries`) may have reached the server without our hearing of it.
        """
        entry = self._store.outbox.entry(key)
        if key == self._sending_key or entry is None or entry.state == OutboxState.SENT:
            return False
        self.remove(key)
        return True

    def remove(self, key: str) -> None:
        """Take a sent or failed one out of sight."""
        self._not_before.pop(key, None)
        self._writes.when_done(self._store.outbox.delete(key), self._emit_changed)

    def close(self) -> None:
        """Send no more; what waits goes out at the next start."""
        self._timer.stop()
        self._request.cancel()
        self._writes.close()

    def _queued(self, key: str, exception: BaseException | None) -> None:
        if exception:
            error = ReaderError(ErrorKind.REJECTED, ErrorCode.SHARE_NOT_SAVED, value=str(exception))
            self.progress_changed.emit(key, Rejected(error))
            return
        self.changed.emit()
        if not self._connection.is_online:
            self.progress_changed.emit(key, Queued(_unreachable()))
        self._send_next()

    def _retry_all(self) -> None:
        self._not_before.clear()
        self._send_next()

    def _send_next(self) -> None:
        """Send the oldest that may go now, unless one is on its way."""
        if self._sending_key or not self._connection.is_online:
            return
        waiting = [entry for entry in self.entries() if entry.state == OutboxState.QUEUED]
        now = time.monotonic()
        due = [entry for entry in waiting if self._not_before.get(entry.key, 0.0) <= now]
        if due:
            self._send(due[0])
        elif waiting:
            soonest = min(self._not_before[entry.key] for entry in waiting)
            self._timer.start(max(1, round((soonest - now) * 1000)))

    def _send(self, entry: OutboxEntry) -> None:
        self._sending_key = entry.key
        self.progress_changed.emit(entry.key, Sending())
        self._request.send(
            share_article(input=entry.draft.to_input()),
            partial(self._responded, entry),
            partial(self._failed, entry),
        )

    def _responded(self, entry: OutboxEntry, response: ShareArticle) -> None:
        outcome = response.share_article
        if outcome.share:
            self._store.recipients.remember(entry.draft.to)
            self._record_outcome(entry, OutboxState.SENT, Sent(outcome.share))
            return
        busy = [_BUSY_CODES[problem.code] for problem in outcome.user_errors if problem.code in _BUSY_CODES]
        if busy and len(busy) == len(outcome.user_errors):
            wait = max(problem.retry_after or 0 for problem in outcome.user_errors)
            self._schedule_retry(entry, ReaderError(ErrorKind.REJECTED, busy[0]), float(wait))
        else:
            error = ReaderError(ErrorKind.REJECTED, ErrorCode.SHARE_REJECTED)
            is_off = any(problem.code in _MAIL_OFF_CODES for problem in outcome.user_errors)
            self._record_outcome(entry, OutboxState.FAILED, Rejected(error, outcome.user_errors, is_off))

    def _failed(self, entry: OutboxEntry, error: ReaderError) -> None:
        if error.kind in _TRANSIENT_KINDS:
            self._schedule_retry(entry, error)
        else:
            lacks_access = error.kind is ErrorKind.ACCESS
            self._record_outcome(entry, OutboxState.FAILED, Rejected(error, needs_mail_program=lacks_access))

    def _schedule_retry(self, entry: OutboxEntry, error: ReaderError, seconds: float = 0.0) -> None:
        backoff = self._retry_delay / 1000 * 2 ** min(entry.attempts, 20)
        self._not_before[entry.key] = time.monotonic() + min(max(seconds, backoff), _RETRY_DELAY_MAX)
        self._record_outcome(entry, OutboxState.QUEUED, Queued(error))

    def _record_outcome(self, entry: OutboxEntry, state: OutboxState, progress: ShareProgress) -> None:
        """Write what became of it; the next one goes when that is on the disk."""
        reason = progress if isinstance(progress, Queued | Rejected) else None
        future = self._store.outbox.set_state(entry.key, state, reason=reason, counts_as_attempt=True)
        self._writes.when_done(future, partial(self._outcome_recorded, entry.key, progress))

    def _outcome_recorded(self, key: str, progress: ShareProgress, exception: BaseException | None) -> None:
        # A mark that could not be written is harmless: sent again under its key, it is the same share.
        self._sending_key = None
        self.progress_changed.emit(key, progress)
        self.changed.emit()
        if exception is None:
            self._send_next()

    def _emit_changed(self, exception: BaseException | None) -> None:
        del exception  # logged by the store; the dialog still holds the draft
        self.changed.emit()


def _unreachable() -> ReaderError:
    return ReaderError(ErrorKind.OFFLINE, ErrorCode.SHARE_QUEUED)
