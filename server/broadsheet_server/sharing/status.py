"""How far a share has come, as the one who shared may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from broadsheet_server.models.shares import delivery_table, share_table
from broadsheet_server.storage.database import Reader
from broadsheet_shared.vocabulary import DeliveryState

_SEEN = {
    "queued": DeliveryState.QUEUED,
    "sending": DeliveryState.SENDING,
    "sent": DeliveryState.SENT,
}
"""Everything else is NOT_DELIVERED without a reason, so that nothing is told about the address."""

_STANDING = (
    select(
        share_table.c.id,
        share_table.c.article_id,
        share_table.c.created_at,
        delivery_table.c.recipient_masked,
        delivery_table.c.state,
    )
    .join(delivery_table, delivery_table.c.share_id == share_table.c.id)
    .where(
        share_table.c.id == bindparam("share_id"),
        share_table.c.api_key_id == bindparam("api_key_id"),
    )
    .order_by(delivery_table.c.position)
)


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """The mail to one friend: the address masked, like `f…d@example.net`."""

    recipient: str
    state: DeliveryState


@dataclass(frozen=True, slots=True)
class ShareStatus:
    """A share and its deliveries, in the order in which the friends were named."""

    share_id: UUID
    article_id: UUID
    created_at: datetime
    deliveries: tuple[DeliveryStatus, ...]

    @property
    def state(self) -> DeliveryState:
        """The whole in a word: it moves until every mail has ended, and is SENT only if all of them are."""
        states = {delivery.state for delivery in self.deliveries}
        if len(states) == 1:
            return states.pop()
        if states & {DeliveryState.QUEUED, DeliveryState.SENDING}:
            return DeliveryState.SENDING
        return DeliveryState.NOT_DELIVERED


async def share_status(reader: Reader, share_id: UUID, *, api_key_id: UUID) -> ShareStatus | None:
    """Return the share, or None where this key never made it: a stranger's share and none look alike."""
    rows = await reader.fetch(_STANDING, {"share_id": share_id, "api_key_id": api_key_id})
    return _standing(rows) if rows else None


def _standing(rows: Sequence[Row[Any]]) -> ShareStatus:
    return ShareStatus(
        share_id=rows[0].id,
        article_id=rows[0].article_id,
        created_at=rows[0].created_at,
        deliveries=tuple(
            DeliveryStatus(row.recipient_masked, _SEEN.get(row.state, DeliveryState.NOT_DELIVERED))
            for row in rows
        ),
    )
