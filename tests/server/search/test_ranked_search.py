"""Which searches are answered at once, and which in a thread, while others are served."""

from pathlib import Path

import pytest

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search import ranked_search
from broadsheet_server.search.engine import Facet, SearchOrder
from broadsheet_server.search.ranked_search import SearchExtras, SearchRequest, quick_clauses
from tests.server.search.small_index import NOW, SmallIndex

NOTHING_ELSE = SearchExtras()


@pytest.fixture
def index(tmp_path: Path) -> SmallIndex:
    """An index of a few articles."""
    index = SmallIndex(tmp_path / "index")
    index.holds("Bridge of the harbour", "Bridge of the river", "A tram")
    return index


def is_answered_at_once(index: SmallIndex, text: str, extras: SearchExtras = NOTHING_ELSE) -> bool:
    """Whether this search is."""
    request = SearchRequest(text, ArticleFilter(), SearchOrder.NEWEST, NOW)
    return quick_clauses(index.searcher, request, extras) is not None


@pytest.mark.parametrize("text", ["bridge ", "harbour tram -river ", "harbou"])
def test_words_that_few_articles_have_are_searched_at_once(index: SmallIndex, text: str) -> None:
    assert is_answered_at_once(index, text)


@pytest.mark.parametrize("text", ['"the river"', "follow-up ", "br", "渡轮", "harbour br", "-“of the”"])
def test_phrases_short_beginnings_and_chinese_are_searched_in_a_thread(index: SmallIndex, text: str) -> None:
    assert not is_answered_at_once(index, text)


def test_a_word_that_many_articles_have_is_searched_in_a_thread(
    index: SmallIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranked_search, "QUICK_POSTINGS", 2)

    assert is_answered_at_once(index, "bridge ")
    assert not is_answered_at_once(index, "bridge tram ")
    assert not is_answered_at_once(index, "tram -bridge ")


def test_what_is_counted_by_thousands_of_values_or_respelled_is_done_in_a_thread(index: SmallIndex) -> None:
    few = SearchExtras(total=True, facets=frozenset({Facet.SECTION, Facet.YEAR}))

    assert is_answered_at_once(index, "bridge ", few)
    assert not is_answered_at_once(index, "bridge ", SearchExtras(facets=frozenset({Facet.TAG})))
    assert not is_answered_at_once(index, "bridge ", SearchExtras(suggestion=True))
