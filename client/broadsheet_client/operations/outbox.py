"""Sends the queued shares, one at a time, while the server is reachable."""

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
"""Invalid responses count as transient: a captive portal responds in place of the server."""
_BUSY_CODES: dict[str, ErrorCode] = {
    ShareArticleErrorCode.RATE_LIMITED: ErrorCode.SHARE_RATE_LIMITED,
    ShareArticleErrorCode.MAIL_BUSY: ErrorCode.MAIL_BUSY,
}
_MAIL_OFF_CODES = {ShareArticleErrorCode.MAIL_OFF}
_RETRY_DELAY_MAX = 3_600.0


class Outbox(QObject):
    """A client-side outbox: at-least-once delivery, made idempotent by the idempotency key.

    `progress_changed(key, ShareProgress)` reports one share, `changed()` that the visible entries changed.
    Retries use exponential backoff: `retry_delay` milliseconds, doubled with each attempt, at most an hour.
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
        """All entries, oldest first."""
        return self._store.outbox.entries()

    def unfinished_draft(self, article_id: str) -> ShareDraft | None:
        """The latest draft or failed share of an article."""
        states = (OutboxState.DRAFT, OutboxState.FAILED)
        drafts = [entry.draft for entry in self.entries() if entry.state in states]
        return next((draft for draft in reversed(drafts) if draft.article_id == article_id), None)

    def save_draft(self, draft: ShareDraft) -> None:
        """Save a draft, so that it survives a crash."""
        self._writes.when_done(self._store.outbox.save_draft(draft), self._emit_changed)

    def send(self, draft: ShareDraft) -> None:
        """Queue a share; it is on disk (fsync) before it is sent."""
        self._not_before.pop(draft.idempotency_key, None)
        queued = partial(self._queued, draft.idempotency_key)
        self._writes.when_done(self._store.outbox.queue(draft), queued)

    def resume(self) -> None:
        """Send what was queued when the reader was closed; call once after the start."""
        self._send_next()

    def retry(self, key: str) -> None:
        """Send a queued or failed share now, with the same idempotency key."""
        if (entry := self._store.outbox.entry(key)) and key != self._sending_key:
            self.send(entry.draft)

    def cancel(self, key: str) -> bool:
        """Remove an unsent share; False if it is in flight or was sent.

        A share with `attempts` may have reached the server although no response came.
        """
        entry = self._store.outbox.entry(key)
        if key == self._sending_key or entry is None or entry.state == OutboxState.SENT:
            return False
        self.remove(key)
        return True

    def remove(self, key: str) -> None:
        """Remove a sent or failed share."""
        self._not_before.pop(key, None)
        self._writes.when_done(self._store.outbox.delete(key), self._emit_changed)

    def close(self) -> None:
        """Stop sending; queued shares are sent after the next start."""
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
        """Send the oldest share that is due, unless one is in flight."""
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
        """Store the outcome; the next share is sent after it is on disk."""
        reason = progress if isinstance(progress, Queued | Rejected) else None
        future = self._store.outbox.set_state(entry.key, state, reason=reason, counts_as_attempt=True)
        self._writes.when_done(future, partial(self._outcome_recorded, entry.key, progress))

    def _outcome_recorded(self, key: str, progress: ShareProgress, exception: BaseException | None) -> None:
        # If the outcome was not stored, the share is sent again with its idempotency key, which is harmless.
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
