"""Results of the searches asked last, kept with the state of the index that gave them.

What is kept needs no words, no hits and no counts again. A page by relevance is kept for its day, from which
recency counts. A newer state of the index takes over what the one before it gave, where no article that has
changed since matches (`ranked_search.differs`): while news arrives, the index has a newer one every second.
By relevance that is done for a minute: scores count how many articles have a word, of all that there are.
"""

import time
from collections.abc import Hashable
from dataclasses import replace
from threading import Lock
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from broadsheet_server.search.engine import Searcher, SearchOrder
from broadsheet_server.search.kept_answers import KeptAnswers
from broadsheet_server.search.query_interpreter import QueryClauses, QueryInterpreter
from broadsheet_server.search.query_parser import parse_query
from broadsheet_server.search.ranked_search import (
    SearchExtras,
    SearchRequest,
    SearchResult,
    differs,
    quick_clauses,
    search,
)
from broadsheet_server.search.ranking import SearchPosition, day

SCORES_HOLD_SECONDS: Final = 60.0
"""How old the state of the index may be that a page by relevance was scored by."""

EARLIER_SECONDS: Final = 60.0
"""For how long the state before the newest one is remembered: it holds files of the index that are gone."""

_POSITION_VALUES: Final = 4
"""What a position takes, in values of `KeptAnswers`."""


class _Found(NamedTuple):
    """A result, and when it was found (monotonic clock)."""

    result: SearchResult
    at: float


class _Kept(KeptAnswers[_Found]):
    """What is kept of one state of the index; `earlier` is the state before it, while that is remembered."""

    def __init__(self, earlier: Searcher | None) -> None:
        super().__init__()
        self.earlier = earlier
        self.began_at = time.monotonic()


_kept_by_searcher: WeakKeyDictionary[Searcher, _Kept] = WeakKeyDictionary()
_lock = Lock()


class PageRequest(NamedTuple):
    """Which results of a search are asked for: at least `size` after a position, and what besides."""

    search: SearchRequest
    after: SearchPosition | None
    size: int
    extras: SearchExtras


def quick_result(searcher: Searcher, page: PageRequest) -> SearchResult | None:
    """A kept result, or one that takes a fraction of a millisecond; None where it may take longer."""
    if (key := _key(searcher, page)) is not None and (kept := _kept(searcher).get(key)) is not None:
        return kept.result
    clauses = quick_clauses(searcher, page.search, page.extras)
    return None if clauses is None else _found(searcher, page, key, clauses)


def any_result(searcher: Searcher, page: PageRequest) -> SearchResult:
    """The result, however long it takes."""
    interpreter = QueryInterpreter(searcher, page.search.filters.language)
    return _found(searcher, page, _key(searcher, page), interpreter.clauses(parse_query(page.search.text)))


def _found(
    searcher: Searcher, page: PageRequest, key: Hashable | None, clauses: QueryClauses
) -> SearchResult:
    found = None if key is None else _taken_over(searcher, page, clauses)
    if found is None:
        found = _Found(
            search(searcher, page.search, page.after, page.size, page.extras, clauses), time.monotonic()
        )
    if key is not None:
        result = found.result
        counts = sum(map(len, (result.facets or {}).values())) + len(page.search.withdrawn_ids)
        size = _POSITION_VALUES * len(result.positions) + counts
        _kept(searcher).keep(key, (*clauses.required, *clauses.excluded), found, size)
    return found.result


def _taken_over(searcher: Searcher, page: PageRequest, clauses: QueryClauses) -> _Found | None:
    """What the state before this one gave, if this one would give the same."""
    earlier = _kept(searcher).earlier
    if earlier is None or page.extras.suggestion:  # a suggestion depends on all words of the index
        return None
    key = _key(earlier, page)
    found = None if key is None else _kept(earlier).get(key)
    if found is None or found.result.clauses != clauses:
        return None
    is_scored = page.search.order is SearchOrder.RELEVANCE
    if is_scored and time.monotonic() > found.at + SCORES_HOLD_SECONDS:
        return None
    if differs(searcher, earlier, page.search, found.result):
        return None
    return found._replace(result=replace(found.result, sequence=searcher.sequence))


def _kept(searcher: Searcher) -> _Kept:
    """What is kept of one state of the index. The newest one remembers the one before it, and that none."""
    kept = _kept_by_searcher.get(searcher)
    if kept is None:
        return _begun(searcher)
    if kept.earlier is not None and time.monotonic() > kept.began_at + EARLIER_SECONDS:
        kept.earlier = None
    return kept


def _begun(searcher: Searcher) -> _Kept:
    with _lock:
        newest = max(_kept_by_searcher.items(), key=_began_at, default=None)
        if newest is None:
            return _kept_by_searcher.setdefault(searcher, _Kept(None))
        newest[1].earlier = None
        return _kept_by_searcher.setdefault(searcher, _Kept(newest[0]))


def _began_at(item: tuple[Searcher, _Kept]) -> float:
    return item[1].began_at


def _key(searcher: Searcher, page: PageRequest) -> Hashable | None:
    """What tells apart requests with different results; None where that is not known."""
    request = page.search
    if (visibility := searcher.visibility(request.now)) is None:
        return None
    today = day(request.now) if request.order is SearchOrder.RELEVANCE else None
    asked = request.text, request.order, request.filters, request.withdrawn_ids
    return visibility, today, *asked, *page[1:]
