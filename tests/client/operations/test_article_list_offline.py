"""Without the server, the list shows what is stored, and heals when the server is back."""

from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import ArticleCardPage
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.states import Failed, Offline, Ready
from broadsheet_client.errors import ErrorKind
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses
from tests.client.operations.watched_list import NOW, Watched, keep
from tests.client.scripted_server import (
    ScriptedResponse,
    ScriptedServer,
    unused_origin,
)


def test_offline_the_whole_stored_list_can_be_read(qtbot: QtBot, store: ReaderStore) -> None:
    keep(store, "", range(50), cursor="c")
    more = ArticleCardPage.from_json(responses.cards(range(50, 70), cursor="d"))
    store.lists.save_next_page("", more, now=NOW).result()
    watched = Watched(QtGraphQLClient(unused_origin()), store)
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Offline(watched.operation.rows)
    watched.operation.load_more()
    assert len(watched.operation.rows) == 70
    watched.operation.load_more()
    qtbot.waitUntil(lambda: watched.operation.paging == PagingState.FAILED)


def test_offline_with_nothing_stored_says_so(qtbot: QtBot, store: ReaderStore) -> None:
    watched = Watched(QtGraphQLClient(unused_origin()), store)
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Offline(None)


def test_trouble_keeps_the_rows_and_healing_needs_no_new_start(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "", range(2))
    server.enqueue(ScriptedResponse(status=500))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    state = watched.states[-1]
    assert isinstance(state, Failed)
    assert (state.error.kind, state.cached) == (ErrorKind.SERVER, watched.operation.rows)
    server.enqueue_data(articles=responses.cards(range(2)))
    watched.operation.retry()
    qtbot.waitUntil(lambda: watched.states[-1] == Ready(watched.operation.rows))


def test_a_stored_list_that_is_complete_ends(qtbot: QtBot, store: ReaderStore) -> None:
    keep(store, "", range(3))
    watched = Watched(QtGraphQLClient(unused_origin()), store)
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    assert watched.operation.paging == PagingState.IDLE
    watched.operation.load_more()
    assert watched.operation.paging == PagingState.END
