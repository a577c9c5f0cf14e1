"""Whether a hub pushes the news of a source, and why not, in words. Times are UTC."""

from datetime import datetime

from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.sources import ImportSource
from broadsheet_shared.vocabulary import SourceState, SubscriptionState


def push_health(source: ImportSource, subscription: HubSubscription | None, obstacle: str | None) -> str:
    """A sentence or two. `obstacle` is why no hub can push to this server; None where hubs can."""
    if source.state != SourceState.ACTIVE:
        return "No hub pushes it: it is not polled either."
    if source.topic_url is None:
        return "Polled only: it names no hub." if source.last_success_at else "Its hub is not known yet."
    if obstacle is not None:
        return f"Polled only, though it names the hub {source.hub_urls[0]}: {obstacle}"
    if subscription is None:
        return f"The hub {source.hub_urls[0]} is to be asked for pushes."
    if subscription.state == SubscriptionState.ACTIVE:
        return " ".join(_active(subscription))
    if subscription.last_error and subscription.failures:
        return f"Polled only: {subscription.last_error} Next try {_time(subscription.next_request_at)}."
    return f"The hub {subscription.hub_url} has been asked for pushes, and has not verified it yet."


def _active(subscription: HubSubscription) -> list[str]:
    last = f"last push {_time(subscription.last_push_at)}" if subscription.last_push_at else "no push yet"
    sentences = [f"Pushed by hub {subscription.hub_url} until {_time(subscription.expires_at)}, {last}."]
    if subscription.is_silent:
        sentences.append("It did not tell of the last news, so polls go on as without it.")
    if subscription.failures:
        sentences.append(f"It could not be renewed: {subscription.last_error}")
    if ignored := subscription.pushes_ignored:
        pushes = "A push was" if ignored == 1 else f"{ignored:,} pushes were"
        last = _time(subscription.last_ignored_at)
        sentences.append(f"{pushes} ignored, the last at {last}: the signature was missing or wrong.")
    return sentences


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
