"""The quarantine (dead-letter queue): messages that failed or are uncertain, for an operator to judge."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from broadsheet_server.models.shares import Delivery
from broadsheet_server.sharing.outbox.queue import QUARANTINED_STATES, RETRY_FOR, QueueState


@dataclass(frozen=True, slots=True)
class QuarantinedDelivery:
    """A delivery in quarantine or waiting, its recipient masked, with the relay's last reply."""

    delivery_id: UUID
    state: QueueState
    recipient: str
    since: datetime
    answer: str


def quarantined_deliveries(session: Session) -> list[QuarantinedDelivery]:
    """Return all that can be released, oldest first. A week after its end a message is erased."""
    statement = select(Delivery).where(_is_quarantined())
    return [
        _described(delivery)
        for delivery in session.exec(statement.order_by(col(Delivery.ended_at), col(Delivery.id)))
    ]


def _described(delivery: Delivery) -> QuarantinedDelivery:
    return QuarantinedDelivery(
        delivery.id,
        QueueState(delivery.state),
        delivery.recipient_masked,
        delivery.ended_at or delivery.created_at,
        delivery.answer or "",
    )


def release(session: Session, delivery_id: UUID, *, now: datetime) -> bool:
    """Queue a quarantined message again, the same bytes, for a day; False if it is not quarantined."""
    statement = select(Delivery).where(Delivery.id == delivery_id, _is_quarantined()).with_for_update()
    delivery = session.exec(statement).first()
    if delivery is None:
        return False
    delivery.state, delivery.phase = QueueState.QUEUED, 0
    delivery.attempts = delivery.ambiguous_attempts = 0
    delivery.due_at, delivery.expires_at, delivery.ended_at = now, now + RETRY_FOR, None
    session.add(delivery)
    return True


def waiting_deliveries(session: Session) -> list[QuarantinedDelivery]:
    """Return all that waits to be sent or is held by an operator, oldest first."""
    statement = select(Delivery).where(col(Delivery.state).in_([QueueState.QUEUED, QueueState.HELD]))
    return [
        _described(delivery)
        for delivery in session.exec(statement.order_by(col(Delivery.created_at), col(Delivery.id)))
    ]


def count_waiting(session: Session) -> tuple[int, datetime | None]:
    """Return how many messages wait to be sent, and since when the oldest does."""
    statement = select(func.count(), func.min(col(Delivery.created_at))).where(
        col(Delivery.state).in_([QueueState.QUEUED, QueueState.HELD, QueueState.SENDING])
    )
    return session.exec(statement).one()


def last_reply(session: Session) -> str | None:
    """Return what the relay last replied about the oldest message that waits; None before its first try."""
    statement = select(Delivery.answer).where(
        col(Delivery.state) == QueueState.QUEUED, col(Delivery.answer).is_not(None)
    )
    return session.exec(statement.order_by(col(Delivery.created_at)).limit(1)).first()


def _is_quarantined() -> ColumnElement[bool]:
    is_undelivered = col(Delivery.state).in_(QUARANTINED_STATES)
    return and_(is_undelivered, col(Delivery.message).is_not(None))
