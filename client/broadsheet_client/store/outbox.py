"""The client-side outbox table; entries survive a kill at any moment."""

import json
import sqlite3
import time
from concurrent.futures import Future
from typing import TypeAlias

from broadsheet_client.api.encoding import to_json
from broadsheet_client.api.generated import ShareProblem, ShareReceipt
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxEntry, OutboxState, Queued, Rejected, state_of
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.store.database import ReaderDatabase, Row

_COLUMNS = "draft, state, tries, message, changed_at, not_before, receipt"

Reason: TypeAlias = Queued | Rejected | None


class OutboxStore:
    """Its writes are durable when their Future is done."""

    def __init__(self, database: ReaderDatabase) -> None:
        self._database = database

    def entries(self) -> list[OutboxEntry]:
        """All entries, oldest first."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM outbox ORDER BY created_at, key")  # noqa: S608
        return [entry for row in rows if (entry := _decode_entry(row))]

    def entry(self, key: str) -> OutboxEntry | None:
        """One entry, or None."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM outbox WHERE key = ?", (key,))  # noqa: S608
        return _decode_entry(rows[0]) if rows else None

    def save_draft(self, draft: ShareDraft) -> "Future[None]":
        """Save a draft. A queued or sent share with the same key is left unchanged."""
        return self._upsert(draft, OutboxState.DRAFT, replaceable=(OutboxState.DRAFT, OutboxState.FAILED))

    def queue(self, draft: ShareDraft, *, not_before: float = 0.0) -> "Future[None]":
        """Queue a share, to be sent from a Unix time on. A sent share with the same key is left unchanged."""
        replaceable = (OutboxState.DRAFT, OutboxState.FAILED, OutboxState.QUEUED)
        return self._upsert(draft, OutboxState.QUEUED, replaceable=replaceable, not_before=not_before)

    def set_state(
        self, key: str, state: OutboxState, *, reason: Reason = None, counts_as_attempt: bool = False
    ) -> "Future[None]":
        """Store the outcome of an attempt."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE outbox SET state = ?, message = ?, tries = tries + ?, changed_at = ? WHERE key = ?",
                (state, _encode_reason(reason), int(counts_as_attempt), time.time(), key),
            )

        return self._database.write(write, durable=True)

    def set_receipt(
        self, key: str, receipt: ShareReceipt, *, counts_as_attempt: bool = False
    ) -> "Future[None]":
        """Store how far the deliveries of an accepted share have come, and the state that follows from it."""
        now = time.time()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE outbox SET state = ?, message = '', receipt = ?, tries = tries + ?, changed_at = ?, "
                "accepted_at = CASE accepted_at WHEN 0 THEN ? ELSE accepted_at END WHERE key = ?",
                (state_of(receipt), json.dumps(to_json(receipt)), int(counts_as_attempt), now, now, key),
            )

        return self._database.write(write, durable=True)

    def stop_following(self, *, accepted_before: float) -> "Future[None]":
        """Make accepted shares UNTRACKED that the server accepted before this Unix time."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE outbox SET state = ? WHERE state = ? AND accepted_at < ?",
                (OutboxState.UNTRACKED, OutboxState.ACCEPTED, accepted_before),
            )

        return self._database.write(write, durable=True)

    def delete(self, key: str) -> "Future[None]":
        """Delete an entry."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM outbox WHERE key = ?", (key,))

        return self._database.write(write, durable=True)

    def _upsert(
        self,
        draft: ShareDraft,
        state: OutboxState,
        *,
        replaceable: tuple[OutboxState, ...],
        not_before: float = 0.0,
    ) -> "Future[None]":
        now = time.time()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM outbox WHERE key = ?", (draft.replaces,))
            connection.execute(
                "INSERT INTO outbox (key, draft, state, created_at, changed_at, not_before) "
                "VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET draft = excluded.draft, state = excluded.state, "
                "message = '', changed_at = excluded.changed_at, not_before = excluded.not_before "
                "WHERE state IN (SELECT value FROM json_each(?))",
                (
                    draft.idempotency_key,
                    draft.to_json(),
                    state,
                    now,
                    now,
                    not_before,
                    json.dumps(replaceable),
                ),
            )

        return self._database.write(write, durable=True)


def _decode_entry(row: Row) -> OutboxEntry | None:
    try:
        return OutboxEntry(
            ShareDraft.from_json(row[0]),
            OutboxState(row[1]),
            row[2],
            _decode_reason(row[3]),
            row[4],
            row[5],
            _decode_receipt(row[6]),
        )
    except ValueError:
        return None


def _decode_receipt(text: str) -> ShareReceipt | None:
    try:
        return ShareReceipt.from_json(json.loads(text)) if text else None
    except (ValueError, ReaderError):
        return None


def _encode_reason(reason: Reason) -> str:
    """Serialise codes and values, not messages: the language of the user interface may change."""
    if reason is None:
        return ""
    stored = {"kind": reason.error.kind, "code": reason.error.code, "value": reason.error.value}
    problems = reason.problems if isinstance(reason, Rejected) else None
    return json.dumps(stored | {"problems": to_json(problems)}, ensure_ascii=False)


def _decode_reason(text: str) -> Reason:
    """Deserialise a reason; None for a format of an older reader."""
    try:
        stored = json.loads(text)
        error = ReaderError(ErrorKind(stored["kind"]), ErrorCode(stored["code"]), value=stored["value"])
        if stored["problems"] is None:
            return Queued(error)
        return Rejected(error, tuple(ShareProblem.from_json(problem) for problem in stored["problems"]))
    except (ValueError, TypeError, KeyError, ReaderError):
        return None
