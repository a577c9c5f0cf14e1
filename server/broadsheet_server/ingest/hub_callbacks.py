"""What hubs say to the callback of a subscription: verifications, denials, pushes (WebSub, sections 5 to 7).

A push is a hint that there is news, and makes the source be polled at once. Its content is not imported: hubs
may send an extract or another format with ids of its own, and one that is asked without https signs nothing.
The poll reads what the publisher itself says.
"""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from broadsheet_server.ingest.hub_requests import (
    LEASE_ASKED,
    LEASE_MAX,
    LEASE_MIN,
    RETRY_WAIT_MAX,
    fail,
    renewal_wait,
)
from broadsheet_server.ingest.hub_subscriptions import poll_again, subscription_source, without_secrets
from broadsheet_server.ingest.pushed_polls import PUSH_PAUSE
from broadsheet_server.models import metadata
from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.newsroom.validation import one_line
from broadsheet_server.storage.database import Database, Reader
from broadsheet_shared.vocabulary import SourceState, SubscriptionState

_IGNORED_LOGGED_EVERY: Final = timedelta(hours=1)
_REASON_MAX: Final = 300
_TOKEN: Final = re.compile(r"[\w-]{1,100}", re.ASCII)

_log = logging.getLogger(__name__)
_table = metadata.tables["hub_subscription"]


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback, the secret that its pushes are signed with, and whether it takes any."""

    secret: str | None
    takes_pushes: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What a hub asks to be verified: `mode` is `subscribe` or `unsubscribe`; `lease` is what it grants, None
    where it does not say.
    """

    mode: str
    topic_url: str
    lease: timedelta | None = None


async def find_callback(database: Reader, token: str) -> Callback | None:
    """The callback with this token; None if there is none. No database is asked for what can be none."""
    if not _TOKEN.fullmatch(token):
        return None
    statement = select_columns(_table.c.secret, _table.c.source_id).where(_table.c.token == token)
    rows = await database.fetch(statement)
    return Callback(rows[0].secret, rows[0].source_id is not None) if rows else None


def confirm_intent(database: Database, token: str, asked: Verification, now: datetime) -> bool:
    """Whether the server wants what a hub asks it to verify (section 5.3), which then has happened.

    It does if it has requested it, for this topic, and the hub has not verified it yet.
    """
    with database.write() as session:
        subscription = _locked(session, token)
        if subscription is None or not subscription.is_pending or subscription.topic_url != asked.topic_url:
            return False
        is_ending = subscription.state == SubscriptionState.ENDING
        is_wanted = is_ending or subscription.source_id is not None
        if not is_wanted or asked.mode != ("unsubscribe" if is_ending else "subscribe"):
            return False
        if is_ending:
            session.delete(subscription)
            _log.info("hub %s: unsubscribed from %s", subscription.hub_url, subscription.topic_url)
        else:
            _activate(subscription, min(LEASE_MAX, max(LEASE_MIN, asked.lease or LEASE_ASKED)), now)
        return True


def _activate(subscription: HubSubscription, lease: timedelta, now: datetime) -> None:
    subscription.state, subscription.is_pending, subscription.failures = SubscriptionState.ACTIVE, False, 0
    subscription.expires_at = now + lease
    subscription.next_request_at = now + renewal_wait(lease)
    _log.info(
        "hub %s: subscribed to %s until %s",
        *(subscription.hub_url, subscription.topic_url, f"{subscription.expires_at:%Y-%m-%d %H:%M}"),
    )


def deny(database: Database, token: str, topic_url: str, reason: str, now: datetime) -> bool:
    """Write down that a hub has ended or refused a subscription (section 5.2); whether it is one of ours.

    Another hub of the source is asked at once, this one after a day.
    """
    with database.write() as session:
        subscription = _locked(session, token)
        if subscription is None or subscription.topic_url != topic_url:
            return False
        told = one_line(without_secrets(subscription, reason))
        words = told[:_REASON_MAX].rstrip(".") or "no reason given"
        _log.warning("hub %s: denied %s: %s", subscription.hub_url, topic_url, words)
        if subscription.source_id is None:
            session.delete(subscription)
        else:
            _record_denial(session, subscription, words, now)
        return True


def _record_denial(session: Session, subscription: HubSubscription, words: str, now: datetime) -> None:
    was_active = subscription.state == SubscriptionState.ACTIVE
    subscription.state, subscription.expires_at = SubscriptionState.REQUESTED, None
    sentence = f"{subscription.hub_url}: The hub has denied it: {words}."
    fail(session, subscription, sentence, now, RETRY_WAIT_MAX)
    source = subscription_source(session, subscription)
    if source is not None and was_active:
        poll_again(source, now)


def record_push(database: Database, token: str, now: datetime, *, is_genuine: bool) -> None:
    """Have the source polled for a push, or count one that is ignored because its signature is wrong."""
    with database.write() as session:
        subscription = _locked(session, token)
        source = subscription_source(session, subscription) if subscription else None
        if subscription is None or source is None:
            return
        if is_genuine:
            _take_push(subscription, source, now)
        else:
            _ignore(subscription, source, now)


def _take_push(subscription: HubSubscription, source: ImportSource, now: datetime) -> None:
    subscription.pushes += 1
    subscription.last_push_at, subscription.is_silent = now, False
    source.push_at = now
    _log.info("source %s: pushed by hub %s", source.name, subscription.hub_url)
    if source.state == SourceState.ACTIVE and source.failures == 0:
        polled_at = source.last_success_at
        earliest = max(now, polled_at + PUSH_PAUSE) if polled_at else now
        source.next_poll_at = min(source.next_poll_at, earliest)


def _ignore(subscription: HubSubscription, source: ImportSource, now: datetime) -> None:
    last = subscription.last_ignored_at
    subscription.pushes_ignored += 1
    subscription.last_ignored_at = now
    if last is None or now - last > _IGNORED_LOGGED_EVERY:
        _log.warning(
            "source %s: ignored a push to the callback of hub %s: its signature is missing or wrong",
            *(source.name, subscription.hub_url),
        )


def _locked(session: Session, token: str) -> HubSubscription | None:
    with_token = col(HubSubscription.token) == token
    return session.exec(select(HubSubscription).where(with_token).with_for_update()).one_or_none()
