"""The delivery status of shares, as their sharer may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, bindparam, select
from sqlmodel import col

from broadsheet_server.models.shares import Delivery, Share
from broadsheet_server.sharing.outbox.queue import QueueState
from broadsheet_server.storage.chunks import chunks
from broadsheet_server.storage.database import Reader
from broadsheet_shared.vocabulary import DeliveryFailure, DeliveryState

_PUBLIC_STATES = {
    QueueState.QUEUED: DeliveryState.QUEUED,
    QueueState.HELD: DeliveryState.QUEUED,
    QueueState.SENDING: DeliveryState.SENDING,
    QueueState.SENT: DeliveryState.SENT,
}
"""All other states are NOT_DELIVERED."""

_FAILURES = {
    QueueState.FAILED: DeliveryFailure.REFUSED,
    QueueState.SUPPRESSED: DeliveryFailure.REFUSED,  # else a sharer could probe the suppression list
    QueueState.LIMITED: DeliveryFailure.RECIPIENT_LIMIT,
    QueueState.EXPIRED: DeliveryFailure.EXPIRED,
    QueueState.WITHDRAWN: DeliveryFailure.ARTICLE_WITHDRAWN,
    QueueState.CANCELLED: DeliveryFailure.CANCELLED,
    QueueState.UNCERTAIN: DeliveryFailure.UNCERTAIN,
}

_DELIVERIES = (
    select(
        col(Share.id),
        col(Share.article_id),
        col(Share.created_at),
        col(Delivery.recipient_masked),
        col(Delivery.state),
    )
    .join(Delivery, col(Delivery.share_id) == col(Share.id))
    .where(
        col(Share.id).in_(bindparam("share_ids", expanding=True, type_=Uuid())),
        col(Share.api_key_id) == bindparam("api_key_id"),
    )
    .order_by(col(Share.id), col(Delivery.position))
)


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """The message to one recipient: the masked address, like `f…d@example.net`, and its public state.

    `reason` is None unless the state is NOT_DELIVERED.
    """

    recipient: str
    state: DeliveryState
    reason: DeliveryFailure | None = None


@dataclass(frozen=True, slots=True)
class ShareStatus:
    """A share with its deliveries, in the order of the input."""

    share_id: UUID
    article_id: UUID
    created_at: datetime
    deliveries: tuple[DeliveryStatus, ...]

    @property
    def state(self) -> DeliveryState:
        """SENDING until every delivery has ended, then SENT if all were sent, else NOT_DELIVERED."""
        states = {delivery.state for delivery in self.deliveries}
        if len(states) == 1:
            return states.pop()
        if states & {DeliveryState.QUEUED, DeliveryState.SENDING}:
            return DeliveryState.SENDING
        return DeliveryState.NOT_DELIVERED


async def share_statuses(
    reader: Reader, share_ids: Iterable[UUID], *, api_key_id: UUID
) -> dict[UUID, ShareStatus]:
    """Return the shares of an API key among `share_ids`, by id: one statement for up to 500 of them.

    Shares of other keys are missing like unknown ones, so that neither can be told from the other.
    """
    statuses: dict[UUID, ShareStatus] = {}
    for some_ids in chunks(share_ids):
        rows = await reader.fetch(_DELIVERIES, {"share_ids": some_ids, "api_key_id": api_key_id})
        for share_id, deliveries in groupby(rows, key=lambda row: row.id):
            statuses[share_id] = _status(list(deliveries))
    return statuses


async def share_status(reader: Reader, share_id: UUID, *, api_key_id: UUID) -> ShareStatus | None:
    """Return one share; None where it is not a share of this API key."""
    return (await share_statuses(reader, [share_id], api_key_id=api_key_id)).get(share_id)


def _status(rows: Sequence[Row[Any]]) -> ShareStatus:
    return ShareStatus(
        share_id=rows[0].id,
        article_id=rows[0].article_id,
        created_at=rows[0].created_at,
        deliveries=tuple(_delivery(row.recipient_masked, QueueState(row.state)) for row in rows),
    )


def _delivery(recipient: str, state: QueueState) -> DeliveryStatus:
    public_state = _PUBLIC_STATES.get(state, DeliveryState.NOT_DELIVERED)
    return DeliveryStatus(recipient, public_state, _FAILURES.get(state))
