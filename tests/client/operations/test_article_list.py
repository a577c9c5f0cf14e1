"""The list shows what is stored at once, comes up to date in place, and goes on page by page."""

from pytestqt.qtbot import QtBot

from broadsheet_client.core.states import Empty, Loading, Ready
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.operations.article_rows import ArticleRows
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses
from tests.client.operations.watched_list import NOW, Watched, ids, keep
from tests.client.scripted_server import (
    RecordedRequest,
    ScriptedResponse,
    ScriptedServer,
    data_response,
    error_response,
)


def test_the_first_time_there_is_loading_and_then_the_list(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.enqueue_data(articles=responses.cards(range(3)))
    watched.operation.start("world")
    assert watched.states == [Loading()]
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Ready(watched.operation.rows)
    assert watched.ids == ids(0, 1, 2)
    assert server.calls("ArticleList") == [{"first": 50, "section": "world"}]
    assert watched.operation.paging == PagingState.END


def test_a_section_without_articles_is_empty(qtbot: QtBot, watched: Watched, server: ScriptedServer) -> None:
    server.enqueue_data(articles=responses.cards(range(0)))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    assert watched.states[-1] == Empty()


def test_what_is_stored_is_there_before_the_server_answers(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "", range(3))
    server.enqueue_data(articles=responses.cards(range(3)))
    watched.operation.start()
    assert watched.is_stale()
    assert watched.ids == ids(0, 1, 2)
    qtbot.waitUntil(watched.is_settled)
    assert watched.said == [("newer", 0)]


def test_newer_articles_wait_until_the_reader_wants_them(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "", range(2, 5))
    server.enqueue_data(articles=responses.cards(range(5)))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    assert watched.ids == ids(2, 3, 4)
    assert watched.said == [("newer", 2)]
    watched.operation.show_newer()
    assert watched.ids == ids(0, 1, 2, 3, 4)
    assert watched.said[-1] == ("newer", 0)


def test_yesterdays_list_gives_way_to_todays(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "", range(90, 95), cursor="c")
    server.enqueue_data(articles=responses.cards(range(3), cursor="d"))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    assert watched.ids == ids(0, 1, 2)


def test_a_changed_headline_is_changed_where_it_stands(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "", range(3))
    page = responses.cards(range(3))
    page["nodes"][1]["headline"] = "Corrected"
    server.enqueue_data(articles=page)
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    card = watched.operation.rows.card(1)
    assert card is not None
    assert card.headline == "Corrected"
    assert ("changed", 1, 1) in watched.said


def test_a_withdrawn_article_leaves_the_list_and_the_store(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "", range(4))
    page = responses.cards(range(4))
    del page["nodes"][2]
    server.enqueue_data(articles=page)
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    store.flush()
    assert watched.ids == ids(0, 1, 3)
    assert ("removed", 2) in watched.said
    assert store.articles.card("a2") is None


def test_older_articles_that_were_never_loaded_come_below(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "", range(2))
    server.enqueue_data(articles=responses.cards(range(4), cursor="c4"))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    assert watched.ids == ids(0, 1, 2, 3)
    assert watched.said == [("appended", 2, 3), ("newer", 0)]
    assert watched.operation.paging == PagingState.IDLE


def test_pages_follow_by_their_cursor_and_repeat_nothing(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    server.enqueue_data(articles=responses.cards(range(3), cursor="after-2"))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    server.enqueue_data(articles=responses.cards(range(2, 5)))
    watched.operation.load_more()
    watched.operation.load_more()
    qtbot.waitUntil(lambda: watched.operation.paging == PagingState.END)
    assert watched.ids == ids(0, 1, 2, 3, 4)
    assert watched.said[-1] == ("appended", 3, 4)
    assert [call.get("after") for call in server.calls("ArticleList")] == [None, "after-2"]
    store.flush()
    assert [card.id for card in store.lists.page_after("", "a2", 9)] == ids(3, 4)


def test_a_page_that_fails_can_be_asked_for_again(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.enqueue_data(articles=responses.cards(range(2), cursor="c"))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    server.enqueue(ScriptedResponse(status=500))
    watched.operation.load_more()
    qtbot.waitUntil(lambda: watched.operation.paging == PagingState.FAILED)
    server.enqueue_data(articles=responses.cards(range(2, 4)))
    watched.operation.retry()
    qtbot.waitUntil(lambda: watched.operation.paging == PagingState.END)
    assert watched.ids == ids(0, 1, 2, 3)


def test_a_forgotten_cursor_begins_again_from_the_top(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.enqueue_data(articles=responses.cards(range(2), cursor="old"))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    server.enqueue(error_response("This cursor is none of ours.", "BAD_USER_INPUT"))
    server.enqueue_data(articles=responses.cards(range(2), cursor="new"))
    watched.operation.load_more()
    qtbot.waitUntil(lambda: len(server.requests) == 3 and watched.is_settled())
    server.enqueue_data(articles=responses.cards(range(2, 3)))
    watched.operation.load_more()
    qtbot.waitUntil(lambda: watched.ids == ids(0, 1, 2))
    assert server.calls("ArticleList")[-1]["after"] == "new"


def test_the_answer_for_the_section_before_is_dropped(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    def by_section(request: RecordedRequest) -> ScriptedResponse:
        expected = request.json["variables"].get("section")
        numbers = range(2) if expected == "sport" else range(7, 9)
        return data_response(articles=responses.cards(numbers))

    server.default = by_section
    watched.operation.start("world")
    watched.operation.start("sport")
    qtbot.waitUntil(watched.is_settled)
    assert watched.ids == ids(0, 1)
    assert len([state for state in watched.states if isinstance(state, Ready)]) == 1


def test_a_hundred_thousand_rows_hold_a_window_of_cards(watched: Watched, store: ReaderStore) -> None:
    cards = [responses.article_card(number) for number in range(500)]
    store.articles.save_cards(cards, now=NOW).result()
    rows = ArticleRows(store.articles.cards, capacity=100)
    rows.append(cards)
    assert len(rows._cache) == 100
    card = rows.card(3)
    assert card is not None
    assert card.id == "a3"
    assert rows.row_of("a499") == 499
    assert len(rows._cache) == 100


def test_a_refresh_moves_no_row_even_if_all_of_it_is_newer(
    qtbot: QtBot, watched: Watched, server: ScriptedServer
) -> None:
    server.enqueue_data(articles=responses.cards(range(60, 63), cursor="c"))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    server.enqueue_data(articles=responses.cards(range(3), cursor="d"))
    watched.operation.refresh()
    qtbot.waitUntil(lambda: ("newer", 3) in watched.said)
    assert watched.ids == ids(60, 61, 62)


def test_rows_below_the_fresh_page_stay(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "", range(4))
    server.enqueue_data(articles=responses.cards(range(3), cursor="c3"))
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    assert watched.ids == ids(0, 1, 2, 3)
    assert watched.said == [("newer", 0)]


def test_newer_articles_of_a_section_left_are_not_shown_in_another(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "world", range(2, 5))
    server.enqueue_data(articles=responses.cards(range(5)))
    watched.operation.start("world")
    qtbot.waitUntil(lambda: ("newer", 2) in watched.said)
    server.enqueue_data(articles=responses.cards(range(7, 9)))
    watched.operation.start("sport")
    watched.operation.show_newer()
    qtbot.waitUntil(watched.is_settled)
    assert watched.ids == ids(7, 8)


def test_a_withdrawn_article_just_above_the_last_common_row_leaves_the_list(
    qtbot: QtBot, watched: Watched, server: ScriptedServer, store: ReaderStore
) -> None:
    keep(store, "", range(5))
    page = responses.cards(range(4), cursor="c3")
    del page["nodes"][2]
    server.enqueue_data(articles=page)
    watched.operation.start()
    qtbot.waitUntil(watched.is_settled)
    assert watched.ids == ids(0, 1, 3, 4)
