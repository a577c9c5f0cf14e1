"""The order of results, and how much of the engine a page takes."""

import math
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest

from broadsheet_server.search import ranking
from broadsheet_server.search.engine import EngineQuery, Hit, Searcher, SearchOrder, TermClause
from broadsheet_server.search.ranking import SearchPosition, best_first, newest_first
from broadsheet_server.search.time_order import time_key
from tests.server.search.small_index import DAY, NOW, SmallIndex

QUERY = EngineQuery((TermClause(frozenset({"bridg"})),), NOW)
YEAR = 365 * DAY


@pytest.fixture
def index(tmp_path: Path) -> SmallIndex:
    """An empty index."""
    return SmallIndex(tmp_path / "index")


class EngineWith:
    """An engine that has these hits, the best first, and notes how many it is asked for."""

    latest_arrival = 1

    def __init__(self, *hits: Hit) -> None:
        self.hits = list(hits)
        self.limits: list[int] = []

    def search(self, query: EngineQuery, order: SearchOrder, limit: int) -> list[Hit]:
        """The first hits, by date from the position on."""
        self.limits.append(limit)
        hits = self.hits
        if order is SearchOrder.NEWEST:
            hits = sorted(hits, key=lambda hit: -hit.time_key)
        if query.time_key_max is not None:
            hits = [hit for hit in hits if hit.time_key <= query.time_key_max]
        return hits[:limit]


def searcher(engine: EngineWith) -> Searcher:
    """The engine as the search sees it."""
    return cast("Searcher", engine)


def hit(number: int, published_at: datetime, score: float = 1.0) -> Hit:
    """A hit; articles of one moment share a time key."""
    return Hit(number << 64, score, time_key(published_at))


def numbers(positions: list[SearchPosition]) -> list[int]:
    """Which hits these are."""
    return [position.id.int >> 64 for position in positions]


def test_a_page_by_date_takes_one_search_and_no_more_hits_than_it_needs() -> None:
    engine = EngineWith(*(hit(n, NOW - n * DAY) for n in range(1, 10)))
    page, has_more = newest_first(searcher(engine), QUERY, None, 3)
    following, _ = newest_first(searcher(engine), QUERY, page[-1], 3)
    last, is_more_left = newest_first(searcher(engine), QUERY, following[-1], 3)

    assert [*numbers(page), *numbers(following), *numbers(last)] == list(range(1, 10))
    assert [position.rank for position in (*page, *following, *last)] == list(range(9))
    assert (has_more, is_more_left) == (True, False)
    assert engine.limits == [4, 5, 5]


def test_where_many_share_a_moment_the_engine_is_asked_for_twice_as_many() -> None:
    engine = EngineWith(*(hit(n, NOW - DAY) for n in range(1, 7)), hit(9, NOW - 2 * DAY))
    page, has_more = newest_first(searcher(engine), QUERY, None, 2)

    assert numbers(page) == [6, 5, 4, 3, 2, 1, 9]
    assert not has_more
    assert engine.limits == [3, 6, 12]


def test_by_date_one_reads_on_after_an_article_that_is_gone() -> None:
    engine = EngineWith(*(hit(n, NOW - DAY) for n in (1, 2, 4)))
    gone = SearchPosition(hit(3, NOW).id, 0.0, time_key(NOW - DAY), 1)
    page, _ = newest_first(searcher(engine), QUERY, gone, 5)

    assert [(position.id.int >> 64, position.rank) for position in page] == [(2, 2), (1, 3)]


@pytest.mark.parametrize(
    ("age", "boost"), [(0, 1.75), (14, 1 + 0.5 / math.e + 0.24), (365, 1 + 0.25 / math.e), (4_000, 1.0)]
)
def test_what_is_new_counts_more(age: int, boost: float) -> None:
    [position], _ = best_first(searcher(EngineWith(hit(1, NOW - age * DAY, 2.0))), QUERY, None, 5)

    assert position.score == pytest.approx(2.0 * boost, rel=0.001)


def test_an_article_of_tomorrow_counts_as_one_of_today() -> None:
    [position], _ = best_first(searcher(EngineWith(hit(1, NOW + 9 * DAY))), QUERY, None, 5)

    assert position.score == pytest.approx(1.75)


def test_news_moves_up_within_a_window_and_scores_never_rise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "RESCORE_WINDOW", 2)
    old, new = NOW - 9 * YEAR, NOW
    engine = EngineWith(hit(1, old, 3.0), hit(2, new, 2.0), hit(3, old, 1.9), hit(4, new, 1.8))
    page, has_more = best_first(searcher(engine), QUERY, None, 4)

    assert numbers(page) == [2, 1, 4, 3]
    assert [position.score for position in page] == pytest.approx([3.5, 3.0, 3.0, 1.9], rel=0.001)
    assert has_more
    following, _ = best_first(searcher(engine), QUERY, page[1], 2)
    assert following == page[2:]


def test_equal_scores_are_in_the_order_of_arrival() -> None:
    engine = EngineWith(*(hit(n, NOW - DAY) for n in (3, 1, 2)))

    assert numbers(best_first(searcher(engine), QUERY, None, 9)[0]) == [1, 2, 3]


def test_by_relevance_one_reads_on_where_the_article_stands_now() -> None:
    engine = EngineWith(*(hit(n, NOW, 9.0 - n) for n in range(5)))
    page, _ = best_first(searcher(engine), QUERY, None, 2)
    engine.hits.insert(0, hit(9, NOW, 10.0))

    assert numbers(best_first(searcher(engine), QUERY, page[1], 9)[0]) == [2, 3, 4]
    engine.hits = [remaining for remaining in engine.hits if remaining.id not in {hit(9, NOW).id, page[1].id}]
    assert numbers(best_first(searcher(engine), QUERY, page[1], 9)[0]) == [2, 3, 4]


def test_by_relevance_whole_windows_are_taken_down_to_the_deepest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "RESCORE_WINDOW", 4)
    monkeypatch.setattr(ranking, "SEARCH_DEPTH_MAX", 10)
    engine = EngineWith(*(hit(n, NOW, 99.0 - n) for n in range(20)))
    first, _ = best_first(searcher(engine), QUERY, None, 4)
    second, _ = best_first(searcher(engine), QUERY, first[-1], 4)
    third, _ = best_first(searcher(engine), QUERY, second[-1], 4)

    assert engine.limits == [4, 8, 10]
    assert numbers(third) == [8, 9]
