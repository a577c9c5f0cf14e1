"""How much may be shared: counted in the transaction that adds to it."""

from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import Session

from broadsheet_server.models.shares import delivery_table, share_table
from broadsheet_server.settings import ShareLimits
from broadsheet_server.sharing.requests import ShareProblem, ShareProblemCode

QUEUED_MAX = 10_000
"""Mails that may wait; past it new shares are asked to come later instead of piling up."""

WAITING_MAX = timedelta(hours=1)
"""How long the oldest due mail may wait before new shares are asked to come later."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def sender_problem(
    session: Session, api_key_id: UUID, limits: ShareLimits, now: datetime
) -> ShareProblem | None:
    """Say when the holder of a key may share again; None if now. The caller holds the key's row lock."""
    statement = (
        select(share_table.c.created_at)
        .where(share_table.c.api_key_id == api_key_id, share_table.c.created_at > now - _DAY)
        .order_by(share_table.c.created_at.desc())
        .limit(max(limits.per_day, limits.per_hour))
    )
    made = list(session.execute(statement).scalars())
    waits = [
        (made[most - 1] if made and most else now) + span - now
        for most, span in ((limits.per_hour, _HOUR), (limits.per_day, _DAY))
        if sum(moment > now - span for moment in made) >= most
    ]
    if not waits:
        return None
    return _busy(
        ShareProblemCode.RATE_LIMITED,
        f"You can share {limits.per_hour} times an hour and {limits.per_day} times a day; that is reached.",
        max(waits),
    )


def queue_problem(session: Session, now: datetime) -> ShareProblem | None:
    """Say that too much mail is waiting already; None while there is room."""
    waiting = select(delivery_table.c.id).where(delivery_table.c.state == "queued")
    room = select(func.count()).select_from(waiting.limit(QUEUED_MAX).subquery())
    stuck = waiting.where(delivery_table.c.due_at < now - WAITING_MAX).limit(1)
    if session.execute(room).scalar_one() < QUEUED_MAX and session.execute(stuck).first() is None:
        return None
    return _busy(ShareProblemCode.MAIL_BUSY, "Much mail is waiting to be sent.", timedelta(minutes=5))


def is_too_much_for(session: Session, recipient_hash: str, limits: ShareLimits, now: datetime) -> bool:
    """Whether a friend got as much as one may get. Locks the friend's rows, so that workers take turns."""
    row = delivery_table.c
    statement = (
        select(row.passed_at)
        .where(row.recipient_hash == recipient_hash, or_(row.state == "sending", row.passed_at > now - _DAY))
        .order_by(row.id)
        .with_for_update()
    )
    passed = [moment for moment in session.execute(statement).scalars() if moment is not None]
    return any(
        sum(moment > now - span for moment in passed) >= most
        for most, span in ((limits.recipient_per_hour, _HOUR), (limits.recipient_per_day, _DAY))
    )


def _busy(code: ShareProblemCode, sentence: str, wait: timedelta) -> ShareProblem:
    seconds = max(1, ceil(wait.total_seconds()))
    return ShareProblem(code, f"{sentence} Please try again in {_spoken(seconds)}.", (), seconds)


def _spoken(seconds: int) -> str:
    minutes = ceil(seconds / 60)
    if minutes < 90:
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"{ceil(minutes / 60)} hours"
