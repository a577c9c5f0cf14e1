"""Mails that are held for an operator to judge: the mail server refused them, or nobody knows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlmodel import Session

from broadsheet_server.models.shares import delivery_table
from broadsheet_server.sharing.outbox.queue import GIVE_UP_AFTER, QueueState

_row = delivery_table.c


@dataclass(frozen=True, slots=True)
class HeldMail:
    """One of them, with the mail server's last words."""

    delivery_id: UUID
    state: QueueState
    recipient: str
    ended_at: datetime
    answer: str


def held(session: Session) -> list[HeldMail]:
    """All that can still be released, oldest first. A week after its end a mail is erased."""
    statement = select(delivery_table).where(_is_held()).order_by(_row.ended_at, _row.id)
    return [
        HeldMail(row.id, QueueState(row.state), row.recipient_masked, row.ended_at, row.answer or "")
        for row in session.execute(statement)
    ]


def release(session: Session, delivery_id: UUID, *, now: datetime) -> bool:
    """Send a held mail after all, the same bytes, from now on for a day. False if it is not held."""
    values = {
        "state": QueueState.QUEUED,
        "phase": 0,
        "attempts": 0,
        "ambiguous_attempts": 0,
        "due_at": now,
        "expires_at": now + GIVE_UP_AFTER,
        "ended_at": None,
    }
    mine = and_(_row.id == delivery_id, _is_held())
    released = session.execute(update(delivery_table).where(mine).values(values))
    return bool(released.rowcount)  # type: ignore[attr-defined]


def waiting(session: Session) -> tuple[int, datetime | None]:
    """How many mails wait to be sent, and since when the oldest does."""
    statement = select(func.count(), func.min(_row.created_at)).where(
        _row.state.in_([QueueState.QUEUED, QueueState.SENDING])
    )
    count, since = session.execute(statement).one()
    return count, since


def _is_held() -> ColumnElement[bool]:
    return and_(_row.state.in_([QueueState.FAILED, QueueState.UNCERTAIN]), _row.message.is_not(None))
