"""The newspaper's name and sections are there offline, too."""

from typing import Any

from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import FrontPage
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.states import Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.operations.front_page import FrontPageOperation
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses
from tests.client.scripted_server import ScriptedResponse, ScriptedServer, unused_origin

FRONT_PAGE = FrontPage.from_json(responses.front_page())


def started(client: QtGraphQLClient, store: ReaderStore) -> tuple[FrontPageOperation, list[PaneState[Any]]]:
    operation, states = FrontPageOperation(client, store), []
    operation.state_changed.connect(states.append)
    operation.start()
    return operation, states


def test_the_first_start_loads_and_the_second_shows_at_once(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer, store: ReaderStore
) -> None:
    server.enqueue_data(**responses.front_page())
    _, states = started(client, store)
    qtbot.waitUntil(lambda: len(states) == 2)
    assert states == [Loading(), Ready(FRONT_PAGE)]
    store.flush()
    operation, again = started(client, store)
    assert again == [Ready(FRONT_PAGE, stale=True)]
    assert operation.value == FRONT_PAGE


def test_offline_the_stored_paper_is_shown_and_heals_by_retry(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer, store: ReaderStore
) -> None:
    client._url.setPort(int(unused_origin().rsplit(":", 1)[1]))
    operation, states = started(client, store)
    qtbot.waitUntil(lambda: len(states) == 2)
    assert states[-1] == Offline(None)
    client._url.setPort(int(server.origin.rsplit(":", 1)[1]))
    server.enqueue_data(**responses.front_page())
    operation.retry()
    qtbot.waitUntil(lambda: states[-1] == Ready(FRONT_PAGE))
    operation.retry()
    assert len(server.requests) == 1


def test_a_refresh_that_fails_is_repeated_by_retry(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer, store: ReaderStore
) -> None:
    server.enqueue_data(**responses.front_page())
    operation, states = started(client, store)
    qtbot.waitUntil(lambda: states[-1] == Ready(FRONT_PAGE))
    server.enqueue(ScriptedResponse(status=500))
    operation.start()
    qtbot.waitUntil(lambda: isinstance(states[-1], Failed))
    server.enqueue_data(**responses.front_page())
    operation.retry()
    qtbot.waitUntil(lambda: states[-1] == Ready(FRONT_PAGE))
