"""A receiver that fails is tried again for a day, and then left alone without losing anything."""

from datetime import timedelta

import pytest

from broadsheet_server.webhooks.steer_webhook import resume_webhook
from tests.builders import publish
from tests.server.webhooks.conftest import Newspaper
from tests.server.webhooks.receiver import Reply


def test_a_receiver_that_fails_is_tried_again_ever_more_slowly(paper: Newspaper) -> None:
    paper.hook()
    publish(paper.database)
    paper.receiver.answer = lambda _: Reply(503, body=b"busy\0")
    waits = []
    for _ in range(3):
        paper.deliver()
        [delivery] = paper.deliveries()
        assert (delivery.state, delivery.response_status, delivery.response_excerpt) == (
            "queued",
            503,
            "busy",
        )
        assert delivery.due_at is not None
        waits.append((delivery.due_at - paper.now).total_seconds())
        assert paper.deliver(seconds=waits[-1] - 1) == []
        paper.now += timedelta(seconds=1)
    assert [round(wait / base) for wait, base in zip(waits, (5, 20, 80), strict=True)] == [1, 1, 1]
    paper.receiver.answer = lambda _: Reply()
    assert len(paper.deliver(minutes=10)) == 1
    [delivery] = paper.deliveries()
    assert (delivery.state, delivery.attempts, delivery.reason) == ("delivered", 4, None)
    ids = {message.headers["webhook-id"] for message in paper.receiver.got}
    assert ids == {f"msg_{delivery.id.hex}"}


@pytest.mark.parametrize("wait", ["120", "Sat, 12 Oct 2097 07:00:00 GMT"])
def test_a_receiver_that_asks_to_wait_is_left_alone(paper: Newspaper, wait: str) -> None:
    hook = paper.hook()
    publish(paper.database)
    paper.receiver.answer = lambda _: Reply(429, (f"Retry-After: {wait}",))
    paper.deliver()
    publish(paper.database, headline="Another")
    assert paper.deliver(seconds=100) == []
    paper.receiver.answer = lambda _: Reply()
    assert len(paper.deliver(hours=25)) == 2
    assert paper.webhook(hook).failures == 0


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 500])
def test_only_2xx_is_success_and_redirects_are_not_followed(paper: Newspaper, status: int) -> None:
    hook = paper.hook()
    publish(paper.database)
    paper.receiver.answer = lambda _: Reply(status, (f"Location: {paper.receiver.url}2",))
    paper.deliver()
    assert [message.path for message in paper.receiver.got] == ["/hook"]
    assert paper.states() == ["queued"]
    assert str(status) in (paper.webhook(hook).last_error or "")


def test_a_receiver_that_is_gone_is_not_asked_again_until_somebody_says_so(paper: Newspaper) -> None:
    hook = paper.hook()
    publish(paper.database)
    paper.receiver.answer = lambda _: Reply(410)
    paper.deliver()
    publish(paper.database, headline="Another")
    assert paper.deliver(hours=1) == []
    webhook = paper.webhook(hook)
    assert (webhook.state, paper.states()) == ("paused", ["queued"])
    assert "410" in (webhook.pause_reason or "")
    paper.receiver.answer = lambda _: Reply()
    with paper.database.write() as session:
        resume_webhook(session, hook, paper.now)
    paper.deliver()
    assert paper.states() == ["delivered"] * 2


def test_a_delivery_that_alone_fails_for_a_day_is_given_up(paper: Newspaper) -> None:
    hook = paper.hook()
    publish(paper.database, headline="Poison")
    paper.receiver.answer = lambda message: Reply(500 if b"Poison" in message.body else 204)
    paper.deliver()
    publish(paper.database, headline="Good")
    paper.deliver(hours=1)
    paper.deliver(hours=24)
    assert paper.states() == ["failed", "delivered"]
    assert paper.webhook(hook).state == "active"


def test_a_receiver_that_fails_for_a_day_is_paused_and_loses_nothing(paper: Newspaper) -> None:
    hook = paper.hook()
    for number in range(6):
        publish(paper.database, headline=f"Story {number}")
    paper.receiver.answer = lambda _: Reply(500)
    for _ in range(30):
        paper.deliver(hours=1)
    webhook = paper.webhook(hook)
    assert webhook.state == "paused"
    assert "Nothing could be delivered for a day" in (webhook.pause_reason or "")
    assert paper.states() == ["queued"] * 6
    asked = len(paper.receiver.got)
    assert asked < 60
    publish(paper.database, headline="Meanwhile")
    paper.receiver.answer = lambda _: Reply()
    paper.deliver(hours=1)
    assert len(paper.receiver.got) == asked
    with paper.database.write() as session:
        resume_webhook(session, hook, paper.now)
    paper.deliver()
    assert paper.states() == ["delivered"] * 7


def test_a_dead_receiver_is_tried_by_one_delivery_and_catches_up_when_it_is_back(paper: Newspaper) -> None:
    paper.hook()
    for number in range(9):
        publish(paper.database, headline=f"Story {number}")
    paper.receiver.answer = lambda _: Reply(500)
    for _ in range(5):
        paper.deliver(minutes=1)
    paper.receiver.got.clear()
    paper.deliver(hours=1)
    assert len(paper.receiver.got) == 1
    paper.receiver.answer = lambda _: Reply()
    paper.deliver(hours=1)
    assert paper.states() == ["delivered"] * 9
