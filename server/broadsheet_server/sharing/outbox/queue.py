"""The outbox: deliveries that are claimed, marked and settled, so that a crash loses none of them.

A delivery is claimed for 15 minutes. Before the final dot goes out, phase 1 is committed: whoever finds the
claim run out knows from the phase whether the mail server cannot have taken the mail (0: again), or may have
(1: once more with the same bytes, then `uncertain`, for an operator to judge).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, exists, or_, select, update
from sqlmodel import Session

from broadsheet_server.models.shares import delivery_table, share_table
from broadsheet_server.storage.uuid7 import uuid7

LEASE = timedelta(minutes=15)
"""Longer than every time-out of one SMTP conversation together."""

GIVE_UP_AFTER = timedelta(hours=24)
"""A shared article is stale by then."""

KEPT_FOR_OPERATORS = timedelta(days=7)
"""How long a failed or uncertain mail can still be released."""

KEPT_AT_ALL = timedelta(days=90)
"""How long the row of an ended delivery stays, without address and mail."""

_MINUTES_BETWEEN_ATTEMPTS = (1, 5, 15, 30, 60, 120, 240)
_SOON = timedelta(minutes=1)

_row = delivery_table.c


class QueueState(StrEnum):
    """Where a delivery stands. The last four are its ends."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    UNCERTAIN = "uncertain"


class AttemptOutcome(StrEnum):
    """How one attempt to hand a mail over went."""

    SENT = "sent"
    REFUSED = "refused"
    PUT_OFF = "put off"
    RELAY_TROUBLE = "relay trouble"
    """No conversation about this mail came about; the mail had no part in it."""
    BROKEN_OFF = "broken off"
    """The conversation broke before the final dot: surely not taken."""
    UNANSWERED = "unanswered"
    """No answer to the final dot: perhaps taken."""


class LeaseLostError(RuntimeError):
    """The claim ran out and is somebody else's now: write nothing, send nothing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours until its lease ends."""

    delivery_id: UUID
    lease_id: UUID
    article_id: UUID
    recipient: str
    recipient_hash: str
    message: bytes
    attempts: int
    ambiguous_attempts: int
    expires_at: datetime
    has_passed: bool


def has_work(session: Session, now: datetime) -> bool:
    """Whether anything is due or was left behind; a read that locks nothing."""
    return bool(session.execute(select(exists().where(or_(_is_due(now), _is_left_behind(now))))).scalar_one())


def claim(session: Session, now: datetime, most: int) -> list[Claim]:
    """Take up to `most` due deliveries, oldest first. Workers never get the same one."""
    statement = (
        select(delivery_table, share_table.c.article_id)
        .join(share_table, share_table.c.id == _row.share_id)
        .where(_is_due(now))
        .order_by(_row.due_at, _row.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=delivery_table)
    )
    return [_claimed(session, row, now) for row in session.execute(statement).all()]


def _claimed(session: Session, row: Row[Any], now: datetime) -> Claim:
    lease = uuid7()
    values = {"state": QueueState.SENDING, "phase": 0, "lease_id": lease, "lease_until": now + LEASE}
    session.execute(update(delivery_table).where(_row.id == row.id).values(values))
    return Claim(
        delivery_id=row.id,
        lease_id=lease,
        article_id=row.article_id,
        recipient=row.recipient,
        recipient_hash=row.recipient_hash,
        message=row.message,
        attempts=row.attempts,
        ambiguous_attempts=row.ambiguous_attempts,
        expires_at=row.expires_at,
        has_passed=row.passed_at is not None,
    )


def mark_passed(session: Session, claimed: Claim, now: datetime) -> None:
    """Remember that nothing was found against this mail; it counts for its friend's limits from now on."""
    _write(session, claimed, passed_at=now)


def mark_final_dot(session: Session, claimed: Claim) -> None:
    """Say that the final dot comes next. Raises LeaseLostError; the dot must not be sent then."""
    _write(session, claimed, phase=1)


