"""The callbacks of hubs, as a hub or a stranger meets them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.storage.database import Database
from broadsheet_server.web.hub_callback import PUSH_BYTES_MAX, REQUESTS_PER_MINUTE_MAX
from tests.builders import NOW

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
TOPIC = "https://post.example/feed"


@pytest.fixture
def subscription(database: Database) -> HubSubscription:
    """One that its hub may verify."""
    with database.write() as session:
        source = ImportSource(
            name="The Post",
            url=TOPIC,
            section_path="news",
            interval_s=900,
            added_at=NOW,
            next_poll_at=NOW,
            hub_urls=["https://hub.example/"],
            topic_url=TOPIC,
        )
        session.add(source)
        session.flush()
        subscription = HubSubscription(
            source_id=source.id,
            hub_url="https://hub.example/",
            topic_url=TOPIC,
            callback_url="https://news.example/websub/token",
            token="token",
            is_pending=True,
            next_request_at=NOW,
        )
        session.add(subscription)
    return subscription


def test_an_unknown_callback_confirms_nothing_and_ends_pushes(visitor: TestClient) -> None:
    question = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "1", "hub.lease_seconds": "9"}
    for token in ("unknown", "%00", "x" * 4_000, "'--"):
        assert visitor.get(f"/websub/{token}", params=question).status_code == 404
        assert visitor.post(f"/websub/{token}", content=b"x").status_code == 410


@on_sqlite
def test_answers_are_plain_kept_by_nobody_and_listed_nowhere(
    visitor: TestClient, subscription: HubSubscription
) -> None:
    challenge = "<script>alert(1)</script>"
    question = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": challenge}
    assert visitor.head("/websub/token", params=question).status_code == 404
    answer = visitor.get("/websub/token", params=question)
    assert (answer.status_code, answer.text) == (200, challenge)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert "set-cookie" not in answer.headers
    assert "Disallow: /websub/" in visitor.get("/robots.txt").text


@on_sqlite
@pytest.mark.parametrize("seconds", ["", "0", "-5", "soon", "9" * 400, "²"])
def test_a_lease_that_means_nothing_is_the_one_that_was_asked_for(
    visitor: TestClient, subscription: HubSubscription, database: Database, seconds: str
) -> None:
    question = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "1"}
    answer = visitor.get("/websub/token", params=question | {"hub.lease_seconds": seconds})
    assert answer.status_code == 200
    with database.read() as session:
        found = session.get_one(HubSubscription, subscription.id)
        assert found.expires_at is not None
        assert timedelta(days=9.9) < found.expires_at - datetime.now(UTC) <= timedelta(days=10)


def test_a_denial_may_give_any_reason(
    visitor: TestClient, subscription: HubSubscription, database: Database
) -> None:
    denial = f"hub.mode=denied&hub.topic={TOPIC}&hub.reason=%00no%0a%ed%a0%80%ff+room"
    assert visitor.get(f"/websub/token?{denial}").status_code == 200
    with database.read() as session:
        error = session.get_one(HubSubscription, subscription.id).last_error
    assert error is not None
    assert error.startswith("https://hub.example/: The hub has denied it: ")
    assert error.isprintable()


@on_sqlite
def test_a_push_is_read_no_further_than_a_feed(visitor: TestClient, subscription: HubSubscription) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(PUSH_BYTES_MAX // 1_000_000 + 2):
            yield b"x" * 1_000_000

    assert visitor.post("/websub/token", content=endless()).status_code == 413
    assert visitor.post("/websub/token", content=b"x").status_code == 202


@on_sqlite
def test_a_hub_that_asks_too_often_has_to_wait(visitor: TestClient, subscription: HubSubscription) -> None:
    statuses = [visitor.get("/websub/token").status_code for _ in range(2 * REQUESTS_PER_MINUTE_MAX + 1)]
    assert set(statuses) == {404, 429}
    answer = visitor.post("/websub/token", content=b"x")
    assert answer.status_code == 202 or answer.headers["retry-after"] == "60"
