"""What is asked of WebSub hubs, when, and by which server (WebSub, section 5).

A server claims a request by putting the next one off: until then no other server makes it. If the hub has not
verified the intent by then, the request has failed. Of several hubs the next one is asked at once; after the
last one, all are left alone for a while.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from broadsheet_server.ingest.hub_subscriptions import move_to_hub, poll_again, subscription_source
from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.newsroom.validation import one_line
from broadsheet_shared.jitter import jitter
from broadsheet_shared.vocabulary import SubscriptionState

LEASE_ASKED: Final = timedelta(days=10)
LEASE_MIN: Final = timedelta(minutes=5)
LEASE_MAX: Final = timedelta(days=365)
VERIFICATION_WAIT: Final = timedelta(minutes=10)
"""How long a hub may take from a request to its verification."""
RETRY_WAIT: Final = timedelta(minutes=5)
RETRY_WAIT_MAX: Final = timedelta(days=1)
ENDINGS_MAX: Final = 5
"""Tries to unsubscribe; after them the lease is left to end by itself."""
_ERROR_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class HubRequest:
    """A request to a hub: the fields of its form, and the subscription as it was claimed."""

    subscription: HubSubscription
    form: dict[str, str]


def earliest_request(session: Session) -> datetime | None:
    """When the next request is due; None if there is none."""
    earliest: datetime | None = session.exec(select(func.min(HubSubscription.next_request_at))).one()
    return earliest


def claim_requests(session: Session, now: datetime, limit: int) -> list[HubRequest]:
    """The requests that are due, for this server to make. Servers skip each other's rows."""
    statement = (
        select(HubSubscription)
        .where(col(HubSubscription.next_request_at) <= now)
        .order_by(col(HubSubscription.next_request_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [
        _claimed(subscription, now)
        for subscription in session.exec(statement).all()
        if _is_to_be_made(session, subscription, now)
    ]


def _is_to_be_made(session: Session, subscription: HubSubscription, now: datetime) -> bool:
    """Whether the request is made now; what has run out meanwhile is written down."""
    if subscription.is_pending:
        fail(session, subscription, _unverified(subscription), now)
    if _has_expired(subscription, now):
        _expire(session, subscription, now)
    session.flush()
    return subscription in session and subscription.next_request_at <= now


def _unverified(subscription: HubSubscription) -> str:
    base = subscription.callback_url.removesuffix(subscription.token)
    reason = f"The hub took the request, and did not verify it: perhaps it cannot reach {base}."
    return f"{subscription.hub_url}: {reason}"


def _has_expired(subscription: HubSubscription, now: datetime) -> bool:
    return subscription.expires_at is not None and subscription.expires_at <= now


def _expire(session: Session, subscription: HubSubscription, now: datetime) -> None:
    """The hub pushes no more. What was to be ended has ended; the others begin anew."""
    source = subscription_source(session, subscription)
    if source is None:
        session.delete(subscription)
        return
    subscription.state, subscription.expires_at = SubscriptionState.REQUESTED, None
    poll_again(source, now)


def _claimed(subscription: HubSubscription, now: datetime) -> HubRequest:
    subscription.is_pending, subscription.next_request_at = True, now + VERIFICATION_WAIT
    is_ending = subscription.state == SubscriptionState.ENDING
    form = {
        "hub.mode": "unsubscribe" if is_ending else "subscribe",
        "hub.topic": subscription.topic_url,
        "hub.callback": subscription.callback_url,
    }
    if not is_ending:
        form["hub.lease_seconds"] = str(int(LEASE_ASKED.total_seconds()))
        form |= {"hub.secret": subscription.secret} if subscription.secret else {}
    return HubRequest(subscription, form)


def record_refusal(
    session: Session, request: HubRequest, reason: str, now: datetime, wait: timedelta = timedelta(0)
) -> HubSubscription | None:
    """The hub could not be asked, or refused. None if the subscription has changed since it was claimed."""
    claimed = request.subscription
    statement = select(HubSubscription).where(
        col(HubSubscription.id) == claimed.id,
        col(HubSubscription.token) == claimed.token,
        col(HubSubscription.next_request_at) == claimed.next_request_at,
        col(HubSubscription.is_pending),
    )
    subscription = session.exec(statement.with_for_update()).one_or_none()
    if subscription is not None:
        fail(session, subscription, reason, now, wait)
    return subscription


def fail(
    session: Session,
    subscription: HubSubscription,
    reason: str,
    now: datetime,
    wait: timedelta = timedelta(0),
) -> None:
    """Write down why a request failed, and when the next one is due: after `wait` at least."""
    subscription.is_pending = False
    subscription.failures += 1
    subscription.last_error, subscription.last_error_at = one_line(reason)[:_ERROR_MAX], now
    source = subscription_source(session, subscription)
    if source is None:
        _retry_ending(session, subscription, now)
    elif subscription.state == SubscriptionState.ACTIVE:
        assert subscription.expires_at is not None
        retry_at = now + max(wait, _backoff(subscription.failures))
        subscription.next_request_at = min(retry_at, subscription.expires_at)
    else:
        _ask_next_hub(subscription, source, now, wait)


def _retry_ending(session: Session, subscription: HubSubscription, now: datetime) -> None:
    subscription.next_request_at = now + _backoff(subscription.failures)
    if subscription.failures >= ENDINGS_MAX or _has_expired(subscription, now):
        session.delete(subscription)


def _ask_next_hub(
    subscription: HubSubscription, source: ImportSource, now: datetime, wait: timedelta
) -> None:
    """Go on with the hub behind this one; behind the last one with the first, later."""
    hubs = source.hub_urls or [subscription.hub_url]
    tried = hubs.index(subscription.hub_url) + 1 if subscription.hub_url in hubs else 0
    if tried < len(hubs):
        subscription.next_request_at = now
    else:
        rounds = subscription.failures // len(hubs)
        subscription.next_request_at = now + max(wait, _backoff(rounds))
    if (following := hubs[tried % len(hubs)]) != subscription.hub_url:
        base = subscription.callback_url.removesuffix(subscription.token)
        move_to_hub(subscription, following, base)


def _backoff(failures: int) -> timedelta:
    """Five minutes, then twice, four times … as long, up to a day, and a tenth more at random."""
    wait = min(RETRY_WAIT_MAX, RETRY_WAIT * (1 << min(max(failures, 1) - 1, 20)))
    return wait * jitter(1.0, 1.1)


def renewal_wait(lease: timedelta) -> timedelta:
    """How long after a verification the lease is renewed: before it ends, and not with all others."""
    return lease * jitter(0.7, 0.85)