def settle(
    session: Session, claimed: Claim, outcome: AttemptOutcome, answer: str, now: datetime
) -> QueueState:
    """Write down how the attempt went and return where the delivery stands now."""
    match outcome:
        case AttemptOutcome.SENT:
            return end(session, claimed, QueueState.SENT, answer, now)
        case AttemptOutcome.REFUSED:
            return end(session, claimed, QueueState.FAILED, answer, now)
        case AttemptOutcome.PUT_OFF:
            due = now + _pause_after(claimed.attempts)
            return _again(session, claimed, due, answer, now, attempts=claimed.attempts + 1)
        case AttemptOutcome.RELAY_TROUBLE:
            return _again(session, claimed, None, answer, now)
        case AttemptOutcome.BROKEN_OFF:
            return _again(session, claimed, now + _SOON, answer, now)
        case AttemptOutcome.UNANSWERED:
            ambiguous = claimed.ambiguous_attempts + 1
            if ambiguous > 1:
                return end(session, claimed, QueueState.UNCERTAIN, answer, now)
            return _again(session, claimed, now + _SOON, answer, now, ambiguous_attempts=ambiguous)


def end(session: Session, claimed: Claim, state: QueueState, answer: str, now: datetime) -> QueueState:
    """End the delivery. What was sent or suppressed is erased at once; operators can release the rest."""
    erased = {"recipient": None, "message": None} if state in {QueueState.SENT, QueueState.SUPPRESSED} else {}
    _write(session, claimed, state=state, answer=answer, ended_at=now, **_UNLEASED, **erased)
    return state


def recover(session: Session, now: datetime) -> int:
    """Take back what a dead worker left behind; return how many deliveries that were."""
    statement = select(delivery_table).where(_is_left_behind(now)).with_for_update(skip_locked=True)
    rows = session.execute(statement).all()
    for row in rows:
        session.execute(update(delivery_table).where(_row.id == row.id).values(_after_a_crash(row, now)))
    return len(rows)


def sweep(session: Session, now: datetime) -> None:
    """Erase what is of no use to anybody any more: addresses and mails first, whole rows later."""
    releasable = _row.ended_at >= now - KEPT_FOR_OPERATORS
    session.execute(
        update(delivery_table)
        .where(_row.ended_at.is_not(None), ~releasable, _row.recipient.is_not(None))
        .values(recipient=None, message=None)
    )
    session.execute(delete(delivery_table).where(_row.ended_at < now - KEPT_AT_ALL))
    is_bare = ~exists().where(_row.share_id == share_table.c.id)
    session.execute(delete(share_table).where(share_table.c.created_at < now - KEPT_AT_ALL, is_bare))


_UNLEASED = {"lease_id": None, "lease_until": None}


def _after_a_crash(row: Row[Any], now: datetime) -> dict[str, object]:
    if row.phase == 0:
        return {"state": QueueState.QUEUED, "due_at": now, **_UNLEASED}
    ambiguous = {"ambiguous_attempts": row.ambiguous_attempts + 1, "phase": 0, **_UNLEASED}
    if row.ambiguous_attempts == 0:
        return {"state": QueueState.QUEUED, "due_at": now, **ambiguous}
    return {"state": QueueState.UNCERTAIN, "ended_at": now, **ambiguous}


def _again(
    session: Session, claimed: Claim, due: datetime | None, answer: str, now: datetime, **counted: int
) -> QueueState:
    if (due or now) >= claimed.expires_at:
        return end(session, claimed, QueueState.FAILED, f"Given up after a day. {answer}".strip(), now)
    moved = {} if due is None else {"due_at": due}
    _write(session, claimed, state=QueueState.QUEUED, phase=0, answer=answer, **_UNLEASED, **moved, **counted)
    return QueueState.QUEUED


def _write(session: Session, claimed: Claim, **values: object) -> None:
    mine = and_(_row.id == claimed.delivery_id, _row.lease_id == claimed.lease_id)
    written = session.execute(update(delivery_table).where(mine).values(values))
    if written.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLostError(f"delivery {claimed.delivery_id} is somebody else's now")


def _pause_after(attempts: int) -> timedelta:
    schedule: Sequence[int] = _MINUTES_BETWEEN_ATTEMPTS
    minutes = schedule[min(attempts, len(schedule) - 1)]
    return timedelta(minutes=minutes * random.uniform(0.8, 1.2))  # noqa: S311


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(_row.state == QueueState.QUEUED, _row.due_at <= now)


def _is_left_behind(now: datetime) -> ColumnElement[bool]:
    return and_(_row.state == QueueState.SENDING, _row.lease_until < now)
