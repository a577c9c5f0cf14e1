"""The queue of the transactional outbox: at-least-once delivery with leases.

Deliveries are inserted in the transaction that accepts their share. A worker claims one for the time of a
lease. Before it sends the final dot of the SMTP session it commits phase 1, so that whoever finds the lease
expired knows what a crashed worker did: in phase 0 the relay cannot have accepted the message, and it is
retried; in phase 1 the relay may have, and it is retried once with the same bytes and Message-ID, then
quarantined as `uncertain`. So no message is lost silently, and none arrives three times.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update
from sqlmodel import Session, col

from broadsheet_server.models.shares import Delivery, Share
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.jitter import jitter

LEASE = timedelta(minutes=30)
"""How long a claim lasts: longer than all timeouts of one SMTP session together."""

RETRY_FOR = timedelta(hours=24)
"""How long a delivery is retried: a day later a shared article is no news."""

QUARANTINE_FOR = timedelta(days=7)
"""How long a failed or uncertain message can be released, before address and message are erased."""

KEEP_ROWS_FOR = timedelta(days=90)
"""How long the row of an ended delivery stays, without address and message."""

_RETRY_MINUTES = (1, 5, 15, 30, 60, 120, 240)
"""The backoff schedule after transient failures; the last step repeats."""
_RETRY_SOON = timedelta(minutes=1)


class QueueState(StrEnum):
    """The state of a delivery. All after SENDING are final."""

    QUEUED = "queued"
    HELD = "held"
    """An operator holds it."""
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """The relay refused it (5xx)."""
    EXPIRED = "expired"
    """It could not be sent for a day."""
    UNCERTAIN = "uncertain"
    """The relay may have accepted it, twice without a reply to the final dot."""
    SUPPRESSED = "suppressed"
    """The recipient is on the suppression list."""
    LIMITED = "limited"
    """The recipient got as many messages as one may get."""
    WITHDRAWN = "withdrawn"
    """The article is not public any more."""
    CANCELLED = "cancelled"
    """An operator cancelled it."""


QUARANTINED_STATES = (QueueState.FAILED, QueueState.EXPIRED, QueueState.UNCERTAIN)
"""An operator can still release these; deliveries that end in another state are erased at once."""


class AttemptOutcome(StrEnum):
    """How one attempt to deliver a message ended."""

    SENT = "sent"
    """2xx after the final dot: the relay is responsible for the message now (RFC 5321, section 4.2.5)."""
    PERMANENT_FAILURE = "permanent failure"
    """5xx."""
    TRANSIENT_FAILURE = "transient failure"
    """4xx."""
    RELAY_UNAVAILABLE = "relay unavailable"
    """No SMTP session: connecting, TLS or authentication failed. The message is not involved."""
    SESSION_LOST = "session lost"
    """The session ended before the final dot: the relay did not accept the message."""
    AMBIGUOUS = "ambiguous"
    """No reply to the final dot: the relay may have accepted the message."""


class LeaseLostError(RuntimeError):
    """The lease expired and the delivery was claimed again: write nothing, send nothing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that one worker holds until its lease ends."""

    delivery_id: UUID
    lease_id: UUID
    article_id: UUID
    recipient: str
    recipient_hash: str
    message: bytes
    attempts: int
    ambiguous_attempts: int
    expires_at: datetime
    checks_passed: bool
    """Whether an earlier attempt passed the pre-send checks, and so counted for the recipient's limit."""


def next_due(session: Session) -> datetime | None:
    """When the next delivery is due or its lease expires, perhaps in the past; reads without locks."""
    queued = select(func.min(col(Delivery.due_at))).where(col(Delivery.state) == QueueState.QUEUED)
    leased = select(func.min(col(Delivery.lease_until))).where(col(Delivery.state) == QueueState.SENDING)
    [moments] = session.execute(select(queued.scalar_subquery(), leased.scalar_subquery()))
    return min((moment for moment in moments if moment is not None), default=None)


