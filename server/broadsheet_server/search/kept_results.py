"""Results of the searches asked last, kept with the state of the index that gave them.

What is kept needs no words, no hits and no counts again. A page by relevance is kept for its day, from which
recency counts.
"""

from collections.abc import Hashable
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from broadsheet_server.search.engine import Searcher, SearchOrder
from broadsheet_server.search.kept_answers import KeptAnswers
from broadsheet_server.search.query_interpreter import QueryClauses
from broadsheet_server.search.ranked_search import (
    SearchExtras,
    SearchRequest,
    SearchResult,
    quick_clauses,
    search,
)
from broadsheet_server.search.ranking import SearchPosition, day

_POSITION_VALUES: Final = 4
"""What a position takes, in values of `KeptAnswers`."""

_Kept = KeptAnswers[SearchResult]
_kept_by_searcher: WeakKeyDictionary[Searcher, _Kept] = WeakKeyDictionary()


class PageRequest(NamedTuple):
    """Which results of a search are asked for: at least `size` after a position, and what besides."""

    search: SearchRequest
    after: SearchPosition | None
    size: int
    extras: SearchExtras


def quick_result(searcher: Searcher, page: PageRequest) -> SearchResult | None:
    """A kept result, or one that takes a fraction of a millisecond; None where it may take longer."""
    if (key := _key(searcher, page)) is not None and (kept := _kept(searcher).get(key)) is not None:
        return kept
    clauses = quick_clauses(searcher, page.search, page.extras)
    return None if clauses is None else _found(searcher, page, key, clauses)


def any_result(searcher: Searcher, page: PageRequest) -> SearchResult:
    """The result, however long it takes."""
    return _found(searcher, page, _key(searcher, page), None)


def _found(
    searcher: Searcher, page: PageRequest, key: Hashable | None, clauses: QueryClauses | None
) -> SearchResult:
    found = search(searcher, page.search, page.after, page.size, page.extras, clauses)
    if key is not None:
        counts = sum(map(len, (found.facets or {}).values())) + len(page.search.withdrawn_ids)
        size = _POSITION_VALUES * len(found.positions) + counts
        _kept(searcher).keep(key, (*found.clauses.required, *found.clauses.excluded), found, size)
    return found


def _kept(searcher: Searcher) -> _Kept:
    """What is kept of one state of the index."""
    return _kept_by_searcher.setdefault(searcher, _Kept())


def _key(searcher: Searcher, page: PageRequest) -> Hashable | None:
    """What tells apart requests with different results; None where that is not known."""
    request = page.search
    if (visibility := searcher.visibility(request.now)) is None:
        return None
    today = day(request.now) if request.order is SearchOrder.RELEVANCE else None
    asked = request.text, request.order, request.filters, request.withdrawn_ids
    return visibility, today, *asked, *page[1:]
