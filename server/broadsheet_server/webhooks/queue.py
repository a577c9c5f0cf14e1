"""The queue of deliveries: at least once, in the order of the changes of each article, with leases.

A webhook has a place in the change feed, its `sequence`. Whoever moves it on makes deliveries of the changes
on the way, in the same transaction and by compare-and-set: so none is left out and none is made twice,
however many servers do it, and wherever they are killed. Only so many deliveries wait at a time; the rest
waits in the feed.

A server claims deliveries for the time of a lease. Of one that was killed the leases run out, and another
sends them, perhaps again, under the same id.

Of one article a later change waits until the earlier one is delivered or given up. Only one that takes the
article back does not wait for earlier ones: it replaces them. Whoever locks rows locks the webhook first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    update,
)
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from broadsheet_server.access.api_keys import is_open
from broadsheet_server.models import metadata
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.models.changes import ChangeHead
from broadsheet_server.models.webhooks import Webhook, WebhookDelivery
from broadsheet_server.reading.changes import PublicChange
from broadsheet_server.reading.context import NOW
from broadsheet_server.storage.database import Reader
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.vocabulary import ChangeKind, WebhookDeliveryState, WebhookState

LEASE: Final = timedelta(seconds=60)
"""How long a claim lasts: longer than making a payload and posting it may take together."""
BACKLOG_MAX: Final = 1_000
"""With so many deliveries not ended a webhook gets no more; further changes wait in the feed."""
IN_FLIGHT_MAX: Final = 8
"""Most deliveries of one webhook that are under way at the same time, of different articles."""
KEPT_FOR: Final = timedelta(days=30)
"""How long the log keeps deliveries that have ended."""
OPEN_AFTER: Final = 3
"""So many failures in a row, and a webhook is tried by one delivery at a time, with growing pauses."""
TAKES_BACK: Final = (ChangeKind.WITHDRAWN, ChangeKind.EXPIRED)
REPLACED: Final = "A later change takes the article back, and was sent in its place."

_PURGED_AT_ONCE: Final = 5_000
_id, _state = col(WebhookDelivery.id), col(WebhookDelivery.state)
_due_at = col(WebhookDelivery.due_at)
_HAS_NOT_ENDED: Final = _due_at.is_not(None)
"""It goes with every condition that holds for such alone: an index has them, and not the whole log."""
_IS_WAITING: Final = and_(_state == WebhookDeliveryState.QUEUED, _HAS_NOT_ENDED)
_DELIVERIES: Final = metadata.tables["webhook_delivery"]
_IS_SENT: Final = and_(_state == WebhookDeliveryState.SENDING, _HAS_NOT_ENDED)
_WEBHOOK: Final = bindparam("webhook", type_=Uuid)
_is_mine = col(WebhookDelivery.webhook_id) == _WEBHOOK


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that one server holds until its lease ends, and its webhook as it is now."""

    delivery: WebhookDelivery
    webhook: Webhook
    scopes: frozenset[str]
    """Those of the webhook that its key still holds."""


@dataclass(frozen=True, slots=True)
class Work:
    """What there may be to do: webhooks to be told of more, deliveries that have not ended, some of them due
    now, and mails that tell of a pause.
    """

    is_behind: bool
    is_waiting: bool
    is_due: bool
    has_notice: bool


async def find_work(reader: Reader, now: datetime) -> Work:
    """What there may be to do, by one statement without locks."""
    [row] = await reader.fetch(_work(), {"now": now, "backlog": BACKLOG_MAX})
    return Work(*map(bool, row))


def behind(session: Session) -> list[Webhook]:
    """The active webhooks that have not been told of all changes, and have room for more deliveries."""
    return list(session.scalars(_behind_statement(), {"backlog": BACKLOG_MAX}))


