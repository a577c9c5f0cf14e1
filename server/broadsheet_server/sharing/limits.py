"""Rate limits of sharing, counted in sliding windows within the transaction that adds to them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlalchemy import bindparam, exists, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.models.shares import Delivery, Share
from broadsheet_server.settings import ShareLimits
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode, ShareArticleUserError

QUEUED_MAX = 10_000
"""Deliveries in the queue; from here on new shares are refused with MAIL_BUSY (backpressure)."""

WAITING_MAX = timedelta(hours=1)
"""How long a delivery may be overdue before new shares are refused with MAIL_BUSY."""

REFUSALS_PER_HOUR = 60
"""Shares of one API key that may be refused for their input in an hour (a fixed window)."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

_NEWEST_FIRST = (
    select_columns(col(Share.created_at))
    .where(col(Share.api_key_id) == bindparam("api_key_id"))
    .order_by(col(Share.created_at).desc())
    .limit(1)
)
_QUEUED = select_columns(col(Delivery.id)).where(col(Delivery.state) == "queued")
_USE = select_columns(
    _NEWEST_FIRST.offset(bindparam("hour_offset")).scalar_subquery(),
    _NEWEST_FIRST.offset(bindparam("day_offset")).scalar_subquery(),
    select_columns(func.count())
    .select_from(_QUEUED.limit(bindparam("length_max")).subquery())
    .scalar_subquery(),
    exists(_QUEUED.where(col(Delivery.due_at) < bindparam("overdue"))),
)
"""When a key made the share that used up its limit of an hour, and that of a day; how many deliveries are
queued, at most `length_max`, and whether one is overdue."""


def check_refusal_rate(refusals: int, since: datetime | None, now: datetime) -> ShareArticleUserError | None:
    """Return RATE_LIMITED if too many shares of a key were refused since a moment: the key has both counted.

    The caller holds the lock of its row.
    """
    if since is None or since <= now - _HOUR or refusals < REFUSALS_PER_HOUR:
        return None
    return _retry_later(
        ShareArticleErrorCode.RATE_LIMITED,
        f"{REFUSALS_PER_HOUR} shares in an hour could not be accepted.",
        since + _HOUR - now,
    )


def count_refusal(api_key: ApiKey, now: datetime) -> None:
    """Count a share that was refused for its input."""
    if api_key.refusals_since is None or api_key.refusals_since <= now - _HOUR:
        api_key.refusals, api_key.refusals_since = 0, now
    api_key.refusals += 1


def check_use(
    session: Session, api_key_id: UUID, limits: ShareLimits, now: datetime
) -> list[ShareArticleUserError]:
    """Return RATE_LIMITED if the API key used up its shares, and MAIL_BUSY if too much mail waits.

    The caller holds the lock of the key's row.
    """
    parameters = {
        "api_key_id": api_key_id,
        "hour_offset": max(limits.per_hour - 1, 0),
        "day_offset": max(limits.per_day - 1, 0),
        "length_max": QUEUED_MAX,
        "overdue": now - WAITING_MAX,
    }
    used_up_hour, used_up_day, queued, is_overdue = session.connection().execute(_USE, parameters).one()
    errors = (_rate_error(used_up_hour, used_up_day, limits, now), _queue_error(queued, is_overdue))
    return [error for error in errors if error is not None]


def _rate_error(
    used_up_hour: datetime | None, used_up_day: datetime | None, limits: ShareLimits, now: datetime
) -> ShareArticleUserError | None:
    """The error of a key that made the share that used up a limit within its window."""
    moments: tuple[tuple[datetime | None, timedelta], ...] = (
        (used_up_hour if limits.per_hour else now, _HOUR),
        (used_up_day if limits.per_day else now, _DAY),
    )
    waits = [
        moment + window - now for moment, window in moments if moment is not None and moment > now - window
    ]
    if not waits:
        return None
    return _retry_later(
        ShareArticleErrorCode.RATE_LIMITED,
        f"You can share {limits.per_hour} times an hour and {limits.per_day} times a day; that is reached.",
        max(waits),
    )


def _queue_error(queued: int, is_overdue: bool) -> ShareArticleUserError | None:
    """The error where too many deliveries wait, or one has been due for too long."""
    if queued < QUEUED_MAX and not is_overdue:
        return None
    message = "Much mail is waiting to be sent."
    return _retry_later(ShareArticleErrorCode.MAIL_BUSY, message, timedelta(minutes=5))


def is_recipient_over_limit(
    session: Session, recipient_hash: str, limits: ShareLimits, now: datetime
) -> bool:
    """Whether a recipient got as many messages as one may get, whoever shared them.

    Locks the recipient's deliveries, so that concurrent workers count one after the other.
    """
    statement = (
        select(Delivery.passed_at)
        .where(
            Delivery.recipient_hash == recipient_hash,
            or_(col(Delivery.state) == "sending", col(Delivery.passed_at) > now - _DAY),
        )
        .order_by(col(Delivery.id))
        .with_for_update()
    )
    sent_at = [moment for moment in session.exec(statement) if moment is not None]
    return any(
        _count_within(sent_at, now - window) >= limit
        for limit, window in ((limits.recipient_per_hour, _HOUR), (limits.recipient_per_day, _DAY))
    )


def _count_within(moments: Iterable[datetime], start: datetime) -> int:
    return sum(moment > start for moment in moments)


def _retry_later(code: ShareArticleErrorCode, sentence: str, wait: timedelta) -> ShareArticleUserError:
    seconds = max(1, ceil(wait.total_seconds()))
    return ShareArticleUserError(
        code, f"{sentence} Please try again in {_duration(seconds)}.", retry_after=seconds
    )


def _duration(seconds: int) -> str:
    minutes = ceil(seconds / 60)
    if minutes < 90:
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"{ceil(minutes / 60)} hours"
