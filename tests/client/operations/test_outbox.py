"""What a person sends goes out once: now, when the server is back, or after the next start."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxState, Queued, Rejected, Sending, Sent
from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from broadsheet_client.operations.outbox import Outbox
from broadsheet_client.operations.share import ShareOperation
from broadsheet_client.store.reader_store import ReaderStore
from tests.client.scripted_server import Answer, ScriptedServer, data_answer, error_answer, nobody_listens

DRAFT = ShareDraft(
    article_id="a1",
    headline="The ferry sails",
    to=("ana@friends.example",),
    sender_name="Bo",
    idempotency_key="k1",
)
RECEIPT = {
    "id": "s1",
    "state": "QUEUED",
    "deliveries": [{"recipient": "a…a@friends.example", "state": "QUEUED"}],
}
ACCEPTED = data_answer(shareArticle={"share": RECEIPT, "userErrors": []})


def refusal(code: str, message: str, *path: str, retry_after: int | None = None) -> Answer:
    problem = {"code": code, "message": message, "path": ["input", *path], "retryAfter": retry_after}
    return data_answer(shareArticle={"share": None, "userErrors": [problem]})


class Desk:
    """An outbox with its connection, and everything it said."""

    def __init__(self, origin: str, store: ReaderStore) -> None:
        self.client = QtGraphQLClient(origin, timeout=2_000)
        self.connection = ConnectionMonitor(origin, interval=30)
        self.client.reached.connect(self.connection.report)
        self.outbox = Outbox(self.client, store, self.connection, pause=20)
        self.store = store
        self.progress: list[tuple[str, Any]] = []
        self.outbox.progressed.connect(lambda key, progress: self.progress.append((key, progress)))

    def states(self) -> dict[str, OutboxState]:
        return {entry.key: entry.state for entry in self.outbox.entries()}

    def kinds(self) -> list[type]:
        return [type(progress) for _, progress in self.progress]

    def close(self) -> None:
        self.outbox.close()
        self.connection.close()
        self.client.cancel_all()


@pytest.fixture
def desk(qtbot: QtBot, server: ScriptedServer, store: ReaderStore) -> Iterator[Desk]:
    desk = Desk(server.origin, store)
    yield desk
    desk.close()


def test_a_share_is_on_the_disk_before_it_goes_and_marked_when_it_went(
    qtbot: QtBot, desk: Desk, server: ScriptedServer, store: ReaderStore
) -> None:
    stored: list[OutboxState] = []

    def accept(_: object) -> Answer:
        stored.extend(state for (state,) in _states_on_disk(store))
        return ACCEPTED

    server.say(accept)
    desk.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: desk.kinds() == [Sending, Sent])
    assert stored == [OutboxState.QUEUED]
    assert desk.states() == {"k1": OutboxState.SENT}
    assert server.calls("ShareArticle")[0]["input"] == {
        "article": "a1",
        "to": ["ana@friends.example"],
        "senderName": "Bo",
        "language": "en",
        "idempotencyKey": "k1",
    }
    store.settle()
    assert store.recipients.recent() == ["ana@friends.example"]


def test_several_shares_go_one_by_one_in_order(qtbot: QtBot, desk: Desk, server: ScriptedServer) -> None:
    server.otherwise = ACCEPTED
    for key in ("k1", "k2", "k3"):
        desk.outbox.send(replace(DRAFT, idempotency_key=key))
    qtbot.waitUntil(lambda: set(desk.states().values()) == {OutboxState.SENT} and len(desk.states()) == 3)
    keys = [call["input"]["idempotencyKey"] for call in server.calls("ShareArticle")]
    assert keys == ["k1", "k2", "k3"]


def test_trouble_at_the_server_means_waiting_and_the_same_key_again(
    qtbot: QtBot, desk: Desk, server: ScriptedServer
) -> None:
    server.say(
        Answer(status=500), Answer(cut_after=-1), Answer(b"<html>", content_type="text/html"), ACCEPTED
    )
    desk.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: desk.states() == {"k1": OutboxState.SENT})
    assert desk.kinds().count(Queued) == 3
    assert {call["input"]["idempotencyKey"] for call in server.calls("ShareArticle")} == {"k1"}
    assert desk.outbox.entries()[0].tries == 4


def test_offline_it_waits_and_goes_out_when_the_server_is_back(
    qtbot: QtBot, store: ReaderStore, server: ScriptedServer
) -> None:
    desk = Desk(nobody_listens(), store)
    desk.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Queued in desk.kinds())
    assert not desk.connection.online
    assert desk.states() == {"k1": OutboxState.QUEUED}
    assert desk.outbox.entries()[0].why == Queued(ReaderError(ErrorKind.OFFLINE, ErrorCode.UNREACHABLE))
    port = int(server.origin.rsplit(":", 1)[1])
    desk.client._url.setPort(port)
    desk.connection._url.setPort(port)
    server.say(Answer(b"ok", content_type="text/plain"), ACCEPTED)
    qtbot.waitUntil(lambda: desk.states() == {"k1": OutboxState.SENT})
    desk.close()


def test_what_waited_goes_out_after_the_next_start(
    qtbot: QtBot, server: ScriptedServer, tmp_path: Path
) -> None:
    before = ReaderStore(tmp_path / "kept")
    before.outbox.queue(DRAFT).result()
    before.close()
    store = ReaderStore(tmp_path / "kept")
    desk = Desk(server.origin, store)
    server.say(ACCEPTED)
    desk.outbox.resume()
    qtbot.waitUntil(lambda: desk.states() == {"k1": OutboxState.SENT})
    desk.close()
    store.close()


def test_a_refusal_names_the_field_and_waits_for_the_person(
    qtbot: QtBot, desk: Desk, server: ScriptedServer
) -> None:
    server.say(refusal("LINK_IN_NOTE", "The note cannot contain a link.", "note"))
    desk.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Rejected in desk.kinds())
    refused = desk.progress[-1][1]
    assert refused.problems[0].path == ("input", "note")
    assert desk.states() == {"k1": OutboxState.FAILED}
    server.say(ACCEPTED)
    desk.outbox.send(replace(DRAFT, note="Without a link"))
    qtbot.waitUntil(lambda: desk.states() == {"k1": OutboxState.SENT})
    assert server.calls("ShareArticle")[-1]["input"]["note"] == "Without a link"


def test_too_much_at_once_waits_as_long_as_the_server_asks(
    qtbot: QtBot, desk: Desk, server: ScriptedServer
) -> None:
    server.say(refusal("RATE_LIMITED", "Too many shares this hour.", retry_after=1_000))
    desk.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Queued in desk.kinds())
    assert desk.states() == {"k1": OutboxState.QUEUED}
    server.say(ACCEPTED)
    desk.outbox.send(replace(DRAFT, idempotency_key="k2"))
    qtbot.waitUntil(lambda: desk.states() == {"k1": OutboxState.QUEUED, "k2": OutboxState.SENT})
    server.say(ACCEPTED)
    desk.outbox.retry("k1")
    qtbot.waitUntil(lambda: desk.states()["k1"] == OutboxState.SENT)


def test_without_the_right_key_it_says_so_and_tries_no_more(
    qtbot: QtBot, desk: Desk, server: ScriptedServer
) -> None:
    server.say(error_answer("Sharing needs an API key with scope “share”.", "FORBIDDEN", status=403))
    desk.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Rejected in desk.kinds())
    assert desk.progress[-1][1].error.trouble is ErrorCode.ACCESS_DENIED
    assert desk.states() == {"k1": OutboxState.FAILED}


def test_a_waiting_share_can_be_taken_back_and_a_sent_one_not(
    qtbot: QtBot, desk: Desk, server: ScriptedServer
) -> None:
    server.say(Answer(status=500))
    desk.outbox._pause = 60_000
    desk.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Queued in desk.kinds())
    assert desk.outbox.cancel("k1")
    qtbot.waitUntil(lambda: desk.states() == {})
    server.say(ACCEPTED)
    desk.outbox.send(replace(DRAFT, idempotency_key="k2"))
    qtbot.waitUntil(lambda: desk.states() == {"k2": OutboxState.SENT})
    assert not desk.outbox.cancel("k2")


def test_a_draft_is_kept_and_does_not_go_by_itself(qtbot: QtBot, desk: Desk, server: ScriptedServer) -> None:
    with qtbot.waitSignal(desk.outbox.changed):
        desk.outbox.keep_draft(DRAFT)
    desk.outbox.resume()
    assert desk.states() == {"k1": OutboxState.DRAFT}
    assert server.asked == []


def test_a_disk_that_takes_nothing_is_told_and_nothing_is_sent(
    qtbot: QtBot, desk: Desk, server: ScriptedServer, store: ReaderStore, caplog: pytest.LogCaptureFixture
) -> None:
    store._database.write(lambda connection: connection.execute("DROP TABLE outbox")).result()
    desk.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Rejected in desk.kinds())
    assert desk.progress[-1][1].error.trouble is ErrorCode.SHARE_NOT_SAVED
    assert server.asked == []
    assert "a write to the store failed" in caplog.text


def test_the_dialog_hears_of_its_own_share_only(qtbot: QtBot, desk: Desk, server: ScriptedServer) -> None:
    heard: list[Any] = []
    share = ShareOperation(desk.outbox)
    share.state_changed.connect(heard.append)
    server.otherwise = ACCEPTED
    desk.outbox.send(replace(DRAFT, idempotency_key="other"))
    share.start(DRAFT)
    qtbot.waitUntil(lambda: desk.kinds().count(Sent) == 2)
    assert [type(state) for state in heard] == [Sending, Sent]
    assert not share.cancel()


def test_a_draft_with_problems_leaves_nothing(qtbot: QtBot, desk: Desk, server: ScriptedServer) -> None:
    heard: list[Any] = []
    share = ShareOperation(desk.outbox)
    share.state_changed.connect(heard.append)
    share.start(replace(DRAFT, to=("nobody",), sender_name=""))
    assert [problem.path[-1] for problem in heard[0].problems] == ["0", "senderName"]
    assert desk.outbox.entries() == []


def test_waiting_offline_names_the_reason(qtbot: QtBot, store: ReaderStore) -> None:
    desk = Desk(nobody_listens(), store)
    desk.connection.report(False)
    desk.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: bool(desk.progress))
    assert desk.progress[0][1].error.kind == ErrorKind.OFFLINE
    desk.close()


def _states_on_disk(store: ReaderStore) -> list[tuple[OutboxState]]:
    def read(connection: Any) -> list[tuple[OutboxState]]:
        return [(OutboxState(row[0]),) for row in connection.execute("SELECT state FROM outbox")]

    return store._database.write(read).result()
