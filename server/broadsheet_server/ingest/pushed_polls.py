"""How a poll of a source and a subscription at its hub go together: what one says to the other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.sources import ImportSource
from broadsheet_shared.vocabulary import SubscriptionState

PUSHED_INTERVAL: Final = timedelta(hours=6)
"""The least time between polls of a source whose hub tells of its news."""
PUSH_PAUSE: Final = timedelta(minutes=1)
"""The least time between two polls of a source, however often its hub pushes."""
PUSH_PATIENCE: Final = timedelta(minutes=15)
"""How long the news of a push is looked for in a feed that does not have it: a cache may stand before it."""


def follow_hubs(
    source: ImportSource,
    subscription: HubSubscription | None,
    hub_urls: Sequence[str],
    topic_url: str | None,
) -> None:
    """Keep which hubs a feed names, and release the subscription if it names them no more."""
    source.hub_urls, source.topic_url = list(hub_urls), topic_url if hub_urls else None
    if subscription is None:
        return
    if subscription.hub_url not in source.hub_urls or subscription.topic_url != source.topic_url:
        subscription.source_id = None


def note_unpushed_news(source: ImportSource, subscription: HubSubscription | None) -> None:
    """A poll has found news: if no push told of it, the hub is not relied upon until it pushes again."""
    if subscription is not None and source.push_at is None:
        subscription.is_silent = is_active(subscription)


def is_relied_upon(subscription: HubSubscription | None, now: datetime) -> bool:
    """Whether a hub's pushes stand in for most of the polls."""
    if subscription is None or subscription.is_silent or not is_active(subscription):
        return False
    return subscription.expires_at is not None and subscription.expires_at > now


def is_active(subscription: HubSubscription) -> bool:
    """Whether the hub has verified it, and the feed still names the hub."""
    return subscription.state == SubscriptionState.ACTIVE and subscription.source_id is not None


def wait_for_pushed(
    source: ImportSource, polled: ImportSource, now: datetime, *, has_news: bool
) -> timedelta | None:
    """When to look again for the news of a push: after one, two, four … minutes. None if none is awaited.

    `polled` is the source as it was when the poll began. A push that came since is not answered by it.
    """
    if source.push_at is None:
        return None
    came_before = source.push_at == polled.push_at
    if came_before and (has_news or now - source.push_at >= PUSH_PATIENCE):
        source.push_at = None
        return None
    return max(PUSH_PAUSE, now - source.push_at)
