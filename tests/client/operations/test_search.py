"""A search waits for the last key, drops what is late, goes on page by page, and works offline."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import FacetValue, SearchOrder
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.search_query import Facet
from broadsheet_client.core.states import Empty, Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.errors import ErrorCode
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.operations.search import SearchOperation
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses
from tests.client.responses import article_card
from tests.client.scripted_server import ScriptedResponse, ScriptedServer, data_response, error_response

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def hits(numbers: range, *, cursor: str | None = None, **changes: Any) -> dict[str, Any]:
    """The `search` of a response; with a cursor there are more results."""
    end_cursor = cursor or ("last" if numbers else None)
    return {
        "edges": [{"node": responses.card(number), "highlights": []} for number in numbers],
        "pageInfo": {"hasNextPage": cursor is not None, "endCursor": end_cursor},
        "totalCount": {"value": len(numbers), "isLowerBound": False},
        "facets": {"sections": [], "tags": [], "authors": [], "years": []},
        "didYouMean": None,
    } | changes


class Watched:
    """A search, and every state it emitted."""

    def __init__(self, client: QtGraphQLClient, store: ReaderStore) -> None:
        self.operation = SearchOperation(client, store, debounce=20)
        self.states: list[PaneState[SearchResults]] = []
        self.operation.state_changed.connect(self.states.append)

    @property
    def ids(self) -> list[str]:
        found = self.operation.results
        return [found.id(row) for row in range(len(found))] if found else []

    def is_settled(self) -> bool:
        return bool(self.states) and self.operation.is_settled


@pytest.fixture
def watched(client: QtGraphQLClient, store: ReaderStore) -> Iterator[Watched]:
    watched = Watched(client, store)
    yield watched
    watched.operation.cancel()


def test_only_the_last_key_asks(qtbot: QtBot, watched: Watched, server: ScriptedServer) -> None:
    server.enqueue_data(search=hits(range(1, 3)))
    for end in range(1, 6):
        watched.operation.set_text("ferry"[:end])
    qtbot.waitUntil(watched.is_settled)
    assert server.calls("Search") == [{"query": "ferry", "first": 20, "orderBy": "RELEVANCE"}]
    assert watched.ids == ["a1", "a2"]
    assert watched.states[0] == Loading()
    assert watched.states[-1] == Ready(watched.operation.results)
    assert watched.operation.paging is PagingState.END


def test_blanks_ask_nothing_anew(qtbot: QtBot, watched: Watched, server: ScriptedServer) -> None:
    server.enqueue_data(search=hits(range(1)))
    watched.operation.set_text("  old   ferry ")
    qtbot.waitUntil(watched.is_settled)
    watched.operation.set_text("old ferry  ")
    assert watched.operation.is_settled
    assert server.calls("Search")[0]["query"] == "old ferry"


def test_a_late_answer_is_dropped(qtbot: QtBot, watched: Watched, server: ScriptedServer) -> None:
    gate = Event()
    late = data_response(search=hits(range(1, 9)))
    server.enqueue(ScriptedResponse(late.body, content_type=late.content_type, hold=gate))
    server.enqueue_data(search=hits(range(20, 21)))
    watched.operation.set_text("fer")
    qtbot.waitUntil(lambda: len(server.requests) == 1)
    watched.operation.set_text("ferry")
    qtbot.waitUntil(watched.is_settled)
    gate.set()
    qtbot.wait(30)
    assert watched.ids == ["a20"]


def test_what_was_found_stays_while_the_next_is_on_its_way(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.enqueue_data(search=hits(range(1, 3)))
    server.enqueue_data(search=hits(range(0)))
    watched.operation.set_text("ferry")
    qtbot.waitUntil(watched.is_settled)
    before = watched.operation.results
    watched.operation.set_text("ferry whale")
    assert before is not None
    assert watched.states[-1] == Ready(before, stale=True)
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Empty()
    found = watched.operation.results
    assert found is not None
    assert found.query.text == "ferry whale"


def test_the_next_page_is_of_the_same_question_and_repeats_nothing(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.enqueue_data(search=hits(range(1, 21), cursor="c1"))
    server.enqueue_data(search=hits(range(20, 31)))
    watched.operation.set_text("ferry")
    watched.operation.set_filter(Facet.SECTION, FacetValue("world", "World", 9))
    qtbot.waitUntil(watched.is_settled)
    with qtbot.waitSignal(watched.operation.hits_appended) as appended:
        watched.operation.load_more()
        watched.operation.load_more()
    assert appended.args == [20, 29]
    where = {"section": "world"}
    assert server.calls("SearchMore") == [
        {"query": "ferry", "first": 20, "after": "c1", "where": where, "orderBy": "RELEVANCE"}
    ]
    assert watched.operation.paging is PagingState.END


def test_a_page_that_failed_is_asked_for_again(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.enqueue_data(search=hits(range(1, 21), cursor="c1"))
    watched.operation.set_text("ferry")
    qtbot.waitUntil(watched.is_settled)
    watched.operation.load_more()
    qtbot.waitUntil(lambda: watched.operation.paging is PagingState.FAILED)
    server.enqueue_data(search=hits(range(21, 31)))
    watched.operation.retry()
    qtbot.waitUntil(lambda: watched.operation.paging is PagingState.END)
    assert len(watched.ids) == 30


def test_a_cursor_that_is_not_known_any_more_begins_anew(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.enqueue_data(search=hits(range(1, 21), cursor="c1"))
    server.enqueue(error_response("This cursor is not of this list.", "BAD_USER_INPUT"))
    server.enqueue_data(search=hits(range(5, 7)))
    watched.operation.set_text("ferry")
    qtbot.waitUntil(watched.is_settled)
    watched.operation.load_more()
    qtbot.waitUntil(lambda: watched.ids == ["a5", "a6"])
    assert watched.operation.paging is PagingState.END


def test_order_and_filters_ask_at_once(qtbot: QtBot, watched: Watched, server: ScriptedServer) -> None:
    for _ in range(4):
        server.enqueue_data(search=hits(range(1)))
    watched.operation.set_text("ferry")
    qtbot.waitUntil(watched.is_settled)
    watched.operation.set_order(SearchOrder.NEWEST)
    qtbot.waitUntil(watched.is_settled)
    watched.operation.set_filter(Facet.TAG, FacetValue("tide", "Tide", 1))
    qtbot.waitUntil(watched.is_settled)
    watched.operation.clear_filters()
    qtbot.waitUntil(watched.is_settled)
    requests = [(call["orderBy"], call.get("where")) for call in server.calls("Search")]
    assert requests == [
        ("RELEVANCE", None),
        ("NEWEST", None),
        ("NEWEST", {"tag": "tide"}),
        ("NEWEST", None),
    ]


def test_offline_it_searches_what_is_stored_and_says_so(
    qtbot: QtBot, client: QtGraphQLClient, watched: Watched, store: ReaderStore, server: ScriptedServer
) -> None:
    store.articles.save_cards([article_card(1, headline="The Ferry"), article_card(2)], now=NOW).result()
    server.enqueue(*[ScriptedResponse(cut_after=-1)] * 20)
    server.close()
    watched.operation.set_text("ferry -whale")
    qtbot.waitUntil(watched.is_settled)
    state = watched.states[-1]
    assert isinstance(state, Offline)
    assert state.cached is not None
    assert state.cached.offline
    assert watched.ids == ["a1"]
    assert state.cached.hits[0].highlights[0].ranges[0].start == 4
    watched.operation.set_text("whale")
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Offline(None)


def test_of_a_silent_server_what_is_stored_is_searched_too(
    qtbot: QtBot, client: QtGraphQLClient, watched: Watched, store: ReaderStore, server: ScriptedServer
) -> None:
    store.articles.save_cards([article_card(1, headline="The Ferry")], now=NOW).result()
    patience, quiet = client.timeout, Event()
    client.timeout = 100
    server.enqueue(ScriptedResponse(hold=quiet))
    watched.operation.set_text("ferry")
    qtbot.waitUntil(watched.is_settled)
    quiet.set()
    assert isinstance(watched.states[-1], Offline)
    assert watched.ids == ["a1"]
    client.timeout = patience
    server.enqueue_data(search=hits(range(5, 7)))
    watched.operation.retry()
    qtbot.waitUntil(lambda: watched.ids == ["a5", "a6"])


def test_trouble_is_a_state_and_can_be_tried_again(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.enqueue(error_response("Too long a text.", "BAD_USER_INPUT"))
    watched.operation.set_text("ferry")
    qtbot.waitUntil(watched.is_settled)
    state = watched.states[-1]
    assert isinstance(state, Failed)
    assert (state.error.code, state.error.value) == (ErrorCode.REJECTED, "Too long a text.")
    server.enqueue_data(search=hits(range(1, 2)))
    watched.operation.retry()
    qtbot.waitUntil(watched.is_settled)
    assert watched.ids == ["a1"]


def test_an_emptied_field_ends_it(qtbot: QtBot, watched: Watched, server: ScriptedServer) -> None:
    watched.operation.set_text("ferry")
    watched.operation.set_text("  ")
    assert watched.operation.is_settled
    qtbot.wait(40)
    assert server.requests == []
    watched.operation.retry()
    watched.operation.remember_query()
    assert server.requests == []


def test_what_was_found_is_stored_for_offline(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    server.enqueue_data(search=hits(range(7, 8)))
    watched.operation.set_text("ferry")
    watched.operation.search_now()
    qtbot.waitUntil(watched.is_settled)
    watched.operation.remember_query()
    store.flush()
    assert store.articles.card("a7") is not None
    assert store.searches.recent() == ("ferry",)


def test_enter_searches_without_waiting_for_another_key(
    qtbot: QtBot, client: QtGraphQLClient, store: ReaderStore, server: ScriptedServer
) -> None:
    operation = SearchOperation(client, store, debounce=60_000)
    server.enqueue_data(search=hits(range(1, 3)))
    operation.set_text("ferry")
    operation.search_now()
    qtbot.waitUntil(lambda: operation.results is not None)
    assert operation.is_settled
    operation.search_now()
    assert operation.is_settled
    assert len(server.calls("Search")) == 1
