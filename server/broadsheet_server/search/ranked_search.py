"""Searching articles: results in order, how many, facets, and a spelling correction.

Everything is answered from one committed state of the index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search.engine import (
    EngineQuery,
    Facet,
    PhraseClause,
    PointInTime,
    Searcher,
    SearchOrder,
)
from broadsheet_server.search.folding import has_cjk
from broadsheet_server.search.query_interpreter import QueryClauses, QueryInterpreter
from broadsheet_server.search.query_parser import QueryPart, parse_query
from broadsheet_server.search.ranking import SearchPosition, best_first, newest_first
from broadsheet_server.search.suggestions import SpellingCorrector
from broadsheet_server.search.time_order import milliseconds

FACET_VALUES = {Facet.SECTION: 100, Facet.TAG: 20, Facet.AUTHOR: 20, Facet.YEAR: 50}
"""Most values of each facet, the most frequent ones."""

QUICK_POSTINGS = 5_000
"""A search that has to look at no more postings takes a fraction of a millisecond."""

QUICK_PREFIX_LENGTH_MIN = 4
"""A shorter prefix may begin thousands of words."""

COMPARED_MAX = 100
"""Of more articles it would take longer to tell whether they match than to search again."""

_FEW_VALUED = frozenset({Facet.SECTION, Facet.YEAR})

_OWN_FILTERS = {
    Facet.SECTION: ("section",),
    Facet.TAG: ("tag",),
    Facet.AUTHOR: ("author",),
    Facet.YEAR: ("published_after", "published_before"),
}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to search for, among which articles, in which order, at which moment.

    `withdrawn_ids` are articles that the index may not know yet to be no longer public.
    """

    text: str
    filters: ArticleFilter
    order: SearchOrder
    now: datetime
    withdrawn_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class SearchExtras:
    """What to compute besides the results: nothing of it is done unless it is selected."""

    total: bool = False
    facets: frozenset[Facet] = frozenset()
    suggestion: bool = False

    @property
    def are_quick(self) -> bool:
        """Whether they take no longer than the results: neither do tags and authors, of which there are
        thousands, nor spelling.
        """
        return not self.suggestion and self.facets <= _FEW_VALUED


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The results. `has_more` says whether there may be more behind them.

    `sequence` is how far a state of the index had followed the change feed that gives this result; `found_at`
    is that of the first one that gave it.
    """

    positions: Sequence[SearchPosition]
    has_more: bool
    clauses: QueryClauses
    sequence: int
    total: int | None = None
    facets: Mapping[Facet, Mapping[str, int]] | None = None
    suggestion: str | None = None
    found_at: int = 0


def search(
    searcher: Searcher,
    request: SearchRequest,
    after: SearchPosition | None,
    size: int,
    extras: SearchExtras,
    clauses: QueryClauses | None = None,
) -> SearchResult:
    """At least `size` results after a position, if there are so many. Any text is a valid query.

    `clauses` are those of the request where they are known already.
    """
    interpreter = QueryInterpreter(searcher, request.filters.language)
    clauses = clauses or interpreter.clauses(parse_query(request.text))
    if not clauses.required:
        none = {facet: dict[str, int]() for facet in extras.facets}
        return SearchResult((), False, clauses, searcher.sequence, 0, none, None, searcher.sequence)
    query = _query(request, clauses, _point_in_time(request, after))
    read = newest_first if request.order is SearchOrder.NEWEST else best_first
    facets = _facets(searcher, query, extras.facets)  # before the total, which the same pass counts
    return SearchResult(
        *read(searcher, query, after, size),
        clauses,
        searcher.sequence,
        searcher.count(query) if extras.total else None,
        facets,
        _suggestion(searcher, request, interpreter) if extras.suggestion else None,
        searcher.sequence,
    )


def differs(searcher: Searcher, earlier: Searcher, request: SearchRequest, found: SearchResult) -> bool:
    """Whether this state of the index may give another result than an earlier one, to the same question.

    It does not where no article that has changed between them matches in either: then the same match, with
    the same counts. By relevance their scores change by a trifle, because there are more articles.
    """
    changed = searcher.changed_since(earlier)
    if changed is None or len(changed) > COMPARED_MAX or not found.clauses.required:
        return True
    query = EngineQuery(
        found.clauses.required, request.now, found.clauses.excluded
    )  # facets have less filters
    return bool(changed) and any(state.matches_any(query, changed) for state in (searcher, earlier))


def quick_clauses(searcher: Searcher, request: SearchRequest, extras: SearchExtras) -> QueryClauses | None:
    """The clauses of a search that takes a fraction of a millisecond, as far as can be told at once.

    That is so for words that few articles have: no phrases, no Chinese, which has to be segmented, and no
    short prefixes. None for any other search.
    """
    parts = parse_query(request.text)
    is_long = not extras.are_quick or request.filters.is_nested
    if is_long or not parts or any(map(_may_be_long, parts)):
        return None
    clauses = QueryInterpreter(searcher, request.filters.language).clauses(parts)
    terms: set[str] = set()
    for clause in (*clauses.required, *clauses.excluded):
        if isinstance(clause, PhraseClause):
            return None
        terms |= clause.terms | clause.expansions
    return clauses if sum(map(searcher.text_document_frequency, terms)) <= QUICK_POSTINGS else None


def _may_be_long(part: QueryPart) -> bool:
    is_short_prefix = part.is_prefix and len(part.text) < QUICK_PREFIX_LENGTH_MIN
    return part.is_phrase or is_short_prefix or has_cjk(part.text)


def _query(
    request: SearchRequest, clauses: QueryClauses, point_in_time: PointInTime | None = None
) -> EngineQuery:
    return EngineQuery(
        clauses.required,
        request.now,
        clauses.excluded,
        filters=request.filters,
        withdrawn_ids=request.withdrawn_ids,
        point_in_time=point_in_time,
    )


def _point_in_time(request: SearchRequest, after: SearchPosition | None) -> PointInTime | None:
    """The point in time of the first page, from the cursor; a forged one cannot reach beyond now."""
    if after is None or after.point_in_time is None:
        return None
    point_in_time = after.point_in_time
    return point_in_time._replace(milliseconds=min(point_in_time.milliseconds, milliseconds(request.now)))


def _facets(
    searcher: Searcher, query: EngineQuery, selected: frozenset[Facet]
) -> dict[Facet, dict[str, int]]:
    """The values of each facet among what would match without the facet's own filter (multi-select facets).

    Facets with the same remaining filters are counted together.
    """
    limits: dict[ArticleFilter, dict[Facet, int]] = {}
    for facet in selected:
        own_filters = dict.fromkeys(_OWN_FILTERS[facet])
        filters = replace(query.filters, **own_filters)  # type: ignore[arg-type]
        limits.setdefault(filters, {})[facet] = FACET_VALUES[facet]
    counts: dict[Facet, dict[str, int]] = {}
    for filters, facet_limits in limits.items():
        counts |= searcher.facets(replace(query, filters=filters), facet_limits)
    return counts


def _suggestion(searcher: Searcher, request: SearchRequest, interpreter: QueryInterpreter) -> str | None:
    """The query with corrected spelling, if that has results."""
    corrector = SpellingCorrector(searcher, interpreter, request.now)
    corrected = corrector.corrected(request.text, parse_query(request.text))
    if corrected is None:
        return None
    clauses = interpreter.clauses(parse_query(corrected))
    if not clauses.required:
        return None
    query = _query(request, clauses)
    return corrected if searcher.search(query, SearchOrder.NEWEST, 1) else None
