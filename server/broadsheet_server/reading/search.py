"""What a search finds, as the public may see it now: pages, totals, facets with labels, highlights."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.keyset import EXACT_COUNT_MAX
from broadsheet_server.reading.labels import labels, section_names
from broadsheet_server.reading.public_hits import AT_ONCE, PublicHits, public_hits
from broadsheet_server.reading.read_models import Article, PageInfo, TotalCount
from broadsheet_server.reading.search_cursors import read_spot, search_mark, write_spot
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.withdrawn_articles import withdrawn_since
from broadsheet_server.search.engine import Facet, SearchIndex
from broadsheet_server.search.highlights import Highlight, Highlighter
from broadsheet_server.search.ranked_search import SearchExtras, SearchRequest, SearchResult, search
from broadsheet_server.search.ranking import SearchPosition
from broadsheet_shared.limits import SEARCH_QUERY_MAX

_HIGHLIGHTED = Selection.of("language", "headline", "summary", "body_text")
_FACETS = {
    "sections": Facet.SECTION,
    "tags": Facet.TAG,
    "authors": Facet.AUTHOR,
    "years": Facet.YEAR,
}
Cards = Callable[[Sequence[UUID], Selection], Awaitable[dict[UUID, Article]]]


@dataclass(slots=True)
class SearchEdge:
    """An article that was found: how well it fits, and where it says what was asked."""

    node: Article
    cursor: str
    score: float
    highlights: list[Highlight]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a facet, and how many of what was found have it."""

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
    """One page of what was found, and those of the extras that were selected."""

    edges: list[SearchEdge]
    page_info: PageInfo
    total_count: TotalCount | None
    facets: SearchFacets
    did_you_mean: str | None

    @property
    def nodes(self) -> list[Article]:
        """The articles alone."""
        return [edge.node for edge in self.edges]


async def search_page(
    context: ReadContext,
    index: SearchIndex,
    wish: SearchRequest,
    size: int,
    after: str | None,
    selection: Selection,
    cards: Cards,
) -> SearchPage:
    """One page, with what `selection` asks of it. `cards` reads articles that are public, by key.

    Raises InvalidQueryError for a text that is too long or a cursor of another search, IndexUnavailableError
    while there is no index. The index is asked in a thread: while it searches, others are served. Twice as
    many as needed are looked for, because some may have ceased to be public a moment ago; where that is not
    enough, one reads on. A page on which nothing is left to show still says where to go on.
    """
    if len(wish.text) > SEARCH_QUERY_MAX:
        raise InvalidQueryError(
            f"`query` has {len(wish.text)} characters; a search takes up to {SEARCH_QUERY_MAX}."
        )
    start = None if after is None else read_spot(after, wish)
    found = await _findings(context, index, wish, start, 2 * size + 1, _extras(selection))
    hits = await _public(found, index, wish, size, selection, cards)
    mark = search_mark(wish)
    edges = _edges(hits, size, found, mark, highlighted=_wants_highlights(selection))
    return SearchPage(
        edges,
        _page_info(edges, hits, mark, has_previous=start is not None),
        _total(found.total),
        await _facets(context, found.facets or {}),
        found.suggestion,
    )


async def _findings(
    context: ReadContext,
    index: SearchIndex,
    wish: SearchRequest,
    start: SearchPosition | None,
    size: int,
    extras: SearchExtras,
) -> SearchResult:
    """What the index finds. What is counted is counted without articles that it does not know to be gone."""
    found = await asyncio.to_thread(_search, index, wish, start, size, extras)
    if extras == SearchExtras():
        return found
    gone = await withdrawn_since(context, found.sequence)
    if not gone:
        return found
    return await asyncio.to_thread(_search, index, replace(wish, withdrawn_ids=gone), start, size, extras)


async def _public(
    found: SearchResult,
    index: SearchIndex,
    wish: SearchRequest,
    size: int,
    selection: Selection,
    cards: Cards,
) -> PublicHits:
    """What is public of it: one article more than the page shows, which tells whether there is a next one."""
    fields = selection.below("edges", "node") | selection.below("nodes")
    if _wants_highlights(selection):
        fields |= _HIGHLIGHTED

    async def read_on(last: SearchPosition) -> SearchResult:
        return await asyncio.to_thread(_search, index, wish, last, AT_ONCE, SearchExtras())

    return await public_hits(found, size + 1, lambda keys: cards(keys, fields), read_on)


def _search(
    index: SearchIndex, wish: SearchRequest, after: SearchPosition | None, size: int, extras: SearchExtras
) -> SearchResult:
    return index.ask(lambda searcher: search(searcher, wish, after, size, extras))


def _extras(selection: Selection) -> SearchExtras:
    facets = selection.below("facets").names
    return SearchExtras(
        total="total_count" in selection,
        facets=frozenset(facet for name, facet in _FACETS.items() if name in facets),
        suggestion="did_you_mean" in selection,
    )


def _wants_highlights(selection: Selection) -> bool:
    return "highlights" in selection.below("edges")


def _edges(
    hits: PublicHits, size: int, found: SearchResult, mark: bytes, *, highlighted: bool
) -> list[SearchEdge]:
    highlighter = Highlighter(found.clauses.required) if highlighted else None
    return [
        SearchEdge(
            hits.articles[spot.id],
            write_spot(spot, mark),
            spot.score,
            [] if highlighter is None else _highlights(highlighter, hits.articles[spot.id]),
        )
        for spot in hits.spots[:size]
    ]


def _page_info(edges: Sequence[SearchEdge], hits: PublicHits, mark: bytes, *, has_previous: bool) -> PageInfo:
    more = hits.has_more or len(hits.spots) > len(edges)
    if edges:
        return PageInfo(more, has_previous, edges[0].cursor, edges[-1].cursor)
    return PageInfo(more, has_previous, None, write_spot(hits.last, mark) if hits.last else None)


def _highlights(highlighter: Highlighter, article: Article) -> list[Highlight]:
    return highlighter.highlights(article.language, article.headline, article.summary, article.body_text)


def _total(total: int | None) -> TotalCount | None:
    return None if total is None else TotalCount(min(total, EXACT_COUNT_MAX), total > EXACT_COUNT_MAX)


async def _facets(context: ReadContext, found: Mapping[Facet, Mapping[str, int]]) -> SearchFacets:
    facets = SearchFacets()
    if (sections := found.get(Facet.SECTION)) is not None:
        facets.sections = _counted(sections, await section_names(context, sections))
    if (tags := found.get(Facet.TAG)) is not None:
        facets.tags = _counted(tags, await labels(context, "tag", tags))
    if (authors := found.get(Facet.AUTHOR)) is not None:
        facets.authors = _counted(authors, await labels(context, "author", authors))
    if (years := found.get(Facet.YEAR)) is not None:
        facets.years = _counted({year: years[year] for year in sorted(years, reverse=True)}, {})
    return facets


def _counted(counts: Mapping[str, int], named: Mapping[str, str]) -> list[FacetCount]:
    return [FacetCount(value, named.get(value, value), count) for value, count in counts.items()]