def enqueue(
    session: Session, webhook: Webhook, changes: Sequence[PublicChange], end: int, now: datetime
) -> bool:
    """Make deliveries of changes, and move the webhook on to `end`.

    Return False, with nothing written, where it is not any more where `webhook` says, or is paused.
    """
    statement = update(Webhook).where(
        col(Webhook.id) == webhook.id,
        col(Webhook.sequence) == webhook.sequence,
        col(Webhook.state) == WebhookState.ACTIVE,
    )
    if not session.connection().execute(statement.values(sequence=end)).rowcount:
        return False
    taken_back = {change.article_id: change.sequence for change in changes if change.kind in TAKES_BACK}
    for article_id, sequence in taken_back.items():
        _replace_earlier(session, webhook.id, article_id, sequence, now)
    rows = [_new_delivery(webhook.id, change, now) for change in changes]
    for row in rows:
        if row["sequence"] < taken_back.get(row["article_id"], 0):
            row |= {**_ended(WebhookDeliveryState.SKIPPED, now), "reason": REPLACED}
    if rows:
        session.connection().execute(insert(_DELIVERIES), rows)
    return True


def claim(session: Session, now: datetime) -> list[Claim]:
    """Claim what is due, of each active webhook as much as it may have under way.

    Servers skip webhooks of which another is claiming just now.
    """
    claims = []
    for webhook in session.scalars(_claim_statement(), {"now": now}).all():
        under_way, has_expired = _under_way(session, webhook.id, now)
        if has_expired:
            under_way -= _release_expired(session, webhook.id, now)
        limit = 1 if webhook.failures >= OPEN_AFTER else IN_FLIGHT_MAX
        if under_way < limit:
            claims += _claim_of(session, webhook, limit - under_way, now)
    return claims


def purge(session: Session, now: datetime) -> int:
    """Erase old entries of the log, some at a time; return how many."""
    old = select(WebhookDelivery.id).where(col(WebhookDelivery.ended_at) < now - KEPT_FOR)
    some = old.limit(_PURGED_AT_ONCE).with_for_update(skip_locked=True)
    statement = delete(WebhookDelivery).where(_id.in_(some))
    return int(session.connection().execute(statement).rowcount)


def skip_waiting(session: Session, condition: ColumnElement[bool], reason: str, now: datetime) -> None:
    """End the waiting deliveries that a condition holds for."""
    values = _ended(WebhookDeliveryState.SKIPPED, now)
    session.execute(update(WebhookDelivery).where(condition, _IS_WAITING).values(reason=reason, **values))


def make_due(session: Session, webhook_id: UUID, now: datetime) -> None:
    """Let all waiting deliveries of a webhook be sent now."""
    is_later = and_(col(WebhookDelivery.webhook_id) == webhook_id, _IS_WAITING, _due_at > now)
    session.execute(update(WebhookDelivery).where(is_later).values(due_at=now))


def _ended(state: WebhookDeliveryState, now: datetime) -> dict[str, Any]:
    return {"state": state, "due_at": None, "ended_at": now, "lease_id": None, "lease_until": None}


def _new_delivery(webhook_id: UUID, change: PublicChange, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "webhook_id": webhook_id,
        "sequence": change.sequence,
        "kind": change.kind.value,
        "article_id": change.article_id,
        "occurred_at": change.occurred_at,
        "state": WebhookDeliveryState.QUEUED,
        "attempts": 0,
        "created_at": now,
        "due_at": now,
        "ended_at": None,
        "lease_id": None,
        "lease_until": None,
        "reason": None,
    }


def _replace_earlier(
    session: Session, webhook_id: UUID, article_id: UUID, sequence: int, now: datetime
) -> None:
    is_earlier = and_(
        col(WebhookDelivery.webhook_id) == webhook_id,
        col(WebhookDelivery.article_id) == article_id,
        col(WebhookDelivery.sequence) < sequence,
    )
    skip_waiting(session, is_earlier, REPLACED, now)


def _is_behind() -> tuple[ColumnElement[bool], ...]:
    mine = col(WebhookDelivery.webhook_id) == col(Webhook.id)
    waiting = select(func.count()).where(mine, _HAS_NOT_ENDED)
    return (
        col(Webhook.state) == WebhookState.ACTIVE,
        col(Webhook.sequence) < select(col(ChangeHead.sequence)).scalar_subquery(),
        waiting.correlate(Webhook).scalar_subquery() < bindparam("backlog", type_=Integer),
    )


