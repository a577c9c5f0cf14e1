"""What a person asks of the search: the best or newest articles, how many, in which sections and years.

Everything is answered from one state of the index. By relevance it is BM25, and what is new counts more; the
engine's order is taken in blocks, and each block is put in order anew, so that every page comes from the same
order however far one reads.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search.engine import EngineQuery, Facet, FirstPage, Hit, Searcher, SearchOrder
from broadsheet_server.search.query_interpreter import QueryClauses, QueryInterpreter
from broadsheet_server.search.query_parser import parse_query
from broadsheet_server.search.suggestions import Speller
from broadsheet_server.search.tantivy.fields import milliseconds, moment_of

DEEPEST = 10_000
"""By relevance one can read so far; the order by date has no end."""

FACET_VALUES = {Facet.SECTION: 100, Facet.TAG: 20, Facet.AUTHOR: 20, Facet.YEAR: 50}
"""Most values that a facet names, the most frequent ones."""

_OWN_FILTERS = {
    Facet.SECTION: ("section",),
    Facet.TAG: ("tag",),
    Facet.AUTHOR: ("author",),
    Facet.YEAR: ("published_after", "published_before"),
}
_CUT_OFF = 2
"""Newest-first, what is asked for and not shown: the article that one reads on from, and the last one."""

_BLOCK = 100
_DAY = 86_400_000
_NEWS, _NEWS_SPAN = 0.5, 14
_RECENT, _RECENT_SPAN = 0.25, 365


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to look for, among which articles, in which order, at which moment.

    `gone` are articles that the index may not know to be gone.
    """

    text: str
    filters: ArticleFilter
    order: SearchOrder
    now: datetime
    gone: frozenset[UUID] = frozenset()


class SearchPosition(NamedTuple):
    """Where an article stood among what was found: after how many others, with which score and date.

    By relevance it is known what there was on the first page; newest-first it does not matter.
    """

    key: UUID
    score: float
    place: int
    rank: int
    first: FirstPage | None = None


