"""What a person sends goes out once: now, when the server is back, or after the next start."""

from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.core.share_progress import (
    Accepted,
    OutboxState,
    Queued,
    Rejected,
    Saving,
    Sending,
)
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.share import ShareOperation
from broadsheet_client.store.reader_store import ReaderStore
from tests.client.operations.outbox_services import ACCEPTED, DRAFT, Services, user_error
from tests.client.scripted_server import (
    ScriptedResponse,
    ScriptedServer,
    error_response,
    unused_origin,
)


def test_a_share_is_on_the_disk_before_it_goes_and_marked_when_it_went(
    qtbot: QtBot, services: Services, server: ScriptedServer, store: ReaderStore
) -> None:
    stored: list[OutboxState] = []

    def accept(_: object) -> ScriptedResponse:
        stored.extend(state for (state,) in _states_on_disk(store))
        return ACCEPTED

    server.enqueue(accept)
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: services.kinds() == [Sending, Accepted])
    assert stored == [OutboxState.QUEUED]
    assert services.states() == {"k1": OutboxState.SENT}
    assert server.calls("ShareArticle")[0]["input"] == {
        "article": "a1",
        "to": ["ana@friends.example"],
        "senderName": "Bo",
        "language": "en",
        "idempotencyKey": "k1",
    }
    store.flush()
    assert store.recipients.recent() == ["ana@friends.example"]


def test_several_shares_go_one_by_one_in_order(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    server.default = ACCEPTED
    for key in ("k1", "k2", "k3"):
        services.outbox.send(replace(DRAFT, idempotency_key=key))
    qtbot.waitUntil(
        lambda: set(services.states().values()) == {OutboxState.SENT} and len(services.states()) == 3
    )
    keys = [call["input"]["idempotencyKey"] for call in server.calls("ShareArticle")]
    assert keys == ["k1", "k2", "k3"]


def test_trouble_at_the_server_means_waiting_and_the_same_key_again(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    server.enqueue(
        ScriptedResponse(status=500),
        ScriptedResponse(cut_after=-1),
        ScriptedResponse(b"<html>", content_type="text/html"),
        ACCEPTED,
    )
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.SENT})
    assert services.kinds().count(Queued) == 3
    assert {call["input"]["idempotencyKey"] for call in server.calls("ShareArticle")} == {"k1"}
    assert services.outbox.entries()[0].attempts == 4


def test_offline_it_waits_and_goes_out_when_the_server_is_back(
    qtbot: QtBot, store: ReaderStore, server: ScriptedServer
) -> None:
    services = Services(unused_origin(), store)
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Queued in services.kinds())
    assert not services.connection.is_online
    assert services.states() == {"k1": OutboxState.QUEUED}
    assert services.outbox.entries()[0].reason == Queued(
        ReaderError(ErrorKind.OFFLINE, ErrorCode.CONNECTION_REFUSED)
    )
    # How often it is asked whether it is back depends on how busy the machine is.
    healthy = ScriptedResponse(b"ok", content_type="text/plain")
    server.default = lambda request: healthy if request.path == "/healthz" else ACCEPTED
    port = int(server.origin.rsplit(":", 1)[1])
    services.client._url.setPort(port)
    services.connection._url.setPort(port)
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.SENT})
    services.close()


def test_what_waited_goes_out_after_the_next_start(
    qtbot: QtBot, server: ScriptedServer, tmp_path: Path
) -> None:
    before = ReaderStore(tmp_path / "kept")
    before.outbox.queue(DRAFT).result()
    before.close()
    store = ReaderStore(tmp_path / "kept")
    services = Services(server.origin, store)
    server.enqueue(ACCEPTED)
    services.outbox.resume()
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.SENT})
    services.close()
    store.close()


def test_a_refusal_names_the_field_and_waits_for_the_person(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    server.enqueue(user_error("LINK_IN_NOTE", "The note cannot contain a link.", "note"))
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Rejected in services.kinds())
    refused = services.progress[-1][1]
    assert refused.problems[0].path == ("input", "note")
    assert services.states() == {"k1": OutboxState.FAILED}
    server.enqueue(ACCEPTED)
    services.outbox.send(replace(DRAFT, note="Without a link"))
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.SENT})
    assert server.calls("ShareArticle")[-1]["input"]["note"] == "Without a link"


def test_too_much_at_once_waits_as_long_as_the_server_asks(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    server.enqueue(user_error("RATE_LIMITED", "Too many shares this hour.", retry_after=1_000))
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Queued in services.kinds())
    assert services.states() == {"k1": OutboxState.QUEUED}
    server.enqueue(ACCEPTED)
    services.outbox.send(replace(DRAFT, idempotency_key="k2"))
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.QUEUED, "k2": OutboxState.SENT})
    server.enqueue(ACCEPTED)
    services.outbox.retry("k1")
    qtbot.waitUntil(lambda: services.states()["k1"] == OutboxState.SENT)


