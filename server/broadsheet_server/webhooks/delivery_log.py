"""What webhooks there are, how they do, and what became of their deliveries, without their secrets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlmodel import col

from broadsheet_server.models import metadata
from broadsheet_server.models.webhooks import Webhook, WebhookDelivery
from broadsheet_server.reading.changes import ChangeFilter
from broadsheet_server.storage.database import Reader
from broadsheet_server.webhooks.conditions import change_filter
from broadsheet_shared.vocabulary import ChangeKind, Scope, WebhookDeliveryState, WebhookState

_DELIVERIES = select(*metadata.tables["webhook_delivery"].c)


@dataclass(frozen=True, slots=True)
class WebhookStatus:
    """A webhook; for the fields see `models.webhooks.Webhook`. `waiting` counts deliveries not ended."""

    id: UUID
    name: str
    url: str
    contact: str | None
    document: str
    operation_name: str | None
    scopes: Sequence[Scope]
    kinds: Sequence[ChangeKind] | None
    section: str | None
    tag: str | None
    author: str | None
    where: ChangeFilter
    state: WebhookState
    pause_reason: str | None
    paused_at: datetime | None
    sequence: int
    waiting: int
    created_at: datetime
    last_success_at: datetime | None
    failing_since: datetime | None
    last_error: str | None
    previous_secret_until: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """A delivery; for the fields see `models.webhooks.WebhookDelivery`. `next_attempt_at` where it waits."""

    id: UUID
    sequence: int
    kind: ChangeKind
    article_id: UUID
    state: WebhookDeliveryState
    attempts: int
    created_at: datetime
    attempted_at: datetime | None
    next_attempt_at: datetime | None
    ended_at: datetime | None
    response_status: int | None
    response_seconds: float | None
    response_excerpt: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """Some deliveries, the newest first, and whether there are older ones."""

    deliveries: Sequence[DeliveryStatus]
    has_more: bool


async def read_webhooks(database: Reader) -> list[WebhookStatus]:
    """All webhooks, by name."""
    rows = await database.fetch(_webhooks().order_by(col(Webhook.name), col(Webhook.id)))
    return list(map(_status, rows))


async def read_webhook(database: Reader, webhook_id: UUID) -> WebhookStatus | None:
    """The webhook with this id."""
    rows = await database.fetch(_webhooks().where(col(Webhook.id) == webhook_id))
    return _status(rows[0]) if rows else None


async def read_deliveries(
    database: Reader,
    webhook_id: UUID,
    first: int,
    older_than: UUID | None = None,
    states: Collection[WebhookDeliveryState] | None = None,
) -> DeliveryPage:
    """The newest deliveries of a webhook, or those older than another one."""
    statement = _DELIVERIES.where(col(WebhookDelivery.webhook_id) == webhook_id)
    if older_than is not None:
        statement = statement.where(col(WebhookDelivery.id) < older_than)
    if states is not None:
        statement = statement.where(col(WebhookDelivery.state).in_(states))
    statement = statement.order_by(col(WebhookDelivery.id).desc()).limit(first + 1)
    found = [_delivery(row) for row in await database.fetch(statement, is_slow=True)]
    return DeliveryPage(found[:first], len(found) > first)


@cache
def _webhooks() -> Select[Any]:
    waiting = (
        select(func.count())
        .where(col(WebhookDelivery.webhook_id) == col(Webhook.id), col(WebhookDelivery.due_at).is_not(None))
        .correlate(Webhook)
        .scalar_subquery()
    )
    columns = metadata.tables["webhook"].c
    shown = (column for column in columns if column.name not in {"secret", "previous_secret"})
    return select(*shown, waiting.label("waiting"))


def _status(row: Row[Any]) -> WebhookStatus:
    values = {name: getattr(row, name) for name in WebhookStatus.__slots__ if name != "where"}
    values["where"] = change_filter(row)
    values["scopes"] = [Scope(scope) for scope in row.scopes]
    values["kinds"] = None if row.kinds is None else [ChangeKind(kind) for kind in row.kinds]
    values["state"] = WebhookState(row.state)
    return WebhookStatus(**values)


def _delivery(row: Row[Any]) -> DeliveryStatus:
    waits = row.state == WebhookDeliveryState.QUEUED
    values = {name: getattr(row, name) for name in DeliveryStatus.__slots__ if name != "next_attempt_at"}
    values |= {"kind": ChangeKind(row.kind), "state": WebhookDeliveryState(row.state)}
    return DeliveryStatus(**values, next_attempt_at=row.due_at if waits else None)
