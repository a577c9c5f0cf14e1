"""A receiver is told of every change at least once, in the order of each article, and nothing too early."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from broadsheet_server.execution.webhook_payloads import GraphQLPayloads
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.models.webhooks import Webhook, WebhookDelivery
from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_server.newsroom.release_follower import ReleaseFollower
from broadsheet_server.newsroom.withdraw import Withdrawal, restore, withdraw
from broadsheet_server.operations import webhook_worker
from broadsheet_server.operations.webhook_worker import WebhookWorker
from broadsheet_server.reading.changes import ChangeFilter, PublicChange
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_server.webhooks import queue
from broadsheet_server.webhooks.queue import LEASE, enqueue
from broadsheet_server.webhooks.steer_webhook import replay_webhook
from broadsheet_shared.vocabulary import ChangeKind, Scope, TagKind, WebhookDeliveryState, WithdrawalKind
from tests.builders import NOW, publish
from tests.server.webhooks.conftest import Newspaper
from tests.server.webhooks.receiver import Message, Reply

HOUR = timedelta(hours=1)


def test_a_receiver_is_told_of_what_happens_with_the_place_of_each_change(paper: Newspaper) -> None:
    publish(paper.database, slug="earlier", headline="Earlier")
    paper.hook(after=None)
    publish(paper.database, slug="crane", headline="Crane")
    assert paper.deliver() == [("article.published", "Crane")]
    [message] = paper.receiver.got
    payload = message.json
    change = payload["data"]["articleChanged"]
    assert (payload["sequence"], change["sequence"], change["kind"]) == ("2", "2", "PUBLISHED")
    assert payload["articleId"] == change["articleId"] == change["article"]["id"]
    assert payload["timestamp"] == change["occurredAt"] == "2024-10-12T06:31:00Z"
    assert message.headers["content-type"] == "application/json"
    assert "errors" not in payload
    [delivery] = paper.deliveries()
    assert (delivery.state, delivery.attempts, delivery.response_status) == ("delivered", 1, 204)
    assert message.headers["webhook-id"] == f"msg_{delivery.id.hex}"
    assert paper.deliver(hours=1) == []


def test_a_takedown_is_delivered_as_a_tombstone(paper: Newspaper) -> None:
    paper.hook()
    crane = publish(paper.database, headline="Crane")
    paper.deliver()
    with paper.database.write() as session:
        stone = Withdrawal(WithdrawalKind.LEGAL, "By order of a court.")
        withdraw(session, crane.article_id, now=paper.now, withdrawal=stone)
    assert paper.deliver() == [("article.withdrawn", "LEGAL")]
    change = paper.receiver.got[-1].json["data"]["articleChanged"]
    assert change["tombstone"]["note"] == "By order of a court."
    assert change["article"] is None
    with paper.database.write() as session:
        restore(session, crane.article_id, now=paper.now)
    assert paper.deliver() == [("article.restored", "Crane")]


def test_nothing_is_told_of_an_embargoed_article_until_it_is_released(paper: Newspaper) -> None:
    paper.hook()
    follower = ReleaseFollower(paper.database)
    follower.step(NOW)
    publish(paper.database, headline="Secret", embargoed_until=NOW + HOUR)
    assert paper.deliver() == []
    assert paper.deliveries() == []
    follower.step(NOW + HOUR)
    assert paper.deliver(hours=1) == [("article.released", "Secret")]


def test_what_is_put_off_before_it_was_told_is_not_told(paper: Newspaper) -> None:
    paper.hook()
    given = {"slug": "crane", "external_reference": "7", "headline": "Crane"}
    publish(paper.database, **given)
    paper.receiver.answer = lambda _: Reply(500)
    paper.deliver()
    paper.receiver.answer = lambda _: Reply()
    minute = NOW + timedelta(minutes=1)
    publish(paper.database, now=minute, **given, updated_at=minute, embargoed_until=NOW + HOUR)
    paper.receiver.got.clear()
    paper.now += timedelta(minutes=2)
    paper.serve()
    assert [message.json["data"]["articleChanged"]["article"] for message in paper.receiver.got] == [None]
    assert paper.states() == ["skipped", "delivered"]
    assert all(b"Crane" not in message.body for message in paper.receiver.got)


def test_a_receiver_is_told_of_what_it_wants_only(paper: Newspaper) -> None:
    tags = (DraftTag("Bridges", TagKind.TOPIC),)
    wanted = {
        "section": ChangeFilter(section="world"),
        "tag": ChangeFilter(tag="bridges"),
        "kind": ChangeFilter(kinds=frozenset({ChangeKind.WITHDRAWN})),
    }
    hooks = {name: paper.hook(name=name, where=where) for name, where in wanted.items()}
    publish(paper.database, headline="City")
    asia = publish(paper.database, headline="Asia", section_path="world/asia", tags=tags)
    with paper.database.write() as session:
        withdraw(session, asia.article_id, now=paper.now)
    paper.deliver()
    told = {name: [each.sequence for each in paper.deliveries(hook)] for name, hook in hooks.items()}
    assert told == {"section": [2, 3], "tag": [2, 3], "kind": [3]}


def test_the_changes_of_an_article_come_in_their_order_and_others_do_not_wait(paper: Newspaper) -> None:
    paper.hook()
    given = {"slug": "crane", "external_reference": "7"}
    publish(paper.database, headline="First", **given)
    paper.receiver.answer = lambda message: Reply(500 if b'"sequence":"1"' in message.body else 204)
    paper.deliver()
    later = paper.now + timedelta(seconds=1)
    publish(paper.database, headline="Second", updated_at=later, now=later, **given)
    publish(paper.database, headline="Other")
    paper.receiver.got.clear()
    assert paper.deliver(seconds=1) == [("article.published", "Other")]
    paper.receiver.answer = lambda _: Reply()
    paper.deliver(minutes=1)
    assert [message.json["sequence"] for message in paper.receiver.got] == ["3", "1", "2"]
    assert paper.states() == ["delivered"] * 3


def test_a_takedown_does_not_wait_for_what_fails_but_replaces_it(paper: Newspaper) -> None:
    paper.hook()
    crane = publish(paper.database, headline="Crane")
    paper.receiver.answer = lambda _: Reply(500)
    paper.deliver()
    with paper.database.write() as session:
        withdraw(session, crane.article_id, now=paper.now)
    paper.receiver.answer = lambda _: Reply()
    assert paper.deliver(seconds=1) == [("article.withdrawn", "WITHDRAWN")]
    assert paper.states() == ["skipped", "delivered"]


def test_a_takedown_during_an_attempt_that_fails_replaces_it_too(paper: Newspaper) -> None:
    paper.hook()
    crane = publish(paper.database, headline="Crane")

    def answer(_: Message) -> Reply:
        if len(paper.receiver.got) == 1:
            with paper.database.write() as session:
                withdraw(session, crane.article_id, now=paper.now)
            with paper.database.write() as session:
                [hook] = session.exec(select(Webhook)).all()
                change = PublicChange(2, ChangeKind.WITHDRAWN, paper.now, crane.article_id, False)
                assert enqueue(session, hook, [change], 2, paper.now)
            return Reply(500)
        return Reply()

    paper.receiver.answer = answer
    paper.deliver()
    paper.deliver(seconds=1)
    assert [message.json["sequence"] for message in paper.receiver.got] == ["1", "2"]
    assert paper.states() == ["skipped", "delivered"]


def test_a_query_is_executed_with_the_change_as_its_variables(paper: Newspaper) -> None:
    query = """query Sync($article: ID!, $sequence: Sequence!, $kind: ChangeKind!) {
        node(id: $article) { ... on Article { headline } }
        changes(after: $sequence, where: { kinds: [$kind] }) { head }
    } query Other { publication { name } }"""
    paper.hook(document=query, operation_name="Sync")
    publish(paper.database, headline="Crane")
    paper.serve()
    [message] = paper.receiver.got
    data = message.json["data"]
    assert data["node"] == {"headline": "Crane"}
    assert data["changes"] == {"head": "1"}


def test_a_document_reads_what_its_scopes_allow_as_long_as_its_key_does(paper: Newspaper) -> None:
    document = "query ($article: ID!) { editedArticle(id: $article) { revision } }"
    caller = paper.key(Scope.EDIT)
    paper.hook(document=document, scopes=("edit",), caller=caller)
    publish(paper.database)
    paper.serve()
    assert paper.receiver.got[-1].json["data"] == {"editedArticle": {"revision": 1}}
    with paper.database.write() as session:
        session.get_one(ApiKey, caller.api_key_id).revoked_at = paper.now
    publish(paper.database, headline="Another")
    paper.serve()
    payload = paper.receiver.got[-1].json
    assert payload["data"] == {"editedArticle": None}
    assert payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_a_delivery_of_a_server_that_died_is_sent_again_under_its_id(paper: Newspaper) -> None:
    paper.hook()
    publish(paper.database)
    paper.deliver()
    with paper.database.write() as session:
        [delivery] = session.exec(select(WebhookDelivery)).all()
        delivery.state, delivery.due_at, delivery.ended_at = WebhookDeliveryState.SENDING, paper.now, None
        delivery.lease_id, delivery.lease_until = uuid7(), paper.now + LEASE
        session.add(delivery)
    assert paper.deliver(seconds=LEASE.total_seconds() - 1) == []
    assert len(paper.deliver(seconds=2)) == 1
    first, second = paper.receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert paper.states() == ["delivered"]


def test_two_servers_share_the_work_and_tell_nothing_twice(paper: Newspaper) -> None:
    paper.hook()
    for number in range(20):
        publish(paper.database, headline=f"Story {number}")
    other = Database(paper.database.url.render_as_string(hide_password=False))

    async def both() -> None:
        workers = [
            WebhookWorker(store, paper.settings, GraphQLPayloads(store, paper.settings), clock=lambda: NOW)
            for store in (paper.database, other)
        ]
        try:
            await asyncio.gather(*(worker.run_until_idle() for worker in workers))
        finally:
            await other.close()

    paper.run(both())
    told = [message.json["sequence"] for message in paper.receiver.got]
    assert sorted(told, key=int) == [str(number) for number in range(1, 21)]


def test_a_webhook_that_goes_back_is_told_again_under_other_ids(paper: Newspaper) -> None:
    hook = paper.hook()
    for number in range(3):
        publish(paper.database, headline=f"Story {number}")
    paper.deliver()
    with paper.database.write() as session:
        replay_webhook(session, hook, 1, paper.now)
    again = sorted(paper.deliver())  # two articles do not wait for each other
    assert again == [("article.published", "Story 1"), ("article.published", "Story 2")]
    ids = [message.headers["webhook-id"] for message in paper.receiver.got]
    assert len(set(ids)) == 5


def test_what_a_webhook_waits_for_is_bounded_and_the_rest_waits_in_the_feed(
    paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "BACKLOG_MAX", 3)
    monkeypatch.setattr(webhook_worker, "ENQUEUED_MAX", 2)
    paper.hook()
    for number in range(7):
        publish(paper.database, headline=f"Story {number}")
    paper.receiver.answer = lambda _: Reply(500)
    paper.deliver()
    assert len(paper.deliveries()) <= 5
    paper.receiver.answer = lambda _: Reply()
    for _ in range(3):
        paper.deliver(hours=1)
    assert paper.states() == ["delivered"] * 7


def test_the_log_forgets_what_ended_a_month_ago(paper: Newspaper) -> None:
    paper.hook()
    publish(paper.database)
    paper.deliver()
    paper.deliver(days=29)
    assert len(paper.deliveries()) == 1
    paper.deliver(days=2)
    assert paper.deliveries() == []
