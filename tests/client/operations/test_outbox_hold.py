"""What was just sent is held for a while, and can be taken back as long as it has not gone."""

import time
from dataclasses import replace

from pytestqt.qtbot import QtBot

from broadsheet_client.core.share_progress import (
    Accepted,
    Held,
    OutboxState,
    Queued,
    Sending,
)
from broadsheet_client.store.reader_store import ReaderStore
from tests.client.operations.outbox_services import ACCEPTED, DRAFT, Services
from tests.client.scripted_server import (
    ScriptedResponse,
    ScriptedServer,
    unused_origin,
)


def test_a_waiting_share_can_be_taken_back_and_a_sent_one_not(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    server.enqueue(ScriptedResponse(status=500))
    services.outbox.retry_delay = 60_000
    services.outbox.send(DRAFT)
    qtbot.waitUntil(lambda: Queued in services.kinds())
    assert services.outbox.cancel("k1")
    qtbot.waitUntil(lambda: services.states() == {})
    server.enqueue(ACCEPTED)
    services.outbox.send(replace(DRAFT, idempotency_key="k2"))
    qtbot.waitUntil(lambda: services.states() == {"k2": OutboxState.SENT})
    assert not services.outbox.cancel("k2")


def test_a_held_share_goes_out_by_itself_when_its_time_is_over(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    server.default = ACCEPTED
    services.outbox.hold = 300
    services.outbox.send(DRAFT, held=True)
    qtbot.waitUntil(lambda: services.kinds() == [Held])
    assert services.states() == {"k1": OutboxState.QUEUED}
    qtbot.wait(100)
    assert server.requests == []
    qtbot.waitUntil(lambda: services.kinds() == [Held, Sending, Accepted])
    assert len(server.calls("ShareArticle")) == 1


def test_a_held_share_that_is_taken_back_is_a_draft_and_never_goes(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    services.outbox.hold = 150
    services.outbox.send(DRAFT, held=True)
    qtbot.waitUntil(lambda: services.kinds() == [Held])
    assert services.outbox.take_back("k1")
    qtbot.wait(400)
    assert services.states() == {"k1": OutboxState.DRAFT}
    assert server.requests == []
    server.default = ACCEPTED
    services.outbox.send(DRAFT, held=True)
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.SENT})


def test_a_held_share_is_not_sent_early_when_the_connection_comes_back(
    qtbot: QtBot, services: Services, server: ScriptedServer
) -> None:
    services.outbox.hold = 60_000
    services.outbox.send(DRAFT, held=True)
    qtbot.waitUntil(lambda: services.kinds() == [Held])
    services.connection.report(False)
    services.connection.report(True)
    qtbot.wait(100)
    assert server.calls("ShareArticle") == []


def test_a_held_share_that_meets_no_server_waits_in_words(qtbot: QtBot, store: ReaderStore) -> None:
    services = Services(unused_origin(), store)
    services.connection.report(False)
    services.outbox.hold = 100
    services.outbox.send(DRAFT, held=True)
    qtbot.waitUntil(lambda: services.kinds() == [Held, Queued])
    services.close()


def test_a_clock_that_was_set_back_holds_a_share_no_longer(
    qtbot: QtBot, services: Services, server: ScriptedServer, store: ReaderStore
) -> None:
    services.outbox.hold = 100
    store.outbox.queue(DRAFT, not_before=time.time() + 86_400).result()
    server.default = ACCEPTED
    services.outbox.resume()
    qtbot.waitUntil(lambda: services.states() == {"k1": OutboxState.SENT})
