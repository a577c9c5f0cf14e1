"""The tables of sharing: shares, the outbox of their deliveries, the relay's state, the suppression
list, the secret.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, Relationship

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7

ADDRESS_HASH_SECRET = "sharing"  # noqa: S105 (a name)
"""Name of the `Secret` that keys the hashes of addresses and signs unsubscribe links."""


class Share(TableModel, table=True):
    """One accepted `shareArticle` request. The idempotency key is unique for each API key."""

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

    deliveries: list["Delivery"] = Relationship(
        back_populates="share", sa_relationship_kwargs={"order_by": "Delivery.position"}
    )


class Delivery(TableModel, table=True):
    """The message to one recipient, and at the same time an entry of the transactional outbox.

    `state` is a `sharing.outbox.queue.QueueState`. `phase` becomes 1 in a transaction of its own before the
    final dot of the SMTP session (see `sharing.outbox.queue`). Address and message are erased when the
    delivery ends; `recipient_hash` stays for the rate limits.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("share_id", "recipient_hash"),
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_recipient", "recipient_hash", "passed_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    share_id: UUID = Field(foreign_key="share.id")
    position: int = Field(description="place of the recipient in the input, from 0")
    recipient: str | None = Field(
        default=None, description="the mailbox for RCPT TO, until the delivery ends"
    )
    recipient_masked: str = Field(description="what the sharer may see, like `f…d@example.net`")
    recipient_hash: str = Field(description="HMAC-SHA-256 of the normalised address")
    message_id: str = Field(unique=True, description="the Message-ID header, with its angle brackets")
    message: bytes | None = Field(
        default=None, sa_type=LargeBinary, description="the MIME message, until the delivery ends"
    )
    state: str = "queued"
    phase: int = 0
    attempts: int = Field(
        default=0, description="transient failures (4xx); an unavailable relay does not count"
    )
    ambiguous_attempts: int = Field(
        default=0, description="attempts that ended between the final dot and the reply to it"
    )
    due_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, description="when retrying ends")
    lease_id: UUID | None = Field(default=None, description="the current claim; a lost lease writes nothing")
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    passed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when the pre-send checks passed for the first time"
    )
    answer: str | None = Field(
        default=None, sa_type=Text, description="the relay's last reply, without addresses, for operators"
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    share: Share = Relationship(back_populates="deliveries")


class RelayState(TableModel, table=True):
    """What all workers know of one relay: the state of `sharing.outbox.circuit_breaker`."""

    __tablename__ = "relay_state"

    relay: str = Field(primary_key=True, description="host and port")
    is_closed: bool = False
    failures: int = Field(default=0, description="failures in a row")
    open_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    probe_until: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="until when one worker's message is the only one"
    )
    reason: str | None = Field(default=None, sa_type=Text, description="the last failure, without addresses")
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refused: dict[str, str] = Field(
        default_factory=dict,
        sa_type=JSON,
        description="deliveries refused in a row for what may be the set-up, with their recipients' hashes",
    )
    lost: list[str] = Field(
        default_factory=list, sa_type=JSON, description="hashes of recipients whose sessions were lost"
    )


class Suppression(TableModel, table=True):
    """An entry of the suppression list: an address, as HMAC only, that gets no more mail. Never deleted."""

    __tablename__ = "suppression"

    recipient_hash: str = Field(primary_key=True)
    reason: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Secret(TableModel, table=True):
    """A secret that all servers of a store share, created by the first migration.

    Without it no suppression matches.
    """

    __tablename__ = "secret"

    name: str = Field(primary_key=True)
    value: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcDateTime)
