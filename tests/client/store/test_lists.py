"""A list is kept as far as it was loaded, without holes."""

from datetime import UTC, datetime

from broadsheet_client.api.generated import ArticleCardPage
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LATER = datetime(2026, 11, 24, tzinfo=UTC)


def page(numbers: range, cursor: str | None = None) -> ArticleCardPage:
    return ArticleCardPage.from_json(responses.cards(numbers, cursor=cursor))


def ids(store: ReaderStore, section: str = "", count: int = 1_000) -> list[str]:
    stored = store.lists.first_page(section, count)
    return [card.id for card in stored.cards] if stored else []


def numbered(*ranges: range) -> list[str]:
    return [f"a{number}" for numbers in ranges for number in numbers]


def test_a_list_never_loaded_is_none_and_an_empty_one_is_empty(store: ReaderStore) -> None:
    assert store.lists.first_page("world", 50) is None
    store.lists.save_first_page("world", page(range(0)), now=NOW).result()
    stored = store.lists.first_page("world", 50)
    assert stored is not None
    assert (stored.cards, stored.fetched_at) == ((), NOW)


def test_pages_stand_below_each_other(store: ReaderStore) -> None:
    store.lists.save_first_page("", page(range(3), "c3"), now=NOW)
    store.lists.save_next_page("", page(range(3, 6), "c6"), now=NOW).result()
    assert ids(store) == numbered(range(6))
    assert ids(store, count=2) == numbered(range(2))
    assert [card.id for card in store.lists.page_after("", "a1", 3)] == numbered(range(2, 5))
    assert store.lists.end_cursor("") == "c6"
    store.lists.save_next_page("", page(range(6, 7)), now=NOW).result()
    assert store.lists.end_cursor("") is None


def test_sections_do_not_mix(store: ReaderStore) -> None:
    store.lists.save_first_page("world", page(range(2)), now=NOW)
    store.lists.save_first_page("sport", page(range(1, 4)), now=NOW).result()
    assert ids(store, "world") == numbered(range(2))
    assert ids(store, "sport") == numbered(range(1, 4))


def test_a_fresh_top_that_meets_the_old_rows_keeps_what_is_below(store: ReaderStore) -> None:
    store.lists.save_first_page("", page(range(3, 6), "c6"), now=NOW)
    store.lists.save_next_page("", page(range(6, 9), "c9"), now=NOW)
    store.lists.save_first_page("", page(range(1, 5), "c5"), now=LATER).result()
    assert ids(store) == numbered(range(1, 9))
    assert store.lists.end_cursor("") == "c9"
    stored = store.lists.first_page("", 1)
    assert stored is not None
    assert stored.fetched_at == LATER


def test_a_fresh_top_that_meets_nothing_replaces_the_list_rather_than_hide_a_hole(store: ReaderStore) -> None:
    store.lists.save_first_page("", page(range(50, 60), "c60"), now=NOW)
    store.lists.save_first_page("", page(range(5), "c5"), now=LATER).result()
    assert ids(store) == numbered(range(5))
    assert store.lists.end_cursor("") == "c5"


def test_a_row_that_is_gone_from_the_fresh_top_is_gone_here(store: ReaderStore) -> None:
    store.lists.save_first_page("", page(range(4), "c"), now=NOW)
    fresh = responses.cards(range(4), cursor="c")
    del fresh["nodes"][1]
    store.lists.save_first_page("", ArticleCardPage.from_json(fresh), now=LATER).result()
    assert ids(store) == ["a0", "a2", "a3"]


def test_an_article_stands_once_in_a_list(store: ReaderStore) -> None:
    store.lists.save_first_page("", page(range(3), "c"), now=NOW)
    store.lists.save_next_page("", page(range(2, 5), "d"), now=NOW)
    store.lists.save_first_page("", page(range(4), "e"), now=NOW).result()
    assert ids(store) == numbered(range(5))


def test_a_page_of_a_long_list_costs_next_to_nothing(store: ReaderStore) -> None:
    for start in range(0, 3_000, 100):
        keep = store.lists.save_first_page if not start else store.lists.save_next_page
        keep("", page(range(start, start + 100), "c"), now=NOW)
    store.flush()
    plan = store._database.rows(
        "EXPLAIN QUERY PLAN SELECT card FROM listing JOIN article ON id = article_id "
        "WHERE section = '' AND position > 1000 ORDER BY position LIMIT 50"
    )
    assert not any("SCAN" in row[-1] or "TEMP" in row[-1] for row in plan)
    assert [card.id for card in store.lists.page_after("", "a1999", 2)] == ["a2000", "a2001"]