def test_without_the_right_key_it_says_so_and_tries_no_more(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    server.enqueue(error_response("Sharing needs an API key with scope “share”.", "FORBIDDEN", status=403))
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Rejected in services.kinds())
    assert services.progress[-1][1].error.code is ErrorCode.ACCESS_DENIED
    assert services.states() == {"k1": OutboxState.FAILED}


def test_a_draft_is_kept_and_does_not_go_by_itself(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    with qtbot.waitSignal(services.outbox.changed):
        services.outbox.save_draft(DRAFT)
    services.outbox.resume()
    assert services.states() == {"k1": OutboxState.DRAFT}
    assert server.requests == []


def test_a_disk_that_takes_nothing_is_told_and_nothing_is_sent(
    qtbot: QtBot,
    services: Services,
    server: ScriptedServer,
    store: ReaderStore,
    caplog: pytest.LogCaptureFixture,
) -> None:
    store._database.write(lambda connection: connection.execute("DROP TABLE outbox")).result()
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Rejected in services.kinds())
    assert services.progress[-1][1].error.code is ErrorCode.SHARE_NOT_SAVED
    assert server.requests == []
    assert "a write to the store failed" in caplog.text


def test_the_dialog_hears_of_its_own_share_only(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    heard: list[Any] = []
    share = ShareOperation(services.outbox)
    share.state_changed.connect(heard.append)
    server.default = ACCEPTED
    services.outbox.send(replace(DRAFT, idempotency_key="other"))
    share.start(DRAFT)
    qtbot.waitUntil(lambda: services.kinds().count(Accepted) == 2)
    assert [type(state) for state in heard] == [Saving, Sending, Accepted]
    assert not share.take_back()


def test_a_draft_with_problems_leaves_nothing(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    heard: list[Any] = []
    share = ShareOperation(services.outbox)
    share.state_changed.connect(heard.append)
    share.start(replace(DRAFT, to=("nobody",), sender_name=""))
    assert [problem.path[-1] for problem in heard[0].problems] == ["0", "senderName"]
    assert services.outbox.entries() == []


def test_waiting_offline_names_the_reason(qtbot: QtBot, store: ReaderStore) -> None:
    services = Services(unused_origin(), store)
    services.connection.report(False)
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: bool(services.progress))
    assert services.progress[0][1].error.kind == ErrorKind.OFFLINE
    services.close()


def _states_on_disk(store: ReaderStore) -> list[tuple[OutboxState]]:
    def read(connection: Any) -> list[tuple[OutboxState]]:
        return [(OutboxState(row[0]),) for row in connection.execute("SELECT state FROM outbox")]

    return store._database.write(read).result()


def test_what_became_of_a_share_is_told_to_the_list_of_the_outbox(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    seen: list[dict[str, OutboxState]] = []
    services.outbox.changed.connect(lambda: seen.append(services.states()))
    server.enqueue(ACCEPTED)
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Accepted in services.kinds())
    assert seen == [{"k1": OutboxState.QUEUED}, {"k1": OutboxState.SENT}]


def test_closing_while_a_share_is_in_flight_leaves_it_queued(
    qtbot: QtBot, services: Services, server: ScriptedServer, store: ReaderStore
) -> None:
    hold = Event()
    server.enqueue(replace(ACCEPTED, hold=hold))
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: len(server.requests) == 1)
    services.outbox.close()
    hold.set()
    qtbot.wait(100)
    store.flush()
    assert services.kinds() == [Sending]
    assert services.states() == {"k1": OutboxState.QUEUED}


def test_closing_right_after_sending_leaves_the_share_for_the_next_start(
    qtbot: QtBot, services: Services, server: ScriptedServer, store: ReaderStore
) -> None:
    services.outbox.send(DRAFT)
    services.outbox.close()
    store.flush()
    qtbot.wait(50)
    assert services.progress == []
    assert server.requests == []
    assert services.states() == {"k1": OutboxState.QUEUED}


def test_a_key_that_the_server_knows_with_another_text_is_not_used_again(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    server.enqueue(user_error("IDEMPOTENCY_CONFLICT", "Used before.", "idempotencyKey"), ACCEPTED)
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.FAILED})
    services.outbox.retry("k1")
    qtbot.waitUntil(lambda: list(services.states().values()) == [OutboxState.SENT])
    assert "k1" not in services.states()