def claim(session: Session, now: datetime, limit: int) -> list[Claim]:
    """Claim up to `limit` due deliveries, oldest first. Workers skip each other's rows (SKIP LOCKED)."""
    statement = (
        select(Delivery, col(Share.article_id))
        .join(Share, col(Share.id) == col(Delivery.share_id))
        .where(_is_due(now))
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    rows = session.execute(statement).all()
    return [_claim_one(session, delivery, article_id, now) for delivery, article_id in rows]


def _claim_one(session: Session, delivery: Delivery, article_id: UUID, now: datetime) -> Claim:
    assert delivery.recipient is not None  # address and message are erased only at the end
    assert delivery.message is not None
    lease_id = uuid7()
    delivery.state, delivery.phase = QueueState.SENDING, 0
    delivery.lease_id, delivery.lease_until = lease_id, now + LEASE
    session.add(delivery)
    return Claim(
        delivery_id=delivery.id,
        lease_id=lease_id,
        article_id=article_id,
        recipient=delivery.recipient,
        recipient_hash=delivery.recipient_hash,
        message=delivery.message,
        attempts=delivery.attempts,
        ambiguous_attempts=delivery.ambiguous_attempts,
        expires_at=delivery.expires_at,
        checks_passed=delivery.passed_at is not None,
    )


def record_checks_passed(session: Session, claim: Claim, now: datetime) -> None:
    """Record that the pre-send checks passed: from now on the message counts for its recipient's limit."""
    _update(session, claim, passed_at=now)


def record_final_dot(session: Session, claim: Claim) -> None:
    """Enter phase 1: the final dot is sent next. Raises LeaseLostError; then it must not be sent."""
    _update(session, claim, phase=1)


def record_attempt(
    session: Session, claim: Claim, outcome: AttemptOutcome, answer: str, now: datetime
) -> QueueState:
    """Record how an attempt ended, schedule the retry if there is one, and return the new state.

    Raises LeaseLostError.
    """
    match outcome:
        case AttemptOutcome.SENT:
            return finish(session, claim, QueueState.SENT, answer, now)
        case AttemptOutcome.PERMANENT_FAILURE:
            return finish(session, claim, QueueState.FAILED, answer, now)
        case AttemptOutcome.TRANSIENT_FAILURE:
            due_at = now + _retry_delay(claim.attempts)
            return _requeue(session, claim, due_at, answer, now, attempts=claim.attempts + 1)
        case AttemptOutcome.RELAY_UNAVAILABLE:
            return _requeue(session, claim, None, answer, now)
        case AttemptOutcome.SESSION_LOST:
            return _requeue(session, claim, now + _RETRY_SOON, answer, now)
        case AttemptOutcome.AMBIGUOUS:
            ambiguous = claim.ambiguous_attempts + 1
            if ambiguous > 1:
                return finish(session, claim, QueueState.UNCERTAIN, answer, now)
            return _requeue(session, claim, now + _RETRY_SOON, answer, now, ambiguous_attempts=ambiguous)


def finish(session: Session, claim: Claim, state: QueueState, answer: str, now: datetime) -> QueueState:
    """End the delivery in `state`. Messages that cannot be released are erased at once."""
    erased = {} if state in QUARANTINED_STATES else {"recipient": None, "message": None}
    _update(session, claim, state=state, answer=answer, ended_at=now, **_NO_LEASE, **erased)
    return state


def recover_expired_leases(session: Session, now: datetime) -> int:
    """Requeue or quarantine what crashed workers held; return the number of deliveries."""
    statement = select(Delivery).where(_is_expired(now)).with_for_update(skip_locked=True)
    deliveries = session.execute(statement).scalars().all()
    for delivery in deliveries:
        _recover(delivery, now)
        session.add(delivery)
    return len(deliveries)


def retry_all(session: Session, now: datetime) -> None:
    """Make all queued deliveries due now."""
    waits = and_(col(Delivery.state) == QueueState.QUEUED, col(Delivery.due_at) > now)
    session.execute(update(Delivery).where(waits).values(due_at=now))


def purge(session: Session, now: datetime) -> None:
    """Erase addresses and messages after the quarantine, and rows after the retention period."""
    session.execute(
        update(Delivery)
        .where(col(Delivery.ended_at) < now - QUARANTINE_FOR, col(Delivery.recipient).is_not(None))
        .values(recipient=None, message=None)
    )
    session.execute(delete(Delivery).where(col(Delivery.ended_at) < now - KEEP_ROWS_FOR))
    has_deliveries = exists().where(col(Delivery.share_id) == col(Share.id))
    session.execute(delete(Share).where(col(Share.created_at) < now - KEEP_ROWS_FOR, ~has_deliveries))


_NO_LEASE = {"lease_id": None, "lease_until": None}


def _recover(delivery: Delivery, now: datetime) -> None:
    may_be_accepted = delivery.phase == 1
    is_uncertain = may_be_accepted and delivery.ambiguous_attempts > 0
    if is_uncertain:
        delivery.state, delivery.ended_at = QueueState.UNCERTAIN, now
    else:
        delivery.state, delivery.due_at = QueueState.QUEUED, now
    delivery.ambiguous_attempts += may_be_accepted
    delivery.phase, delivery.lease_id, delivery.lease_until = 0, None, None


def _requeue(
    session: Session, claim: Claim, due_at: datetime | None, answer: str, now: datetime, **counters: int
) -> QueueState:
    """Queue the delivery again, at its old time without `due_at`; end it where that is too late."""
    if (due_at or now) >= claim.expires_at:
        return finish(session, claim, QueueState.EXPIRED, f"Given up after a day. {answer}".strip(), now)
    schedule = {} if due_at is None else {"due_at": due_at}
    _update(
        session, claim, state=QueueState.QUEUED, phase=0, answer=answer, **_NO_LEASE, **schedule, **counters
    )
    return QueueState.QUEUED


def _update(session: Session, claim: Claim, **values: object) -> None:
    """Write only while the lease is ours (a fencing token). Raises LeaseLostError."""
    is_ours = and_(col(Delivery.id) == claim.delivery_id, col(Delivery.lease_id) == claim.lease_id)
    result = session.execute(update(Delivery).where(is_ours).values(values))
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLostError(f"the lease of delivery {claim.delivery_id} was lost")


def _retry_delay(attempts: int) -> timedelta:
    """Exponential backoff with ±20 % jitter after `attempts` transient failures."""
    minutes = _RETRY_MINUTES[min(attempts, len(_RETRY_MINUTES) - 1)]
    return timedelta(minutes=minutes * jitter(0.8, 1.2))


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(col(Delivery.state) == QueueState.QUEUED, col(Delivery.due_at) <= now)


def _is_expired(now: datetime) -> ColumnElement[bool]:
    return and_(col(Delivery.state) == QueueState.SENDING, col(Delivery.lease_until) < now)
