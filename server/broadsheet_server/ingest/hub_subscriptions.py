"""Which subscriptions at WebSub hubs there are: one for each active source that names a hub.

A subscription is locked before its source, everywhere: otherwise two servers could wait for each other.
"""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, false, not_, or_, update
from sqlmodel import Session, col, select

from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.sources import ImportSource
from broadsheet_shared.vocabulary import SourceState, SubscriptionState

_TOKEN_BYTES = 32
_SECRET_BYTES = 48
"""64 characters; WebSub allows less than 200 bytes (section 5.1)."""


def needs_reconciling(session: Session, callback_base: str | None) -> bool:
    """Whether `reconcile_subscriptions` has anything to do; this only reads."""
    ends = or_(_is_unneeded(callback_base), _is_released())
    is_ending = session.exec(select(col(HubSubscription.id)).where(ends).limit(1)).first()
    return is_ending is not None or bool(_without_subscription(session, callback_base, limit=1))


def reconcile_subscriptions(session: Session, callback_base: str | None, now: datetime) -> None:
    """Request what is missing, and end what is not needed: of sources that are gone or not polled, or whose
    hub would push to another address than `callback_base` (None for none).

    Sources that lose their subscription are polled at once. Where two servers request the same, one of them
    gets an IntegrityError.
    """
    unneeded = select(HubSubscription).where(_is_unneeded(callback_base)).with_for_update()
    for subscription in session.exec(unneeded).all():
        source = subscription_source(session, subscription)
        subscription.source_id = None
        if source is not None:
            poll_again(source, now)
    session.flush()
    is_unasked = col(HubSubscription.state) == SubscriptionState.REQUESTED
    session.execute(delete(HubSubscription).where(_is_released(), is_unasked))
    session.execute(
        update(HubSubscription)
        .where(_is_released())
        .values(state=SubscriptionState.ENDING, is_pending=False, failures=0, next_request_at=now)
    )
    for source in _without_subscription(session, callback_base):
        assert callback_base is not None
        assert source.topic_url is not None
        session.add(_requested(source.id, source.topic_url, source.hub_urls[0], callback_base, now))


def _requested(
    source_id: UUID, topic_url: str, hub_url: str, callback_base: str, now: datetime
) -> HubSubscription:
    subscription = HubSubscription(
        source_id=source_id,
        hub_url=hub_url,
        topic_url=topic_url,
        callback_url=callback_base,
        token="",
        next_request_at=now,
    )
    move_to_hub(subscription, hub_url, callback_base)
    return subscription


def move_to_hub(subscription: HubSubscription, hub_url: str, callback_base: str) -> None:
    """Subscribe at another hub: with a callback that nobody can guess, so that the first hub's leads nowhere,
    and a secret if the hub gets it unread by others (section 5.1).
    """
    is_confidential = hub_url.lower().startswith("https:")
    subscription.hub_url = hub_url
    subscription.token = secrets.token_urlsafe(_TOKEN_BYTES)
    subscription.callback_url = callback_base + subscription.token
    subscription.secret = secrets.token_urlsafe(_SECRET_BYTES) if is_confidential else None


def without_secrets(subscription: HubSubscription, words: str) -> str:
    """What a hub says, for logs and answers. It may repeat the callback: who knows its address can push."""
    for secret in filter(None, (subscription.token, subscription.secret)):
        words = words.replace(secret, "…")
    return words


def release_subscription(session: Session, source_id: UUID) -> None:
    """Take the subscription from a source; a server ends it."""
    of_source = col(HubSubscription.source_id) == source_id
    session.execute(update(HubSubscription).where(of_source).values(source_id=None))


def lock_subscription(session: Session, source_id: UUID) -> HubSubscription | None:
    """The subscription of a source, which nobody else changes until the transaction ends."""
    of_source = col(HubSubscription.source_id) == source_id
    return session.exec(select(HubSubscription).where(of_source).with_for_update()).one_or_none()


def subscription_source(session: Session, subscription: HubSubscription) -> ImportSource | None:
    """The source of a subscription, locked; None once it is released."""
    if subscription.source_id is None:
        return None
    return session.get(ImportSource, subscription.source_id, with_for_update=True)


def poll_again(source: ImportSource, now: datetime) -> None:
    """Poll it as often as before there was a subscription, and at once unless it fails."""
    source.push_at = None
    if source.state == SourceState.ACTIVE and source.failures == 0:
        source.next_poll_at = min(source.next_poll_at, now)


def _is_unneeded(callback_base: str | None) -> ColumnElement[bool]:
    """A subscription of a source, which should have none."""
    not_polled = select(col(ImportSource.id)).where(col(ImportSource.state) != SourceState.ACTIVE)
    reaches_us = (
        col(HubSubscription.callback_url).startswith(callback_base, autoescape=True)
        if callback_base
        else false()
    )
    of_source = col(HubSubscription.source_id)
    return and_(of_source.is_not(None), or_(of_source.in_(not_polled), not_(reaches_us)))


def _is_released() -> ColumnElement[bool]:
    """A subscription without a source, whose end has not begun."""
    is_ending = col(HubSubscription.state) == SubscriptionState.ENDING
    return and_(col(HubSubscription.source_id).is_(None), not_(is_ending))


def _without_subscription(
    session: Session, callback_base: str | None, limit: int | None = None
) -> list[ImportSource]:
    """The active sources that name a hub and have no subscription, if hubs can push at all."""
    if callback_base is None:
        return []
    subscribed = select(col(HubSubscription.source_id)).where(col(HubSubscription.source_id).is_not(None))
    statement = (
        select(ImportSource)
        .where(
            col(ImportSource.state) == SourceState.ACTIVE,
            col(ImportSource.topic_url).is_not(None),
            col(ImportSource.id).not_in(subscribed),
        )
        .limit(limit)
    )
    return list(session.exec(statement))
