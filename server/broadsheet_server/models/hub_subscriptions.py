"""Subscriptions to sources at the WebSub hubs that their feeds name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.vocabulary import SubscriptionState


class HubSubscription(TableModel, table=True):
    """A subscription to `topic_url` at `hub_url`, which pushes to `callback_url` (its last part: `token`).

    `source_id` is None once it is being ended, so that a source has one at most. `secret` is None where the
    hub is not asked by https. `is_pending` while the hub may verify the intent. `expires_at` is when the
    hub's lease ends. The next request to the hub is due at `next_request_at`, which the server that makes it
    puts off first; `failures` counts those in a row. `is_silent` where the feed changed and the hub did not
    tell.
    """

    __tablename__ = "hub_subscription"
    __table_args__ = (Index(None, "next_request_at"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    source_id: UUID | None = Field(
        default=None, foreign_key="import_source.id", ondelete="SET NULL", unique=True
    )
    hub_url: str = Field(sa_type=Text)
    topic_url: str = Field(sa_type=Text)
    callback_url: str = Field(sa_type=Text)
    token: str = Field(unique=True)
    secret: str | None = None
    state: SubscriptionState = Field(default=SubscriptionState.REQUESTED, sa_type=Text)
    is_pending: bool = False
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_request_at: datetime = Field(sa_type=UtcDateTime)
    failures: int = 0
    last_error: str | None = Field(default=None, sa_type=Text)
    last_error_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_silent: bool = False
    pushes: int = 0
    last_push_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pushes_ignored: int = 0
    last_ignored_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