@dataclass(frozen=True, slots=True)
class SearchExtras:
    """What is wanted besides the articles. None of it is computed unasked."""

    total: bool = False
    facets: frozenset[Facet] = frozenset()
    suggestion: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found. `has_more` says whether there may be more than these.

    `sequence` is how far the index, as it answered, had followed the change feed.
    """

    spots: Sequence[SearchPosition]
    has_more: bool
    clauses: QueryClauses
    sequence: int
    total: int | None = None
    facets: Mapping[Facet, Mapping[str, int]] | None = None
    suggestion: str | None = None


HitRange = tuple[list[SearchPosition], bool]


def search(
    searcher: Searcher, wish: SearchRequest, after: SearchPosition | None, size: int, extras: SearchExtras
) -> SearchResult:
    """At least `size` articles after a spot, if there are so many. Any text is a search."""
    interpreter = QueryInterpreter(searcher, wish.filters.language)
    typed = parse_query(wish.text)
    clauses = interpreter.clauses(typed)
    if not clauses.wanted:
        return SearchResult((), False, clauses, searcher.sequence, 0, {facet: {} for facet in extras.facets})
    question = _question(wish, clauses, _first_page(wish, after))
    read = _newest if wish.order is SearchOrder.NEWEST else _best
    return SearchResult(
        *read(searcher, question, after, size),
        clauses,
        searcher.sequence,
        searcher.count(question) if extras.total else None,
        _facets(searcher, question, extras.facets),
        _suggestion(searcher, wish, interpreter) if extras.suggestion else None,
    )


def _question(wish: SearchRequest, clauses: QueryClauses, first: FirstPage | None = None) -> EngineQuery:
    return EngineQuery(
        clauses.wanted, wish.now, clauses.unwanted, filters=wish.filters, gone=wish.gone, first=first
    )


def _first_page(wish: SearchRequest, after: SearchPosition | None) -> FirstPage | None:
    """What the first page saw, as a cursor says; whoever forges one sees no more, and no later day."""
    if after is None or after.first is None:
        return None
    return after.first._replace(moment=min(after.first.moment, milliseconds(wish.now)))


def _newest(searcher: Searcher, question: EngineQuery, after: SearchPosition | None, size: int) -> HitRange:
    """By date, those of the same place by key. What is older stays so, whatever arrives on top.

    The engine cuts its answer anywhere among equals: those at its end are left to the next page, and where
    that leaves too few, because many stand at one place, more is asked for.
    """
    asked = question if after is None else replace(question, upto=after.place)
    rank = 0 if after is None else after.rank + 1
    limit = size + _CUT_OFF
    while True:
        hits = searcher.search(asked, SearchOrder.NEWEST, limit)
        has_more = len(hits) == limit
        found = _older(hits, after, is_cut=has_more)
        if len(found) >= size or not has_more:
            return [
                SearchPosition(hit.key, 0.0, hit.place, rank + i) for i, hit in enumerate(found)
            ], has_more
        limit *= 2


def _older(hits: Sequence[Hit], after: SearchPosition | None, *, is_cut: bool) -> list[Hit]:
    """The hits in order, without those up to a spot, and without the last place where that may be cut."""
    found = sorted(hits, key=lambda hit: (hit.place, hit.number), reverse=True)
    if is_cut:
        found = [hit for hit in found if hit.place > hits[-1].place]
    if after is None:
        return found
    return [hit for hit in found if (hit.place, hit.number) < (after.place, after.key.int)]


def _best(searcher: Searcher, question: EngineQuery, after: SearchPosition | None, size: int) -> HitRange:
    """By relevance: what follows the article of `after`, wherever that stands now.

    All pages leave out what arrived after the first one, and count what is new from its day.
    """
    first = question.first or FirstPage(milliseconds(question.now), searcher.latest)
    reach = size if after is None else after.rank + 1 + size
    upto = min(DEEPEST, math.ceil(reach / _BLOCK) * _BLOCK)
    hits = searcher.search(question, SearchOrder.RELEVANCE, upto)
    stood = 0 if after is None else _place_of(after, hits)
    spots = _ranked(hits, first, stood // _BLOCK)
    start = 0 if after is None else _following(spots, after)
    return [spot for spot in spots if spot.rank >= start], len(hits) == upto


def _place_of(spot: SearchPosition, hits: Sequence[Hit]) -> int:
    """Where the engine has that article; if it has gone, the rank that it had."""
    return next((i for i, hit in enumerate(hits) if hit.number == spot.key.int), spot.rank)


def _following(spots: Sequence[SearchPosition], after: SearchPosition) -> int:
    """Where to go on: after that article; if it has gone, those behind it have moved up into its rank."""
    return next((spot.rank + 1 for spot in spots if spot.key == after.key), after.rank)


def _ranked(hits: Sequence[Hit], first: FirstPage, block: int) -> list[SearchPosition]:
    """The engine's order from one of its blocks on, in each block new articles moved up.

    Scores never rise from top to bottom.
    """
    today = first.moment // _DAY
    worth = [hit.score * _recency[max(0, today - moment_of(hit.place) // _DAY)] for hit in hits]
    ceiling = min(worth[: block * _BLOCK], default=math.inf)
    found: list[SearchPosition] = []
    for start in range(block * _BLOCK, len(hits), _BLOCK):
        among = range(start, min(start + _BLOCK, len(hits)))
        ordered = sorted(among, key=lambda i: (-worth[i], hits[i].number))
        for rank, i in enumerate(ordered, start):
            found.append(SearchPosition(hits[i].key, min(worth[i], ceiling), hits[i].place, rank, first))
        ceiling = found[-1].score
    return found


class _Recency(dict[int, float]):
    """What being new is worth: news of today counts 1.75 times, of last year a little more than old ones."""

    def __missing__(self, age: int) -> float:
        news, recent = math.exp(-age / _NEWS_SPAN), math.exp(-age / _RECENT_SPAN)
        found = self[age] = 1.0 + _NEWS * news + _RECENT * recent
        return found


_recency = _Recency()


def _facets(
    searcher: Searcher, question: EngineQuery, wanted: frozenset[Facet]
) -> dict[Facet, dict[str, int]]:
    """The values of each facet among what would be found without its own filter."""
    together: dict[ArticleFilter, dict[Facet, int]] = {}
    for facet in wanted:
        own = dict.fromkeys(_OWN_FILTERS[facet])
        filters = replace(question.filters, **own)  # type: ignore[arg-type]
        together.setdefault(filters, {})[facet] = FACET_VALUES[facet]
    found: dict[Facet, dict[str, int]] = {}
    for filters, limits in together.items():
        found |= searcher.facets(replace(question, filters=filters), limits)
    return found


def _suggestion(searcher: Searcher, wish: SearchRequest, interpreter: QueryInterpreter) -> str | None:
    """The text respelled, if something is found by it."""
    better = Speller(searcher, interpreter, wish.now).respelled(wish.text, parse_query(wish.text))
    if better is None:
        return None
    clauses = interpreter.clauses(parse_query(better))
    if not clauses.wanted:
        return None
    return better if searcher.search(_question(wish, clauses), SearchOrder.NEWEST, 1) else None
