"""The tables of sharing: what was asked, what is to be delivered, and who wants no mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7


class Share(TableModel, table=True):
    """One "Email this to your friend". `idempotency_key` makes a repeat the same share."""

    __tablename__ = "share"
    __table_args__ = (
        UniqueConstraint("api_key_id", "idempotency_key"),
        Index("ix_share_key_newest", "api_key_id", "created_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    api_key_id: UUID = Field(foreign_key="api_key.id")
    idempotency_key: str
    request_hash: str = Field(
        description="HMAC-SHA-256 of the input; another input under the same key is a conflict"
    )
    article_id: UUID = Field(foreign_key="article.id", index=True)
    language: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Delivery(TableModel, table=True):
    """The mail to one friend, and the outbox itself: a worker claims what is due.

    `state` is a `sharing.outbox.State`. `phase` 1 is committed before the final dot of the SMTP
    conversation, so that a crash is known to be ambiguous (see `sharing.outbox`). The address and the
    message are erased when the delivery ends; `recipient_hash` stays.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("share_id", "recipient_hash"),
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_recipient", "recipient_hash", "passed_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    share_id: UUID = Field(foreign_key="share.id")
    position: int
    recipient: str | None = Field(
        default=None, description="the mailbox on the wire, until the delivery ends"
    )
    recipient_masked: str = Field(description="what the sharer sees afterwards, like `f…d@example.net`")
    recipient_hash: str = Field(description="HMAC-SHA-256 of the normalised address")
    message_id: str = Field(unique=True)
    message: bytes | None = Field(
        default=None, sa_type=LargeBinary, description="the mail, until the delivery ends"
    )
    state: str = "queued"
    phase: int = 0
    attempts: int = Field(default=0, description="what the mail server put off; relay trouble is not counted")
    ambiguous_attempts: int = Field(
        default=0, description="how often nobody knows whether the mail server took it"
    )
    due_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, description="when trying again ends")
    lease_id: UUID | None = Field(default=None, description="whose turn it is; a lost lease writes nothing")
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    passed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when nothing was found against sending it"
    )
    answer: str | None = Field(
        default=None, sa_type=Text, description="the mail server's last words, for operators"
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Suppression(TableModel, table=True):
    """An address that wants no more mail, known by its HMAC only. Kept for ever."""

    __tablename__ = "suppression"

    recipient_hash: str = Field(primary_key=True)
    reason: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Secret(TableModel, table=True):
    """A secret that all servers of a store share, made with the store. Without it no suppression holds."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True)
    value: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcDateTime)


share_table = TableModel.metadata.tables["share"]
delivery_table = TableModel.metadata.tables["delivery"]
suppression_table = TableModel.metadata.tables["suppression"]
secret_table = TableModel.metadata.tables["secret"]

ADDRESS_HASH_SECRET = "sharing"  # noqa: S105 (a name)
"""The name of the secret by which addresses are hashed and stop links signed."""
