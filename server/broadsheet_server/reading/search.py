"""What a search finds, as the public may see it now: pages, totals, facets with labels, highlights."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from broadsheet_server.reading.answers import Article, PageInfo, TotalCount
from broadsheet_server.reading.departures import departed_since
from broadsheet_server.reading.desk import Desk
from broadsheet_server.reading.labels import labels, section_names
from broadsheet_server.reading.places import COUNTED_EXACTLY
from broadsheet_server.reading.public_hits import AT_ONCE, PublicHits, public_hits
from broadsheet_server.reading.questions import QuestionError
from broadsheet_server.reading.search_cursors import read_spot, search_mark, write_spot
from broadsheet_server.reading.selection import Selection
from broadsheet_server.search.engine import Facet
from broadsheet_server.search.highlights import Highlight, Highlighter
from broadsheet_server.search.index import SearchIndex
from broadsheet_server.search.readiness import answer_of
from broadsheet_server.search.searching import Extras, Findings, Spot, Wish, search
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
    desk: Desk,
    index: SearchIndex,
    wish: Wish,
    size: int,
    after: str | None,
    selection: Selection,
    cards: Cards,
) -> SearchPage:
    """One page, with what `selection` asks of it. `cards` reads articles that are public, by key.

    Raises QuestionError for a text that is too long or a cursor of another search, IndexUnavailableError
    while there is no index. The index is asked in a thread: while it searches, others are served. Twice as
    many as needed are looked for, because some may have ceased to be public a moment ago; where that is not
    enough, one reads on. A page on which nothing is left to show still says where to go on.
    """
    if len(wish.text) > SEARCH_QUERY_MAX:
        raise QuestionError(
            f"`query` has {len(wish.text)} characters; a search takes up to {SEARCH_QUERY_MAX}."
        )
    start = None if after is None else read_spot(after, wish)
    found = await _findings(desk, index, wish, start, 2 * size + 1, _extras(selection))
    hits = await _public(found, index, wish, size, selection, cards)
    mark = search_mark(wish)
    edges = _edges(hits, size, found, mark, highlighted=_wants_highlights(selection))
    return SearchPage(
        edges,
        _page_info(edges, hits, mark, has_previous=start is not None),
        _total(found.total),
        await _facets(desk, found.facets or {}),
        found.suggestion,
    )


async def _findings(
    desk: Desk, index: SearchIndex, wish: Wish, start: Spot | None, size: int, extras: Extras
) -> Findings:
    """What the index finds. What is counted is counted without articles that it does not know to be gone."""
    found = await asyncio.to_thread(_search, index, wish, start, size, extras)
    if extras == Extras():
        return found
    gone = await departed_since(desk, found.sequence)
    if not gone:
        return found
    return await asyncio.to_thread(_search, index, replace(wish, gone=gone), start, size, extras)


async def _public(
    found: Findings, index: SearchIndex, wish: Wish, size: int, selection: Selection, cards: Cards
) -> PublicHits:
    """What is public of it: one article more than the page shows, which tells whether there is a next one."""
    fields = selection.below("edges", "node") | selection.below("nodes")
    if _wants_highlights(selection):
        fields |= _HIGHLIGHTED

    async def read_on(last: Spot) -> Findings:
        return await asyncio.to_thread(_search, index, wish, last, AT_ONCE, Extras())

    return await public_hits(found, size + 1, lambda keys: cards(keys, fields), read_on)


def _search(index: SearchIndex, wish: Wish, after: Spot | None, size: int, extras: Extras) -> Findings:
    return answer_of(index, lambda searcher: search(searcher, wish, after, size, extras))


def _extras(selection: Selection) -> Extras:
    facets = selection.below("facets").names
    return Extras(
        total="total_count" in selection,
        facets=frozenset(facet for name, facet in _FACETS.items() if name in facets),
        suggestion="did_you_mean" in selection,
    )


def _wants_highlights(selection: Selection) -> bool:
    return "highlights" in selection.below("edges")


def _edges(
    hits: PublicHits, size: int, found: Findings, mark: bytes, *, highlighted: bool
) -> list[SearchEdge]:
    highlighter = Highlighter(found.clauses.wanted) if highlighted else None
    return [
        SearchEdge(
            hits.articles[spot.key],
            write_spot(spot, mark),
            spot.score,
            [] if highlighter is None else _highlights(highlighter, hits.articles[spot.key]),
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
    return None if total is None else TotalCount(min(total, COUNTED_EXACTLY), total > COUNTED_EXACTLY)


async def _facets(desk: Desk, found: Mapping[Facet, Mapping[str, int]]) -> SearchFacets:
    facets = SearchFacets()
    if (sections := found.get(Facet.SECTION)) is not None:
        facets.sections = _counted(sections, await section_names(desk, sections))
    if (tags := found.get(Facet.TAG)) is not None:
        facets.tags = _counted(tags, await labels(desk, "tag", tags))
    if (authors := found.get(Facet.AUTHOR)) is not None:
        facets.authors = _counted(authors, await labels(desk, "author", authors))
    if (years := found.get(Facet.YEAR)) is not None:
        facets.years = _counted({year: years[year] for year in sorted(years, reverse=True)}, {})
    return facets


def _counted(counts: Mapping[str, int], named: Mapping[str, str]) -> list[FacetCount]:
    return [FacetCount(value, named.get(value, value), count) for value, count in counts.items()]