def _claimable(now: Any) -> tuple[ColumnElement[bool], ...]:
    """Of webhooks that have something due, or held by a server that was killed, and may be tried."""
    is_open = or_(col(Webhook.open_until).is_(None), col(Webhook.open_until) <= now)
    is_free = or_(_IS_WAITING, _is_expired(now))
    due = exists().where(col(WebhookDelivery.webhook_id) == col(Webhook.id), _due_at <= now, is_free)
    return col(Webhook.state) == WebhookState.ACTIVE, is_open, due


@cache
def _work() -> Select[Any]:
    """The columns of `Work`, at the bound moment `now`."""
    waits = exists().where(col(WebhookDelivery.webhook_id) == col(Webhook.id), _HAS_NOT_ENDED)
    has_notice = col(Webhook.notice_at).is_not(None)
    conditions = (_is_behind(), (waits,), _claimable(NOW), (has_notice,))
    flags: list[Any] = [exists(select(Webhook.id).where(*each)) for each in conditions]
    return sql_select(*flags)


def _under_way(session: Session, webhook_id: UUID, now: datetime) -> tuple[int, bool]:
    """How many are held by servers, and whether any of these leases has run out."""
    number, earliest = session.execute(_under_way_statement(), {"webhook": webhook_id}).one()
    return number, earliest is not None and earliest <= now


def _claim_of(session: Session, webhook: Webhook, limit: int, now: datetime) -> list[Claim]:
    values = {"webhook": webhook.id, "now": now, "most": limit}
    deliveries = session.scalars(_due_statement(), values).all()
    scopes = held_scopes(session, webhook, now) if deliveries else frozenset()
    for delivery in deliveries:
        delivery.state = WebhookDeliveryState.SENDING
        delivery.lease_id, delivery.lease_until = uuid7(), now + LEASE
        delivery.attempts += 1
        session.add(delivery)
    session.flush()
    return [Claim(delivery, webhook, scopes) for delivery in deliveries]


def held_scopes(session: Session, webhook: Webhook, now: datetime) -> frozenset[str]:
    """The scopes of a webhook that its key holds now: none once the key is revoked or has expired."""
    key = session.get(ApiKey, webhook.api_key_id) if webhook.scopes else None
    held = key.scopes if key is not None and is_open(key, now) else []
    return frozenset(webhook.scopes) & frozenset(held)


@cache
def _due_statement() -> Select[Any]:
    """What is due of a webhook and waits for nothing, the earliest first; of an article one at most."""
    other = aliased(WebhookDelivery)
    goes_before = or_(
        col(other.state) == WebhookDeliveryState.SENDING,
        col(other.sequence) < col(WebhookDelivery.sequence),
        and_(col(other.sequence) == col(WebhookDelivery.sequence), col(other.id) < _id),
    )
    is_blocked = exists().where(
        col(other.webhook_id) == _WEBHOOK,
        col(other.article_id) == col(WebhookDelivery.article_id),
        col(other.due_at).is_not(None),
        col(other.id) != _id,
        goes_before,
    )
    is_due = and_(_is_mine, _IS_WAITING, _due_at <= NOW, ~is_blocked)
    order = (_due_at, col(WebhookDelivery.sequence))
    return select(WebhookDelivery).where(is_due).order_by(*order).limit(bindparam("most", type_=Integer))


@cache
def _behind_statement() -> Select[Any]:
    return select(Webhook).where(*_is_behind()).order_by(col(Webhook.id))


@cache
def _claim_statement() -> Select[Any]:
    claimable = select(Webhook).where(*_claimable(NOW)).order_by(col(Webhook.id))
    return claimable.with_for_update(skip_locked=True)


@cache
def _under_way_statement() -> Any:
    return sql_select(func.count(), func.min(col(WebhookDelivery.lease_until))).where(_is_mine, _IS_SENT)


def _is_expired(now: Any) -> ColumnElement[bool]:
    return and_(_IS_SENT, col(WebhookDelivery.lease_until) <= now)


def _release_expired(session: Session, webhook_id: UUID, now: datetime) -> int:
    """Let what a killed server held be sent by another; return how many.

    `lease_id` stays until then: a server that was merely slow may still say what became of it.
    """
    mine = col(WebhookDelivery.webhook_id) == webhook_id
    values = {"state": WebhookDeliveryState.QUEUED, "lease_until": None}
    released = update(WebhookDelivery).where(mine, _is_expired(now)).values(values)
    return int(session.connection().execute(released).rowcount)
