"""Search results as the public may see them now: pages, totals, facets with labels, highlights."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.keyset import EXACT_COUNT_MAX
from broadsheet_server.reading.pagination import (
    PageInfo,
    TotalCount,
    cursor_fingerprint,
    read_search_cursor,
    write_search_cursor,
)
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.taxonomy import authors_by_slug, tags_by_slug
from broadsheet_server.reading.withdrawn_articles import withdrawn_since
from broadsheet_server.search.engine import Facet, SearchIndex, SearchOrder
from broadsheet_server.search.highlights import Highlight, Highlighter
from broadsheet_server.search.ranked_search import (
    SearchExtras,
    SearchRequest,
    SearchResult,
    search,
)
from broadsheet_server.search.ranking import SearchPosition
from broadsheet_server.storage.time_slice import TimeSlice
from broadsheet_shared.limits import SEARCH_DEPTH_MAX, SEARCH_QUERY_MAX

EXAMINED_MAX = 1_000
"""Most hits that are looked up for one page. If hardly any is public, the page is short, and goes on."""

EXAMINED_AT_ONCE = 100
"""Hits that one statement looks up once some before them have turned out not to be public."""

HIGHLIGHTED = Selection.of("language", "headline", "summary", "body_text")
"""What highlights are made of."""
_FACETS = {
    "sections": Facet.SECTION,
    "tags": Facet.TAG,
    "authors": Facet.AUTHOR,
    "years": Facet.YEAR,
}


@dataclass(slots=True)
class SearchEdge:
    """A hit: the article, its score, and the passages that match."""

    node: Article
    cursor: str
    score: float
    highlights: list[Highlight]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a facet, and how many of the hits have it."""

    value: str
    label: str
    count: int


@dataclass(slots=True)
class SearchFacets:
    """Those of the facets that were selected, the most frequent values first, years by their number."""

    sections: list[FacetCount] | None = None
    tags: list[FacetCount] | None = None
    authors: list[FacetCount] | None = None
    years: list[FacetCount] | None = None


@dataclass(slots=True)
class SearchPage:
    """One page of results, and those of the extras that were selected."""

    edges: list[SearchEdge]
    page_info: PageInfo
    total_count: TotalCount | None
    facets: SearchFacets
    did_you_mean: str | None

    @property
    def nodes(self) -> list[Article]:
        """The articles alone."""
        return [edge.node for edge in self.edges]


@dataclass(slots=True)
class _PublicHits:
    """The hits that are public, with their articles, of all that were looked up, down to `last`."""

    positions: list[SearchPosition] = field(default_factory=list)
    articles: dict[UUID, Article] = field(default_factory=dict)
    examined: int = 0
    last: SearchPosition | None = None
    has_more: bool = False


async def search_page(
    context: ReadContext,
    index: SearchIndex,
    request: SearchRequest,
    size: int,
    after: str | None,
    selection: Selection,
) -> SearchPage:
    """One page, with what is selected of it.

    Raises InvalidQueryError for a text that is too long or a cursor of another search, IndexUnavailableError
    while there is no index. The index is asked in a thread: while it searches, other requests are served. It
    is asked for twice as many hits as needed, because some may have ceased to be public a moment ago; where
    that is not enough, the search goes on. A page on which nothing is left to show still has an end cursor.
    """
    if len(request.text) > SEARCH_QUERY_MAX:
        raise InvalidQueryError(
            f"`query` has {len(request.text)} characters; a search takes up to {SEARCH_QUERY_MAX}."
        )
    start = None if after is None else _position(after, request)
    result = await _search(context, index, request, start, 2 * size + 1, _extras(selection))
    hits = await _public_hits(context, index, request, result, size + 1, _card(selection))
    edges = await _edges(hits, size, request, result, with_highlights=_selects_highlights(selection))
    return SearchPage(
        edges,
        _page_info(edges, hits, request, has_previous=start is not None),
        _total(result.total),
        await _facets(context, result.facets or {}),
        result.suggestion,
    )


def search_fingerprint(request: SearchRequest) -> bytes:
    """The fingerprint of a search, which its cursors carry."""
    return cursor_fingerprint("search", request.text, request.order.value, request.filters)


def _position(after: str, request: SearchRequest) -> SearchPosition:
    position = read_search_cursor(after, search_fingerprint(request))
    if request.order is SearchOrder.RELEVANCE and position.rank >= SEARCH_DEPTH_MAX - 1:
        raise InvalidQueryError(
            f"By relevance the first {SEARCH_DEPTH_MAX:,} can be read. Narrow the search, or order it by "
            "NEWEST."
        )
    return position


async def _search(
    context: ReadContext,
    index: SearchIndex,
    request: SearchRequest,
    start: SearchPosition | None,
    size: int,
    extras: SearchExtras,
) -> SearchResult:
    """The hits and the extras. Articles that the index still holds though withdrawn are not counted."""
    result = await asyncio.to_thread(_ask, index, request, start, size, extras)
    if extras == SearchExtras():
        return result
    withdrawn = await withdrawn_since(context, result.sequence)
    if not withdrawn:
        return result
    return await asyncio.to_thread(
        _ask, index, replace(request, withdrawn_ids=withdrawn), start, size, extras
    )


