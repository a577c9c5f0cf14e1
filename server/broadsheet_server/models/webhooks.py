"""Webhooks: who is told of changes, where and how, and what became of each delivery."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import BigInt, UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.vocabulary import WebhookDeliveryState, WebhookState


class Webhook(TableModel, table=True):
    """A webhook. It is told of the changes after `sequence`; those up to it are deliveries already.

    `kinds` is None for all kinds; `section`, `tag` and `author` are as in `reading.changes.ChangeFilter`,
    and `joined` are the conditions joined to these by `and`, `or` and `not` (`webhooks.conditions`).
    `scopes` are what its document may read, for as long as the key `api_key_id` holds them. The previous
    secret signs too until `previous_secret_until`. `failures` counts failed attempts in a row, of all its
    deliveries; nothing is sent before `open_until`. The mail that tells `contact` of a pause is due at
    `notice_at`.
    """

    __tablename__ = "webhook"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    contact: str | None = Field(default=None, sa_type=Text)
    document: str = Field(sa_type=Text)
    operation_name: str | None = Field(default=None, sa_type=Text)
    api_key_id: UUID = Field(foreign_key="api_key.id")
    scopes: list[str] = Field(default_factory=list, sa_type=JSON)
    kinds: list[str] | None = Field(default=None, sa_type=JSON)
    section: str | None = Field(default=None, sa_type=Text)
    tag: str | None = Field(default=None, sa_type=Text)
    author: str | None = Field(default=None, sa_type=Text)
    joined: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    secret: str
    previous_secret: str | None = None
    previous_secret_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: WebhookState = Field(default=WebhookState.ACTIVE, sa_type=Text)
    pause_reason: str | None = Field(default=None, sa_type=Text)
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sequence: int = Field(default=0, sa_type=BigInt)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = Field(default=None, sa_type=Text)
    open_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    notice_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    notice_attempts: int = 0


class WebhookDelivery(TableModel, table=True):
    """One change for one webhook. Its id is the `webhook-id` that the receiver sees, in every attempt.

    `due_at` is None once it has ended. `sequence`, `kind`, `article_id` and `occurred_at` are the change's.
    The response is that of the last attempt: its status, how many seconds it took, and how it begins.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index(None, "webhook_id", "due_at"),
        Index(None, "webhook_id", "id"),
        Index(None, "webhook_id", "article_id", "sequence"),
        Index(None, "ended_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    webhook_id: UUID = Field(foreign_key="webhook.id", ondelete="CASCADE")
    sequence: int = Field(sa_type=BigInt)
    kind: str
    article_id: UUID
    occurred_at: datetime = Field(sa_type=UtcDateTime)
    state: WebhookDeliveryState = Field(default=WebhookDeliveryState.QUEUED, sa_type=Text)
    attempts: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_id: UUID | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    response_status: int | None = None
    response_seconds: float | None = None
    response_excerpt: str | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
