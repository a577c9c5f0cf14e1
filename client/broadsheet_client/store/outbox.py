"""The shares that are being written or wait to go; each survives a kill at any moment."""

import json
import sqlite3
import time
from concurrent.futures import Future
from typing import TypeAlias

from broadsheet_client.api.encoding import to_json
from broadsheet_client.api.generated import ShareProblem
from broadsheet_client.core.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxEntry, OutboxState, Queued, Rejected
from broadsheet_client.store.database import ReaderDatabase, Row

_COLUMNS = "draft, state, tries, message, changed_at"

Why: TypeAlias = Queued | Rejected | None


class OutboxStore:
    """The table of the outbox. Its writes are on the disk when their Future is done."""

    def __init__(self, database: ReaderDatabase) -> None:
        self._database = database

    def entries(self) -> list[OutboxEntry]:
        """All, the oldest first."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM outbox ORDER BY created_at, key")  # noqa: S608
        return [entry for row in rows if (entry := _entry(row))]

    def entry(self, key: str) -> OutboxEntry | None:
        """One."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM outbox WHERE key = ?", (key,))  # noqa: S608
        return _entry(rows[0]) if rows else None

    def keep_draft(self, draft: ShareDraft) -> "Future[None]":
        """Save what is being written. One that is queued or sent already is left alone."""
        return self._put(draft, OutboxState.DRAFT, over=(OutboxState.DRAFT, OutboxState.FAILED))

    def queue(self, draft: ShareDraft) -> "Future[None]":
        """Promise to send it. One that was sent is left alone."""
        over = (OutboxState.DRAFT, OutboxState.FAILED, OutboxState.QUEUED)
        return self._put(draft, OutboxState.QUEUED, over=over)

    def mark(self, key: str, state: OutboxState, *, why: Why = None, tried: bool = False) -> "Future[None]":
        """What became of it."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE outbox SET state = ?, message = ?, tries = tries + ?, changed_at = ? WHERE key = ?",
                (state, _to_json(why), int(tried), time.time(), key),
            )

        return self._database.write(write, durable=True)

    def remove(self, key: str) -> "Future[None]":
        """Forget it."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM outbox WHERE key = ?", (key,))

        return self._database.write(write, durable=True)

    def _put(self, draft: ShareDraft, state: OutboxState, *, over: tuple[OutboxState, ...]) -> "Future[None]":
        now = time.time()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO outbox (key, draft, state, created_at, changed_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET draft = excluded.draft, state = excluded.state, "
                "message = '', changed_at = excluded.changed_at "
                "WHERE state IN (SELECT value FROM json_each(?))",
                (draft.idempotency_key, draft.to_json(), state, now, now, json.dumps(over)),
            )

        return self._database.write(write, durable=True)


def _entry(row: Row) -> OutboxEntry | None:
    try:
        return OutboxEntry(ShareDraft.from_json(row[0]), OutboxState(row[1]), row[2], _why(row[3]), row[4])
    except ValueError:
        return None


def _to_json(why: Why) -> str:
    """What has to be said, not the words: the window may have another language by then."""
    if why is None:
        return ""
    stored = {"kind": why.error.kind, "trouble": why.error.trouble, "value": why.error.value}
    problems = why.problems if isinstance(why, Rejected) else None
    return json.dumps(stored | {"problems": to_json(problems)}, ensure_ascii=False)


def _why(text: str) -> Why:
    """None where an older reader wrote a sentence."""
    try:
        stored = json.loads(text)
        error = ReaderError(ErrorKind(stored["kind"]), ErrorCode(stored["trouble"]), value=stored["value"])
        if stored["problems"] is None:
            return Queued(error)
        return Rejected(error, tuple(ShareProblem.from_json(one) for one in stored["problems"]))
    except (ValueError, TypeError, KeyError, ReaderError):
        return None