def _ask(
    index: SearchIndex,
    request: SearchRequest,
    after: SearchPosition | None,
    size: int,
    extras: SearchExtras,
) -> SearchResult:
    return index.ask(lambda searcher: search(searcher, request, after, size, extras))


async def _public_hits(
    context: ReadContext,
    index: SearchIndex,
    request: SearchRequest,
    result: SearchResult,
    needed: int,
    card: Selection,
) -> _PublicHits:
    """At least as many public hits as needed, if there are so many."""
    hits = _PublicHits()
    while True:
        await _examine(context, hits, result.positions, needed, card)
        hits.has_more = result.has_more
        is_enough = len(hits.positions) >= needed or hits.examined >= EXAMINED_MAX
        if is_enough or not result.has_more or not result.positions:
            return hits
        result = await asyncio.to_thread(
            _ask, index, request, result.positions[-1], EXAMINED_AT_ONCE, SearchExtras()
        )


async def _examine(
    context: ReadContext, hits: _PublicHits, positions: Sequence[SearchPosition], needed: int, card: Selection
) -> None:
    """Look up positions from the top until there are enough, by one statement if all are public."""
    start = 0
    while len(hits.positions) < needed and start < len(positions):
        batch = positions[start : start + (EXAMINED_AT_ONCE if hits.examined else needed)]
        hits.articles |= await articles_by_id(context, [position.id for position in batch], card)
        hits.positions += [position for position in batch if position.id in hits.articles]
        hits.examined += len(batch)
        hits.last = batch[-1]
        start += len(batch)


def _card(selection: Selection) -> Selection:
    """What has to be read of each article."""
    card = selection.below("edges", "node") | selection.below("nodes")
    return card | HIGHLIGHTED if _selects_highlights(selection) else card


def _extras(selection: Selection) -> SearchExtras:
    facets = selection.below("facets").names
    return SearchExtras(
        total="total_count" in selection,
        facets=frozenset(facet for name, facet in _FACETS.items() if name in facets),
        suggestion="did_you_mean" in selection,
    )


def _selects_highlights(selection: Selection) -> bool:
    return "highlights" in selection.below("edges")


async def _edges(
    hits: _PublicHits, size: int, request: SearchRequest, result: SearchResult, *, with_highlights: bool
) -> list[SearchEdge]:
    """The edges of the page, in time slices: to highlight a long text takes a millisecond."""
    highlighter = Highlighter(result.clauses.required) if with_highlights else None
    fingerprint, edges, time_slice = search_fingerprint(request), list[SearchEdge](), TimeSlice()
    for position in hits.positions[:size]:
        article = hits.articles[position.id]
        highlights = [] if highlighter is None else _highlights(highlighter, article)
        edges.append(
            SearchEdge(article, write_search_cursor(position, fingerprint), position.score, highlights)
        )
        if time_slice.is_over:
            await time_slice.next()
    return edges


def _page_info(
    edges: Sequence[SearchEdge], hits: _PublicHits, request: SearchRequest, *, has_previous: bool
) -> PageInfo:
    has_more = hits.has_more or len(hits.positions) > len(edges)
    if edges:
        return PageInfo(has_more, has_previous, edges[0].cursor, edges[-1].cursor)
    if hits.last is None:
        return PageInfo(has_more, has_previous)
    return PageInfo(has_more, has_previous, None, write_search_cursor(hits.last, search_fingerprint(request)))


def _highlights(highlighter: Highlighter, article: Article) -> list[Highlight]:
    return highlighter.highlights(article.language, article.headline, article.summary, article.body_text)


def _total(total: int | None) -> TotalCount | None:
    return None if total is None else TotalCount(min(total, EXACT_COUNT_MAX), total > EXACT_COUNT_MAX)


async def _facets(context: ReadContext, counts: Mapping[Facet, Mapping[str, int]]) -> SearchFacets:
    return SearchFacets(
        **{
            name: await _facet(context, facet, counts[facet])
            for name, facet in _FACETS.items()
            if facet in counts
        }
    )


async def _facet(context: ReadContext, facet: Facet, counts: Mapping[str, int]) -> list[FacetCount]:
    values = sorted(counts, reverse=True) if facet is Facet.YEAR else list(counts)
    labels = await _labels(context, facet, values)
    return [FacetCount(value, labels.get(value, value), counts[value]) for value in values]


async def _labels(context: ReadContext, facet: Facet, values: Sequence[str]) -> dict[str, str]:
    """What readers call the values of a facet; those that have no other name are left out."""
    if facet is Facet.SECTION:
        tree = await context.sections()
        return {path: tree.by_path[path].name for path in values if path in tree.by_path}
    if facet is Facet.TAG:
        return {slug: tag.label for slug, tag in (await tags_by_slug(context, values)).items()}
    if facet is Facet.AUTHOR:
        return {slug: author.name for slug, author in (await authors_by_slug(context, values)).items()}
    return {}
