"""Sends the queued shares, one at a time, while the server is reachable, and follows the accepted ones."""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ShareArticle, ShareArticleErrorCode, ShareReceipt, share_article
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import (
    UNSENT_STATES,
    Accepted,
    Held,
    OutboxEntry,
    OutboxState,
    Queued,
    Rejected,
    Sending,
    ShareProgress,
    state_of,
)
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from broadsheet_client.operations.delivery import DeliveryFollower
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
FOLLOW_FOR = 3 * 86_400.0
"""Seconds after which an accepted share is followed no longer; the server tries for 24 hours."""


class Outbox(QObject):
    """A client-side outbox: at-least-once delivery, made idempotent by the idempotency key.

    `progress_changed(key, ShareProgress)` reports one share, `changed()` that the visible entries changed,
    `failed(key)` that a share was rejected or that a mail of it will not arrive.

    A share that is sent `held` waits `hold` milliseconds, in which it can be taken back. Retries use
    exponential backoff: `retry_delay` milliseconds, doubled with each attempt, at most an hour.
    """

    progress_changed = Signal(str, object)
    changed = Signal()
    failed = Signal(str)

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        connection: ConnectionMonitor,
        *,
        hold: int = 5_000,
        retry_delay: int = 5_000,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.hold, self.retry_delay = hold, retry_delay
        self._store, self._connection = store, connection
        self._request, self._writes = LatestRequest(client), MainThreadCallback(self)
        self.follower = DeliveryFollower(client, parent=self)
        self.follower.receipt_changed.connect(self._receipt_changed)
        self.follower.lost.connect(self._lost)
        self._sending_key: str | None = None
        self._retry_at: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        """Values of time.monotonic()."""
        self._held: set[str] = set()
        """Keys whose progress was reported as Held."""
        self._withdrawn: set[str] = set()
        """Keys that are taken back or removed; the write to the store may still be pending."""
        self.is_paused = False
        """Whether nothing is sent until `resume`: what the last session left may need a key first."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._send_next)
        connection.restored.connect(self._retry_all)

    def entries(self) -> list[OutboxEntry]:
        """All entries, oldest first."""
        return self._store.outbox.entries()

    def unfinished_draft(self, article_id: str) -> ShareDraft | None:
        """The latest draft or failed share of an article, to edit and send (again)."""
        states = (OutboxState.DRAFT, OutboxState.FAILED)
        entries = [entry for entry in self.entries() if entry.state in states]
        return next(
            (entry.next_draft for entry in reversed(entries) if entry.draft.article_id == article_id), None
        )

    def save_draft(self, draft: ShareDraft) -> None:
        """Save a draft, so that it survives a crash."""
        self._writes.when_done(self._store.outbox.save_draft(draft), self._emit_changed)

    def send(self, draft: ShareDraft, *, held: bool = False) -> None:
        """Queue a share; it is on disk (fsync) before it is sent.

        A `held` share that the reader is closed or killed with is sent after the next start.
        """
        key = draft.idempotency_key
        self._retry_at.pop(key, None)
        self._held_until.pop(key, None)
        self._held.discard(key)
        self._withdrawn.discard(key)
        not_before = time.time() + self.hold / 1000 if held and self.hold else 0.0
        future = self._store.outbox.queue(draft, not_before=not_before)
        self._writes.when_done(future, partial(self._queued, key, not_before))

    @property
    def is_unfinished(self) -> bool:
        """Whether a share has to be sent or followed, for which the server wants a key."""
        return any(entry.state in (OutboxState.QUEUED, OutboxState.ACCEPTED) for entry in self.entries())

    def resume(self) -> None:
        """Send and follow what the last session left; call once after the start."""
        self.is_paused = False
        self._store.outbox.stop_following(accepted_before=time.time() - FOLLOW_FOR)
        for entry in self.entries():
            if entry.state == OutboxState.ACCEPTED and entry.receipt:
                self.follower.follow(entry.key, entry.receipt)
        self._send_next()

    def retry(self, key: str) -> None:
        """Send a queued or failed share now; see OutboxEntry.next_draft."""
        if self._can_withdraw(key) and (entry := self._store.outbox.entry(key)):
            self.send(entry.next_draft)

    def take_back(self, key: str) -> bool:
        """Make a queued share a draft again; False if it is in flight or was sent."""
        if not self._can_withdraw(key):
            return False
        self._withdraw(key, self._store.outbox.set_state(key, OutboxState.DRAFT))
        return True

    def cancel(self, key: str) -> bool:
        """Remove an unsent share; False if it is in flight or was sent.

        A share with `attempts` may have reached the server although no response came.
        """
        if not self._can_withdraw(key):
            return False
        self.remove(key)
        return True

    def remove(self, key: str) -> None:
        """Remove a sent or failed share."""
        self._withdraw(key, self._store.outbox.delete(key))

    def close(self) -> None:
        """Stop sending; queued shares are sent after the next start."""
        self._timer.stop()
        self._request.cancel()
        self.follower.close()
        self._writes.close()

    def _can_withdraw(self, key: str) -> bool:
        entry = self._store.outbox.entry(key)
        return key != self._sending_key and entry is not None and entry.state in UNSENT_STATES

    def _withdraw(self, key: str, future: "Future[None]") -> None:
        self._retry_at.pop(key, None)
        self._held.discard(key)
        self._withdrawn.add(key)
        self._writes.when_done(future, self._emit_changed)

    def _queued(self, key: str, not_before: float, exception: BaseException | None) -> None:
        if exception:
            error = ReaderError(ErrorKind.REJECTED, ErrorCode.SHARE_NOT_SAVED, value=str(exception))
            self.progress_changed.emit(key, Rejected(error))
            return
        self.changed.emit()
        if key in self._withdrawn:
            return
        if not_before:
            self._held.add(key)
            self.progress_changed.emit(key, Held(not_before))
        elif not self._connection.is_online:
            self.progress_changed.emit(key, Queued(_unreachable()))
        self._send_next()

    def _retry_all(self) -> None:
        self._retry_at.clear()
        self.follower.poll_now()
        self._send_next()

    def _send_next(self) -> None:
        """Send the oldest share that is due, unless one is in flight."""
        if self._sending_key or self.is_paused:
            return
        waiting = [entry for entry in self.entries() if self._is_waiting(entry)]
        delays = {entry.key: self._delay(entry) for entry in waiting}
        due = [entry for entry in waiting if not delays[entry.key]]
        if not self._connection.is_online:
            self._report_unreachable(due)
        elif due:
            self._send(due[0])
            return
        if later := [delay for delay in delays.values() if delay]:
            self._timer.start(max(1, round(min(later) * 1000)))

    def _is_waiting(self, entry: OutboxEntry) -> bool:
        return entry.state == OutboxState.QUEUED and entry.key not in self._withdrawn

    def _delay(self, entry: OutboxEntry) -> float:
        """Seconds until a queued share may be sent: the rest of its hold, and of the backoff."""
        now = time.monotonic()
        if entry.key not in self._held_until:
            # A clock that was set back must not hold a share for longer.
            rest = min(entry.not_before - time.time(), self.hold / 1000)
            self._held_until[entry.key] = now + rest
        return max(0.0, self._held_until[entry.key] - now, self._retry_at.get(entry.key, 0.0) - now)

    def _report_unreachable(self, due: Sequence[OutboxEntry]) -> None:
        """Report the shares that were held and cannot be sent now."""
        for key in self._held.intersection(entry.key for entry in due):
            self._held.discard(key)
            self.progress_changed.emit(key, Queued(_unreachable()))

    def _send(self, entry: OutboxEntry) -> None:
        self._sending_key = entry.key
        self._held.discard(entry.key)
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
            future = self._store.outbox.set_receipt(entry.key, outcome.share, counts_as_attempt=True)
            self._report_when_stored(entry.key, Accepted(outcome.share), future)
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
            lacks_access = error.code is ErrorCode.ACCESS_DENIED
            self._record_outcome(entry, OutboxState.FAILED, Rejected(error, needs_mail_program=lacks_access))

    def _schedule_retry(self, entry: OutboxEntry, error: ReaderError, seconds: float = 0.0) -> None:
        backoff = self.retry_delay / 1000 * 2 ** min(entry.attempts, 20)
        self._retry_at[entry.key] = time.monotonic() + min(max(seconds, backoff), _RETRY_DELAY_MAX)
        self._record_outcome(entry, OutboxState.QUEUED, Queued(error))

    def _record_outcome(self, entry: OutboxEntry, state: OutboxState, progress: ShareProgress) -> None:
        """Store the outcome; the next share is sent after it is on disk."""
        reason = progress if isinstance(progress, Queued | Rejected) else None
        future = self._store.outbox.set_state(entry.key, state, reason=reason, counts_as_attempt=True)
        self._report_when_stored(entry.key, progress, future)

    def _report_when_stored(self, key: str, progress: ShareProgress, future: "Future[None]") -> None:
        self._writes.when_done(future, partial(self._outcome_recorded, key, progress))

    def _outcome_recorded(self, key: str, progress: ShareProgress, exception: BaseException | None) -> None:
        # If the outcome was not stored, the share is sent again with its idempotency key, which is harmless.
        self._sending_key = None
        self._report(key, progress)
        if isinstance(progress, Accepted):
            self.follower.follow(key, progress.receipt)
        if exception is None:
            self._send_next()

    def _report(self, key: str, progress: ShareProgress) -> None:
        self.progress_changed.emit(key, progress)
        self.changed.emit()
        is_failed = isinstance(progress, Accepted) and state_of(progress.receipt) is OutboxState.FAILED
        if is_failed or isinstance(progress, Rejected):
            self.failed.emit(key)

    def _receipt_changed(self, key: str, receipt: ShareReceipt) -> None:
        future = self._store.outbox.set_receipt(key, receipt)
        self._writes.when_done(future, lambda _: self._report(key, Accepted(receipt)))

    def _lost(self, key: str) -> None:
        future = self._store.outbox.set_state(key, OutboxState.UNTRACKED)
        self._writes.when_done(future, self._emit_changed)

    def _emit_changed(self, exception: BaseException | None) -> None:
        del exception  # logged by the store; the dialog still holds the draft
        self.changed.emit()


def _unreachable() -> ReaderError:
    return ReaderError(ErrorKind.OFFLINE, ErrorCode.SHARE_QUEUED)
