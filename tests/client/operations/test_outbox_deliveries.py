"""The outbox follows each accepted mail until it is certain what became of it."""

import time
from dataclasses import replace
from typing import Any

from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import ShareReceipt
from broadsheet_client.core.share_progress import (
    OutboxState,
    Queued,
)
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.store.reader_store import ReaderStore
from tests.client.operations.outbox_services import ACCEPTED, DRAFT, Services, user_error
from tests.client.scripted_server import (
    ScriptedResponse,
    ScriptedServer,
    data_response,
)


def following(services: Services) -> None:
    """Let the outbox poll fast."""
    services.outbox.follower.poll_delays = (5,)


def receipt(*states: str) -> dict[str, Any]:
    deliveries = [{"recipient": "a…@friends.example", "state": state} for state in states]
    return {"id": "s1", "state": "SENDING", "deliveries": deliveries}


def accepted(*states: str) -> ScriptedResponse:
    return data_response(shareArticle={"share": receipt(*states), "userErrors": []})


def test_an_accepted_mail_is_followed_until_it_is_sent(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    following(services)
    server.enqueue(accepted("QUEUED"))
    server.default = data_response(share=receipt("QUEUED"))
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: len(server.calls("ShareState")) > 3)
    assert services.states() == {"k1": OutboxState.ACCEPTED}
    server.default = data_response(share=receipt("SENT"))
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.SENT})


def test_a_mail_that_does_not_arrive_fails_and_its_draft_is_kept(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    following(services)
    server.enqueue(accepted("QUEUED"))
    server.default = data_response(share=receipt("NOT_DELIVERED"))
    with qtbot.waitSignal(services.outbox.failed) as failed:
        services.outbox.send(replace(DRAFT, note="Look!"))
    assert failed.args == ["k1"]
    assert services.states() == {"k1": OutboxState.FAILED}
    draft = services.outbox.unfinished_draft("a1")
    assert draft is not None
    assert (draft.note, draft.to, draft.replaces) == ("Look!", ("ana@friends.example",), "k1")
    assert draft.idempotency_key != "k1"


def test_sent_again_it_goes_only_to_those_whom_it_did_not_reach_and_under_a_new_key(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    following(services)
    server.enqueue(accepted("SENT", "NOT_DELIVERED"), accepted("SENT"))
    with qtbot.waitSignal(services.outbox.failed):
        services.outbox.send(replace(DRAFT, to=("ana@friends.example", "bea@friends.example")))
    assert services.states() == {"k1": OutboxState.FAILED}
    services.outbox.retry("k1")
    qtbot.waitUntil(lambda: list(services.states().values()) == [OutboxState.SENT])
    first, second = (call["input"] for call in server.calls("ShareArticle"))
    assert second["to"] == ["bea@friends.example"]
    assert second["idempotencyKey"] != first["idempotencyKey"]
    assert list(services.states()) == [second["idempotencyKey"]]


def test_after_a_restart_an_accepted_mail_is_followed_on(
    qtbot: QtBot, services: Services, server: ScriptedServer, store: ReaderStore
) -> None:
    store.outbox.queue(DRAFT)
    store.outbox.set_receipt("k1", ShareReceipt.from_json(receipt("QUEUED"))).result()
    following(services)
    server.default = data_response(share=receipt("NOT_DELIVERED"))
    with qtbot.waitSignal(services.outbox.failed):
        services.outbox.resume()
    assert services.states() == {"k1": OutboxState.FAILED}


def test_what_the_server_does_not_tell_is_not_made_up(
    qtbot: QtBot, services: Services, server: ScriptedServer, store: ReaderStore
) -> None:
    following(services)
    server.enqueue(accepted("QUEUED"))
    server.default = data_response(share=None)
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.UNTRACKED})
    services.outbox.send(replace(DRAFT, idempotency_key="k2"))
    store.outbox.set_receipt("k2", ShareReceipt.from_json(receipt("QUEUED")))
    store.outbox.stop_following(accepted_before=time.time() + 1).result()
    assert services.states()["k2"] == OutboxState.UNTRACKED


def test_a_limited_mail_waits_in_words_and_can_be_taken_back_to_edit_it(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    server.enqueue(user_error("RATE_LIMITED", "Too many shares this hour.", retry_after=1_000))
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Queued in services.kinds())
    (entry,) = services.outbox.entries()
    assert entry.reason == Queued(ReaderError(ErrorKind.REJECTED, ErrorCode.SHARE_RATE_LIMITED))
    assert services.outbox.take_back("k1")
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.DRAFT})
    server.enqueue(ACCEPTED)
    services.outbox.send(replace(DRAFT, note="Shorter"))
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.SENT})
