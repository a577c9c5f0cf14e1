"""An article is there at once if it was seen before, and the last one chosen is the one that is shown."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.states import Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.errors import ErrorKind
from broadsheet_client.operations.open_article import OpenArticleOperation
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses
from tests.client.scripted_server import (
    RecordedRequest,
    ScriptedResponse,
    ScriptedServer,
    data_response,
    unused_origin,
)

LONG_AGO = timedelta(days=2)


class Watched:
    """The operation of an article pane, and the states it emitted."""

    def __init__(self, client: QtGraphQLClient, store: ReaderStore, pause: int = 30) -> None:
        self.operation = OpenArticleOperation(client, store, debounce=pause)
        self.states: list[PaneState[Any]] = []
        self.operation.state_changed.connect(self.states.append)

    def is_settled(self) -> bool:
        last = self.states[-1]
        return not isinstance(last, Loading) and not (isinstance(last, Ready) and last.stale)


@pytest.fixture
def watched(client: QtGraphQLClient, store: ReaderStore) -> Iterator[Watched]:
    watched = Watched(client, store)
    yield watched
    watched.operation.cancel()


def keep(store: ReaderStore, number: int, *, age: timedelta = LONG_AGO, **changes: Any) -> None:
    store.articles.save_page(responses.article_page(number, **changes), now=datetime.now(UTC) - age).result()


def any_page(request: RecordedRequest) -> ScriptedResponse:
    return data_response(article=responses.page(int(request.json["variables"]["by"]["id"][1:])))


def test_a_new_article_is_loaded_and_kept(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    server.enqueue_data(article=responses.page(1, related=(5, 6)))
    watched.operation.start("a1")
    assert watched.states == [Loading()]
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Ready(responses.article_page(1, related=(5, 6)))
    assert server.calls("OpenArticle") == [{"by": {"id": "a1"}, "language": "en"}]
    store.flush()
    assert store.articles.page("a1") is not None
    assert [card.id for card in store.articles.cards(["a5", "a6"])] == ["a5", "a6"]
    assert store.articles.opened_ids(["a1", "a5"]) == {"a1"}


def test_a_stored_article_is_shown_before_the_server_is_asked(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, 1)
    server.enqueue_data(article=responses.page(1, headline="Corrected"))
    watched.operation.start("a1")
    assert watched.states == [Ready(responses.article_page(1), stale=True)]
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1].value.headline == "Corrected"


def test_what_was_fetched_a_moment_ago_is_not_asked_for_again(
    watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, 1, age=timedelta(seconds=5))
    watched.operation.start("a1")
    assert watched.states == [Ready(responses.article_page(1))]
    assert server.requests == []


def test_a_newer_card_in_the_list_makes_the_stored_page_stale(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, 1, age=timedelta(seconds=5))
    newer = responses.article_card(1, updatedAt="2026-12-01T00:00:00Z")
    store.articles.save_cards([newer], now=datetime.now(UTC)).result()
    server.default = any_page
    watched.operation.start("a1")
    assert watched.states[0].stale
    qtbot.waitUntil(watched.is_settled)


def test_a_held_arrow_key_asks_for_the_first_and_the_last(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.default = any_page
    for number in range(20):
        watched.operation.start(f"a{number}")
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Ready(responses.article_page(19))
    request = [call["by"]["id"] for call in server.calls("OpenArticle")]
    assert set(request) <= {"a0", "a19"}
    assert [state for state in watched.states if isinstance(state, Ready)] == [watched.states[-1]]


def test_a_link_to_the_papers_own_page_opens_by_slug(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, 3)
    server.enqueue_data(article=responses.page(3))
    watched.operation.start_by_slug("story-3")
    assert watched.states[0] == Ready(responses.article_page(3), stale=True)
    qtbot.waitUntil(watched.is_settled)
    assert server.calls("OpenArticle")[0]["by"] == {"slug": "story-3"}


def test_a_withdrawn_article_is_said_to_be_gone_and_is_forgotten(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, 1)
    server.enqueue_data(article=None)
    watched.operation.start("a1")
    qtbot.waitUntil(watched.is_settled)
    state = watched.states[-1]
    assert isinstance(state, Failed)
    assert (state.error.kind, state.cached) == (ErrorKind.NOT_FOUND, None)
    store.flush()
    assert store.articles.page("a1") is None


def test_offline_a_saved_article_can_be_read(qtbot: QtBot, store: ReaderStore) -> None:
    keep(store, 1)
    watched = Watched(QtGraphQLClient(unused_origin()), store)
    watched.operation.start("a1")
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Offline(responses.article_page(1))


def test_offline_another_article_says_so(qtbot: QtBot, store: ReaderStore) -> None:
    watched = Watched(QtGraphQLClient(unused_origin()), store)
    watched.operation.start("a1")
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Offline(None)


def test_trouble_keeps_the_text_and_retry_heals_it(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, 1)
    server.enqueue(ScriptedResponse(status=500))
    watched.operation.start("a1")
    qtbot.waitUntil(watched.is_settled)
    state = watched.states[-1]
    assert isinstance(state, Failed)
    assert state.cached == responses.article_page(1)
    server.default = any_page
    watched.operation.retry()
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Ready(responses.article_page(1))
    count = len(server.requests)
    watched.operation.retry()
    assert len(server.requests) == count


def test_the_article_asked_for_is_known_before_it_comes(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    assert watched.operation.requested_id is None
    server.default = any_page
    watched.operation.start("a7")
    assert watched.operation.requested_id == "a7"
    qtbot.waitUntil(watched.is_settled)
    watched.operation.start_by_slug("story-8")
    assert watched.operation.requested_id is None


def test_after_a_held_arrow_key_the_last_article_is_asked_for_once(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.default = any_page
    for number in range(3):
        watched.operation.start(f"a{number}")
    qtbot.waitUntil(watched.is_settled)
    qtbot.wait(100)
    assert [call["by"]["id"] for call in server.calls("OpenArticle")].count("a2") == 1


def test_coming_back_online_asks_for_no_article_that_is_there(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.default = any_page
    watched.operation.start("a1")
    qtbot.waitUntil(watched.is_settled)
    watched.operation.retry()
    assert watched.is_settled()
    assert len(server.requests) == 1


def test_a_withdrawn_article_that_a_link_led_to_is_forgotten_too(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, 3)
    server.enqueue_data(article=None)
    watched.operation.start_by_slug("story-3")
    qtbot.waitUntil(watched.is_settled)
    store.flush()
    assert store.articles.page("a3") is None


def test_a_withdrawn_article_that_only_the_list_knows_leaves_the_list(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    store.articles.save_cards([responses.article_card(1)], now=datetime.now(UTC)).result()
    server.enqueue_data(article=None)
    watched.operation.start("a1")
    qtbot.waitUntil(watched.is_settled)
    store.flush()
    assert store.articles.card("a1") is None
