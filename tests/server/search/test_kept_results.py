"""Results are kept with the state of the index that gave them, and given again while they are right."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search import kept_results
from broadsheet_server.search.engine import Facet, SearchOrder
from broadsheet_server.search.kept_results import PageRequest, any_result, quick_result
from broadsheet_server.search.ranked_search import SearchExtras, SearchRequest, SearchResult, search
from broadsheet_server.search.tantivy.commits import COMMITS_MAX
from tests.server.search.small_index import DAY, NOW, SmallIndex

COUNTED = SearchExtras(total=True, facets=frozenset({Facet.SECTION}))


@pytest.fixture
def index(tmp_path: Path) -> SmallIndex:
    """An index of a few articles."""
    index = SmallIndex(tmp_path / "index")
    index.holds("Bridge of the harbour", "Bridge of the river", "A tram")
    return index


def page(
    text: str,
    now: datetime = NOW,
    order: SearchOrder = SearchOrder.NEWEST,
    extras: SearchExtras = COUNTED,
    size: int = 20,
) -> PageRequest:
    """A request for the first page of a search."""
    return PageRequest(SearchRequest(text, ArticleFilter(), order, now), None, size, extras)


def found(index: SmallIndex, asked: PageRequest) -> SearchResult:
    """The result, as a reader asks for it: quickly if possible."""
    result = quick_result(index.searcher, asked)
    return any_result(index.searcher, asked) if result is None else result


@contextmanager
def nothing_is_searched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only what is kept can be given."""
    with monkeypatch.context() as patched:
        patched.delattr(kept_results, "search")
        yield


@pytest.mark.parametrize("text", ["bridge ", '"the river"', "br"])
@pytest.mark.parametrize("order", list(SearchOrder))
def test_the_same_search_is_answered_by_what_is_kept(
    index: SmallIndex, monkeypatch: pytest.MonkeyPatch, text: str, order: SearchOrder
) -> None:
    first = found(index, page(text, order=order))
    assert first.total
    with nothing_is_searched(monkeypatch):
        again = quick_result(index.searcher, page(text, NOW + timedelta(minutes=1), order))
    assert again is first


@pytest.mark.parametrize(
    "other",
    [
        page("tram "),
        page("bridge ", order=SearchOrder.RELEVANCE),
        page("bridge ", extras=SearchExtras()),
        page("bridge ", size=10),
    ],
)
def test_another_question_is_asked_anew(index: SmallIndex, other: PageRequest) -> None:
    first = found(index, page("bridge "))
    assert found(index, other) is not first


def test_recency_counts_from_today(index: SmallIndex) -> None:
    first = found(index, page("bridge ", order=SearchOrder.RELEVANCE))
    tomorrow = found(index, page("bridge ", NOW + DAY, SearchOrder.RELEVANCE))
    assert tomorrow.positions[0].score < first.positions[0].score


def test_a_new_state_of_the_index_and_the_end_of_an_embargo_end_what_is_kept(index: SmallIndex) -> None:
    assert found(index, page("bridge ")).total == 2
    index.holds("Bridge ahead", public_from=NOW + DAY)
    assert found(index, page("bridge ")).total == 2
    assert found(index, page("bridge ", NOW + 2 * DAY)).total == 3


@pytest.mark.parametrize("order", list(SearchOrder))
def test_news_of_something_else_leaves_what_is_kept(
    index: SmallIndex, monkeypatch: pytest.MonkeyPatch, order: SearchOrder
) -> None:
    first = found(index, page("bridge ", order=order))
    for _ in range(3):
        index.holds("Another tram")
        with nothing_is_searched(monkeypatch):
            again = found(index, page("bridge ", order=order))
        assert (again.positions, again.total, again.facets) == (first.positions, first.total, first.facets)


@pytest.mark.parametrize(
    ("change", "total"),
    [
        (lambda index: index.holds("Bridge in the fog"), 3),
        (lambda index: index.changes(2, "A bridge for trams"), 3),
        (lambda index: index.changes(0, "Harbour"), 1),
        (lambda index: index.changes(0, "Bridge of the harbour", section="world"), 2),
        (lambda index: index.changes(0, "Bridge of the harbour", public_until=NOW), 1),
        (lambda index: index.loses(1), 1),
    ],
)
def test_whatever_has_begun_or_ceased_to_match_is_seen_at_once(
    index: SmallIndex, change: Callable[[SmallIndex], None], total: int
) -> None:
    found(index, page("bridge "))
    change(index)
    asked = page("bridge ")
    again = found(index, asked)
    assert again == search(index.searcher, asked.search, None, asked.size, asked.extras)
    assert again.total == total


def test_of_too_many_commits_nothing_is_taken_over(index: SmallIndex) -> None:
    first = found(index, page("bridge "))
    for _ in range(COMMITS_MAX + 1):
        index.holds("Another tram")
    assert index.searcher.changed_since(index.searcher) == frozenset()
    again = found(index, page("bridge "))
    assert (again, again is first) == (first, False)


def test_scores_are_not_taken_over_for_longer_than_a_minute(
    index: SmallIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found(index, page("bridge ", order=SearchOrder.RELEVANCE))
    index.holds(*(f"Another tram {number}" for number in range(9)))
    monkeypatch.setattr(kept_results, "SCORES_HOLD_SECONDS", 0.0)
    again = found(index, page("bridge ", order=SearchOrder.RELEVANCE))
    assert again.positions[0].score > first.positions[0].score


def test_a_prefix_that_has_another_word_now_is_searched_anew(index: SmallIndex) -> None:
    assert found(index, page("bri")).total == 2
    index.holds("Brigade")
    assert found(index, page("bri")).total == 3


def test_another_index_takes_over_nothing(index: SmallIndex, tmp_path: Path) -> None:
    found(index, page("bridge "))
    other = SmallIndex(tmp_path / "other")
    other.holds("Bridge elsewhere")
    assert other.searcher.changed_since(index.searcher) is None
    assert found(other, page("bridge ")).total == 1
