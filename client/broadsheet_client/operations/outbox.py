"""Sends what waits in the outbox, one by one, whenever the server can be reached."""

import time
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ShareArticle, ShareArticleErrorCode, share_article
from broadsheet_client.core.errors import ErrorCode, ErrorKind, ReaderError
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
from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.operations.main_thread_callback import MainThreadCallback
from broadsheet_client.store.reader_store import ReaderStore

_PASSING = {ErrorKind.OFFLINE, ErrorKind.TIMEOUT, ErrorKind.SERVER, ErrorKind.PROTOCOL}
"""Nonsense counts as passing: the page of a hotel's network answers before the server does."""
_BUSY: dict[str, ErrorCode] = {
    ShareArticleErrorCode.RATE_LIMITED: ErrorCode.SHARE_RATE_LIMITED,
    ShareArticleErrorCode.MAIL_BUSY: ErrorCode.MAIL_BUSY,
}
_OFF = {ShareArticleErrorCode.MAIL_OFF}
_LONGEST_WAIT = 3_600.0


class Outbox(QObject):
    """`progressed(key, ShareProgress)` tells of one share, `changed()` that the visible entries changed.

    `pause` (milliseconds) is the first wait after trouble; it doubles with each further try.
    """

    progressed = Signal(str, object)
    changed = Signal()

    def __init__(
        self,
        client: GraphQLClient,
        store: ReaderStore,
        connection: ConnectionMonitor,
        *,
        pause: int = 5_000,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._connection, self._pause = store, connection, pause
        self._latest, self._written = LatestRequest(client), MainThreadCallback(self)
        self._under_way: str | None = None
        self._not_before: dict[str, float] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._send_next)
        connection.came_back.connect(self._try_all)

    def entries(self) -> list[OutboxEntry]:
        """What is in the outbox, the oldest first."""
        return self._store.outbox.entries()

    def unfinished(self, article_id: str) -> ShareDraft | None:
        """What was written about an article, and has not gone nor will go by itself; the latest."""
        states = (OutboxState.DRAFT, OutboxState.FAILED)
        drafts = [entry.draft for entry in self.entries() if entry.state in states]
        return next((draft for draft in reversed(drafts) if draft.article_id == article_id), None)

    def keep_draft(self, draft: ShareDraft) -> None:
        """Save what is being written, so that it survives a crash."""
        self._written.after(self._store.outbox.keep_draft(draft), self._tell_changed)

    def send(self, draft: ShareDraft) -> None:
        """Promise to send it: it is on the disk before it goes out."""
        self._not_before.pop(draft.idempotency_key, None)
        queued = partial(self._queued, draft.idempotency_key)
        self._written.after(self._store.outbox.queue(draft), queued)

    def resume(self) -> None:
        """Send what waited when the reader was last closed; call once after start."""
        self._send_next()

    def retry(self, key: str) -> None:
        """Send one that waits or failed now, under the same key."""
        if (entry := self._store.outbox.entry(key)) and key != self._under_way:
            self.send(entry.draft)

    def cancel(self, key: str) -> bool:
        """Take one out; False if it is on its way or sent already.

        One that was tried before (`tries`) may have reached the server without our hearing of it.
        """
        entry = self._store.outbox.entry(key)
        if key == self._under_way or entry is None or entry.state == OutboxState.SENT:
            return False
        self.remove(key)
        return True

    def remove(self, key: str) -> None:
        """Take a sent or failed one out of sight."""
        self._not_before.pop(key, None)
        self._written.after(self._store.outbox.remove(key), self._tell_changed)

    def close(self) -> None:
        """Send no more; what waits goes out at the next start."""
        self._timer.stop()
        self._latest.drop()
        self._written.close()

    def _queued(self, key: str, fault: BaseException | None) -> None:
        if fault:
            error = ReaderError(ErrorKind.REJECTED, ErrorCode.SHARE_NOT_SAVED, value=str(fault))
            self.progressed.emit(key, Rejected(error))
            return
        self.changed.emit()
        if not self._connection.online:
            self.progressed.emit(key, Queued(_no_way()))
        self._send_next()

    def _try_all(self) -> None:
        self._not_before.clear()
        self._send_next()

    def _send_next(self) -> None:
        """Send the oldest that may go now, unless one is on its way."""
        if self._under_way or not self._connection.online:
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
        self._under_way = entry.key
        self.progressed.emit(entry.key, Sending())
        self._latest.ask(
            share_article(input=entry.draft.to_input()),
            partial(self._answered, entry),
            partial(self._failed, entry),
        )

    def _answered(self, entry: OutboxEntry, answer: ShareArticle) -> None:
        outcome = answer.share_article
        if outcome.share:
            self._store.recipients.remember(entry.draft.to)
            self._settle(entry, OutboxState.SENT, Sent(outcome.share))
            return
        busy = [_BUSY[problem.code] for problem in outcome.user_errors if problem.code in _BUSY]
        if busy and len(busy) == len(outcome.user_errors):
            wait = max(problem.retry_after or 0 for problem in outcome.user_errors)
            self._wait(entry, ReaderError(ErrorKind.REJECTED, busy[0]), float(wait))
        else:
            error = ReaderError(ErrorKind.REJECTED, ErrorCode.SHARE_REJECTED)
            is_off = any(problem.code in _OFF for problem in outcome.user_errors)
            self._settle(entry, OutboxState.FAILED, Rejected(error, outcome.user_errors, is_off))

    def _failed(self, entry: OutboxEntry, error: ReaderError) -> None:
        if error.kind in _PASSING:
            self._wait(entry, error)
        else:
            lacks_key = error.kind is ErrorKind.ACCESS
            self._settle(entry, OutboxState.FAILED, Rejected(error, needs_mail_program=lacks_key))

    def _wait(self, entry: OutboxEntry, error: ReaderError, seconds: float = 0.0) -> None:
        doubled = self._pause / 1000 * 2 ** min(entry.tries, 20)
        self._not_before[entry.key] = time.monotonic() + min(max(seconds, doubled), _LONGEST_WAIT)
        self._settle(entry, OutboxState.QUEUED, Queued(error))

    def _settle(self, entry: OutboxEntry, state: OutboxState, progress: ShareProgress) -> None:
        """Write what became of it; the next one goes when that is on the disk."""
        why = progress if isinstance(progress, Queued | Rejected) else None
        future = self._store.outbox.mark(entry.key, state, why=why, tried=True)
        self._written.after(future, partial(self._settled, entry.key, progress))

    def _settled(self, key: str, progress: ShareProgress, fault: BaseException | None) -> None:
        # A mark that could not be written is harmless: sent again under its key, it is the same share.
        self._under_way = None
        self.progressed.emit(key, progress)
        self.changed.emit()
        if fault is None:
            self._send_next()

    def _tell_changed(self, fault: BaseException | None) -> None:
        del fault  # logged by the store; the dialog still holds the draft
        self.changed.emit()


def _no_way() -> ReaderError:
    return ReaderError(ErrorKind.OFFLINE, ErrorCode.SHARE_QUEUED)
