"""The relay as all workers of a store see it: its circuit breaker is read at each claim, and written in the
transaction that records an attempt.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from broadsheet_server.models.shares import RelayState
from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.outbox import queue
from broadsheet_server.sharing.outbox.attempts import CONCURRENT_SESSIONS, MESSAGE_OUTCOMES, AttemptResult
from broadsheet_server.sharing.outbox.circuit_breaker import CircuitBreaker
from broadsheet_server.sharing.outbox.quarantine import release
from broadsheet_server.sharing.outbox.queue import AttemptOutcome, Claim, QueueState
from broadsheet_server.storage.database import Database


@dataclass(frozen=True, slots=True)
class WorkerLoad:
    """What a worker has in hand: how many messages, and whether the relay has answered this worker yet.

    The first message of a worker probes the relay too: its settings may differ from those of the others.
    """

    sessions: int
    is_answered: bool


def relay_name(settings: MailSettings) -> str:
    """The key of the relay's row."""
    return f"{settings.host}:{settings.port}"


def read_relay_state(database: Database, session: Session, relay: str) -> RelayState:
    """Return the state of a relay; make it where it is the first time."""
    state = session.get(RelayState, relay)
    if state is not None:
        return state
    try:
        with database.write() as writing:
            state = RelayState(relay=relay)
            writing.add(state)
    except IntegrityError:  # another worker made it meanwhile
        state = RelayState(relay=relay)
    return state


def claimable(state: RelayState, load: WorkerLoad, now: datetime) -> int:
    """How many messages a worker may claim now: up to its sessions while closed, else one at a time."""
    breaker = CircuitBreaker(state)
    if _has_to_probe(breaker, load):
        return int(load.sessions == 0 and breaker.may_probe(now))
    return 0 if breaker.is_open(now) else max(0, CONCURRENT_SESSIONS - load.sessions)


def claim(session: Session, relay: str, load: WorkerLoad, now: datetime) -> list[Claim]:
    """Recover what crashed workers held, and claim due deliveries, as many as the circuit breaker admits.

    Every transaction locks the relay's row before deliveries, so that no two wait for each other.
    """
    state = session.get_one(RelayState, relay, with_for_update=True)
    queue.recover_expired_leases(session, now)
    limit = claimable(state, load, now)
    claims = queue.claim(session, now, limit) if limit else []
    breaker = CircuitBreaker(state)
    if claims and _has_to_probe(breaker, load):
        breaker.begin_probe(now)
    return claims


def end_probe(session: Session, relay: str) -> None:
    """The message that was to probe the relay is not sent."""
    CircuitBreaker(session.get_one(RelayState, relay, with_for_update=True)).end_probe()


def record_attempt(
    session: Session, relay: str, claim: Claim, result: AttemptResult, answer: str, now: datetime
) -> tuple[QueueState, str | None]:
    """Record an attempt in its delivery and in the circuit breaker.

    Return the new state of the delivery and, where the set-up is suspected, why: then what was refused before
    is queued again, and this message is held. Raises LeaseLostError.
    """
    breaker = CircuitBreaker(session.get_one(RelayState, relay, with_for_update=True))
    breaker.end_probe()
    suspected_setup = breaker.suspects_setup
    _record_result(breaker, claim, result, answer, now)
    if not (breaker.suspects_setup and _may_be_the_setup(result)):
        return queue.record_attempt(session, claim, result.outcome, answer, now), None
    state = queue.record_attempt(session, claim, AttemptOutcome.TRANSIENT_FAILURE, answer, now)
    if not suspected_setup:
        for delivery_id in breaker.refused:
            release(session, delivery_id, now=now)
    return state, breaker.reason


def resume_relays(session: Session, now: datetime) -> None:
    """Close the circuit breakers of all relays: the next message probes at once.

    What waits for a retry is due at once as well: a message whose session was lost when the relay failed
    would otherwise wait for a minute after the others are sent, one that was put off for hours.
    """
    for state in session.exec(select(RelayState).with_for_update()):
        CircuitBreaker(state).reset()
    queue.retry_all(session, now)


def failing_relay(session: Session, settings: MailSettings) -> RelayState | None:
    """The state of the relay of the settings, if it fails now."""
    state = session.get(RelayState, relay_name(settings))
    return None if state is None or state.reason is None else state


def _has_to_probe(breaker: CircuitBreaker, load: WorkerLoad) -> bool:
    return not (breaker.is_closed and load.is_answered)


def _record_result(
    breaker: CircuitBreaker, claim: Claim, result: AttemptResult, answer: str, now: datetime
) -> None:
    """Any reply about the message shows that the relay works; everything else is a failure of it."""
    if _may_be_the_setup(result):
        breaker.record_refusal(claim.delivery_id, claim.recipient_hash, answer, now)
    elif result.outcome is AttemptOutcome.SENT:
        breaker.record_success()
    elif result.outcome in MESSAGE_OUTCOMES:
        breaker.record_reply()
    elif result.outcome is AttemptOutcome.RELAY_UNAVAILABLE:
        is_configuration_error = result.is_configuration_error
        breaker.record_failure(answer, now, is_configuration_error=is_configuration_error)
    else:
        breaker.record_lost_session(claim.recipient_hash, answer, now)


def _may_be_the_setup(result: AttemptResult) -> bool:
    """Whether a refusal does not blame the recipient."""
    return result.outcome is AttemptOutcome.PERMANENT_FAILURE and not result.blames_recipient
