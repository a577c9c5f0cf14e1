"""What every search engine has to do so that pages neither skip nor repeat; see `engine_contract`."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search.engine import EngineQuery, PointInTime, SearchOrder
from broadsheet_server.search.ranked_search import SearchExtras, SearchRequest, search
from broadsheet_server.search.time_order import milliseconds
from broadsheet_server.storage.uuid7 import uuid7
from tests.server.search.engine_contract import DAY, NOW, Engine, article, word


def read_newest_first(engine: Engine, page_size: int) -> list[UUID]:
    """All about the bridge, page by page."""
    request = SearchRequest("bridge", ArticleFilter(), SearchOrder.NEWEST, NOW)
    read: list[UUID] = []
    after, has_more = None, True
    while has_more:
        found = search(engine.searcher, request, after, page_size, SearchExtras())
        page, has_more = found.positions[:page_size], found.has_more or len(found.positions) > page_size
        assert len(page) == page_size or not has_more
        read += [spot.id for spot in page]
        after = page[-1]
    return read


class PagingContract:
    """Derive `Test…` from it too."""

    def test_newest_first_goes_on_where_it_stopped(self, engine: Engine) -> None:
        engine.holds(
            *(
                article(n, "Bridge", published_at=NOW - n * DAY, public_from=NOW - n * DAY)
                for n in range(1, 8)
            )
        )
        question = EngineQuery((word("bridge"),), NOW)
        page = engine.searcher.search(question, SearchOrder.NEWEST, 3)
        assert [hit.id_int for hit in page] == [1, 2, 3]
        engine.holds(article(9, "Bridge", published_at=NOW, public_from=NOW))
        following = engine.searcher.search(
            replace(question, time_key_max=page[-1].time_key), SearchOrder.NEWEST, 3
        )
        assert [hit.id_int for hit in following] == [3, 4, 5]

    @pytest.mark.parametrize("make_key", [uuid7, uuid4])
    def test_thousands_of_one_moment_are_read_newest_first_once_each(
        self, engine: Engine, make_key: Callable[[], UUID]
    ) -> None:
        keys = {make_key() for _ in range(4_000)}
        engine.holds(*(article(key.int, "Bridge") for key in keys))
        read = read_newest_first(engine, 10)
        assert len(read) == len(keys)
        assert set(read) == keys

    def test_a_run_of_equals_longer_than_a_page_is_read_newest_first_once_each(self, engine: Engine) -> None:
        numbers = [number << 64 for number in range(1, 101)]
        engine.holds(
            *(
                article(number, "Bridge", published_at=NOW - (1 + i % 2) * DAY)
                for i, number in enumerate(numbers)
            )
        )
        read = [key.int for key in read_newest_first(engine, 7)]
        assert read == [*numbers[::2][::-1], *numbers[1::2][::-1]]

    def test_what_arrived_or_opened_after_the_first_page_is_left_out(self, engine: Engine) -> None:
        early, late, latest = (number << 64 for number in (1, 2, 3))
        engine.holds(article(early, "Bridge"), article(late, "Bridge", public_from=NOW + DAY))
        assert engine.searcher.latest_arrival == 2
        first_page = PointInTime(milliseconds(NOW), engine.searcher.latest_arrival)
        engine.holds(article(latest, "Bridge"))
        assert sorted(engine.finds(word("bridge"), now=NOW + DAY)) == [early, late, latest]
        assert engine.finds(word("bridge"), now=NOW + DAY, point_in_time=first_page) == [early]
