"""What hubs are asked, and how often."""

from datetime import timedelta

import pytest

from broadsheet_server.ingest.hub_requests import (
    ENDINGS_MAX,
    RETRY_WAIT_MAX,
    HubRequest,
    claim_requests,
    record_refusal,
)
from broadsheet_server.ingest.hub_subscriptions import needs_reconciling, reconcile_subscriptions
from broadsheet_server.ingest.sources import SourceRequest, add_source
from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import SubscriptionState
from tests.builders import NOW

BASE = "https://news.example/websub/"
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def request(database: Database, *hubs: str) -> HubRequest:
    """The request for a new source that names these hubs."""
    with database.write() as session:
        source = add_source(session, SourceRequest("The Post", "https://post.example/feed", "world"), now=NOW)
        source.hub_urls, source.topic_url = list(hubs), source.url
        session.flush()
        assert needs_reconciling(session, BASE)
        reconcile_subscriptions(session, BASE, NOW)
        assert not needs_reconciling(session, BASE)
        [found] = claim_requests(session, NOW, 10)
        assert claim_requests(session, NOW, 10) == []
    return found


@pytest.mark.parametrize(
    ("hub", "has_secret"), [("https://hub.example/", True), ("http://hub.example/", False)]
)
def test_only_a_hub_that_is_asked_by_https_gets_a_secret(
    database: Database, hub: str, has_secret: bool
) -> None:
    form = request(database, hub).form
    assert ("hub.secret" in form) == has_secret
    assert 40 <= len(form.get("hub.secret", "x" * 40)) < 200
    assert len(form["hub.callback"].removeprefix(BASE)) >= 40


def test_a_hub_that_fails_is_asked_ever_more_seldom(database: Database) -> None:
    asked, now, waits = request(database, "https://hub.example/"), NOW, []
    for _ in range(11):
        with database.write() as session:
            subscription = record_refusal(session, asked, "It failed.", now)
            assert subscription is not None
            waits.append((subscription.next_request_at - now) / timedelta(minutes=5))
            now = subscription.next_request_at
            [asked] = claim_requests(session, now, 10)
    assert all(2**number <= wait <= 1.1 * 2**number for number, wait in enumerate(waits[:8]))
    assert waits[-1] <= 1.1 * (RETRY_WAIT_MAX / timedelta(minutes=5))


def test_a_lease_that_ends_while_its_renewal_is_waited_for_has_ended(database: Database) -> None:
    asked = request(database, "https://hub.example/")
    soon = NOW + timedelta(minutes=5)
    with database.write() as session:
        subscription = session.get_one(HubSubscription, asked.subscription.id)
        subscription.state, subscription.expires_at = SubscriptionState.ACTIVE, soon
        source = session.get_one(ImportSource, subscription.source_id)
        source.next_poll_at = NOW + timedelta(hours=6)
    later = subscription.next_request_at
    with database.write() as session:
        [again] = claim_requests(session, later, 10)
        assert (again.subscription.state, again.subscription.expires_at) == (
            SubscriptionState.REQUESTED,
            None,
        )
        assert session.get_one(ImportSource, source.id).next_poll_at == later


def test_an_answer_that_comes_after_the_request_was_given_up_changes_nothing(database: Database) -> None:
    late = request(database, "https://hub.example/", "https://hub2.example/")
    now = late.subscription.next_request_at
    with database.write() as session:
        [again] = claim_requests(session, now, 10)
        assert again.subscription.hub_url == "https://hub2.example/"
    with database.write() as session:
        assert record_refusal(session, late, "It failed.", now) is None


def test_a_hub_that_cannot_be_told_of_the_end_is_left_to_itself(database: Database) -> None:
    asked, now = request(database, "https://hub.example/"), NOW
    with database.write() as session:
        subscription = session.get_one(HubSubscription, asked.subscription.id)
        subscription.state, subscription.expires_at = SubscriptionState.ACTIVE, NOW + timedelta(days=10)
        subscription.is_pending, subscription.source_id, subscription.next_request_at = False, None, NOW
        session.flush()
        reconcile_subscriptions(session, None, NOW)
    for _ in range(ENDINGS_MAX):
        with database.write() as session:
            [asked] = claim_requests(session, now, 10)
            assert asked.form["hub.mode"] == "unsubscribe"
            record_refusal(session, asked, "It failed.", now)
        now += timedelta(days=1)
    with database.read() as session:
        assert session.get(HubSubscription, asked.subscription.id) is None
