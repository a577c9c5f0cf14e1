"""Search results as the public may see them now: pages, totals, facets with labels, highlights."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.facets import FACETS, SearchFacets, labelled_facets
from broadsheet_server.reading.found_articles import FoundArticle, FoundArticles, FoundModels
from broadsheet_server.reading.kept_highlights import Highlights, HighlightsByText, TextKey
from broadsheet_server.reading.keyset import EXACT_COUNT_MAX
from broadsheet_server.reading.pagination import (
    PageInfo,
    TotalCount,
    cursor_fingerprint,
    read_search_cursor,
    write_search_cursor,
)
from broadsheet_server.reading.selection import Selection
from broadsheet_server.search.analysis import Analyser
from broadsheet_server.search.engine import (
    IndexUnavailableError,
    SearchIndex,
    SearchOrder,
)
from broadsheet_server.search.highlights import Highlighter
from broadsheet_server.search.kept_results import PageRequest, any_result, quick_result
from broadsheet_server.search.ranked_search import SearchExtras, SearchRequest, SearchResult
from broadsheet_server.search.ranking import SearchPosition
from broadsheet_server.storage.time_slice import TimeSlice
from broadsheet_shared.limits import SEARCH_DEPTH_MAX, SEARCH_QUERY_MAX

EXAMINED_MAX = 1_000
"""Most hits that are looked up for one page. If hardly any is public, the page is short, and goes on."""

SPARE_HITS = 5
"""So many more hits are taken than a page needs: some may have ceased to be public a moment ago."""

EXAMINED_AT_ONCE = 100
"""Hits that one statement looks up once some before them have turned out not to be public."""

HIGHLIGHTED = Selection.of("language", "headline", "summary", "body_text")
"""What highlights are made of."""

_NO_EXTRAS = SearchExtras()
_NO_HIGHLIGHTS = Highlights()


@dataclass(slots=True)
class SearchEdge:
    """A hit: the article, its position, and the passages that match."""

    node: Any
    position: SearchPosition
    fingerprint: bytes
    highlights: Highlights

    @property
    def score(self) -> float:
        """How well it fits."""
        return self.position.score

    @property
    def cursor(self) -> str:
        """The opaque cursor of the position."""
        return write_search_cursor(self.position, self.fingerprint)


@dataclass(slots=True)
class SearchPage:
    """One page of results, and those of the extras that were selected."""

    edges: list[SearchEdge]
    page_info: PageInfo
    total_count: TotalCount | None
    facets: SearchFacets
    did_you_mean: str | None

    @property
    def nodes(self) -> list[Any]:
        """The articles alone."""
        return [edge.node for edge in self.edges]


@dataclass(slots=True)
class _PublicHits:
    """The hits that are public, with their articles, of all that were looked up, down to `last`."""

    found: list[tuple[SearchPosition, FoundArticle]] = field(default_factory=list)
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
    found: FoundArticles | None = None,
) -> SearchPage:
    """One page, with what is selected of it; the nodes are what `found` gives, read models without it.

    Raises InvalidQueryError for a text that is too long or a cursor of another search, IndexUnavailableError
    while there is no index. A search that may take long asks the index in a thread: meanwhile other requests
    are served. It is asked for some more hits than needed, because some may have ceased to be public a moment
    ago; where that is not enough, the search goes on. A page on which nothing is left to show still has an
    end cursor.
    """
    _check_length(request.text)
    is_highlighted = _selects_highlights(selection)
    found = found or FoundModels(context, _card(selection), is_highlighted)
    start = None if after is None else _position(after, request)
    extras = _extras(selection)
    result = await _search(found, index, request, start, size + 1 + SPARE_HITS, extras)
    kept = _kept_highlights(found, result) if is_highlighted else {}
    hits = await _public_hits(found, index, request, result, size + 1, kept)
    shown = hits.found[:size]
    if is_highlighted:
        await _highlight(found, index, result, shown)
    fingerprint = search_fingerprint(request)
    edges = [
        SearchEdge(article.node, position, fingerprint, article.highlights or _NO_HIGHLIGHTS)
        for position, article in shown
    ]
    return SearchPage(
        edges,
        _page_info(edges, hits, size, fingerprint, has_previous=start is not None),
        _total(result.total),
        await labelled_facets(context, found, result.facets or {}, selection.below("facets")),
        result.suggestion,
    )


def _check_length(text: str) -> None:
    if len(text) > SEARCH_QUERY_MAX:
        raise InvalidQueryError(
            f"`query` has {len(text)} characters; a search takes up to {SEARCH_QUERY_MAX}."
        )


def search_fingerprint(request: SearchRequest) -> bytes:
    """The fingerprint of a search, which its cursors carry."""
    return _fingerprint(request.text, request.order.value, request.filters)


_fingerprint = lru_cache(partial(cursor_fingerprint, "search"))


def _position(after: str, request: SearchRequest) -> SearchPosition:
    position = read_search_cursor(after, search_fingerprint(request))
    if request.order is SearchOrder.RELEVANCE and position.rank >= SEARCH_DEPTH_MAX - 1:
        raise InvalidQueryError(
            f"By relevance the first {SEARCH_DEPTH_MAX:,} can be read. Narrow the search, or order it by "
            "NEWEST."
        )
    return position


async def _search(
    found: FoundArticles,
    index: SearchIndex,
    request: SearchRequest,
    start: SearchPosition | None,
    size: int,
    extras: SearchExtras,
) -> SearchResult:
    """The hits and the extras. Articles that the index still holds though withdrawn are not counted."""
    result = await _ask(index, PageRequest(request, start, size, extras))
    if extras == _NO_EXTRAS:
        return result
    withdrawn = await found.withdrawn_since(result.sequence)
    if not withdrawn:
        return result
    return await _ask(index, PageRequest(replace(request, withdrawn_ids=withdrawn), start, size, extras))


async def _ask(index: SearchIndex, page: PageRequest) -> SearchResult:
    """What the index answers: at once if that is quick, otherwise in a thread, while others are served."""
    answer = index.ask(partial(quick_result, page=page))
    return await asyncio.to_thread(index.ask, partial(any_result, page=page)) if answer is None else answer


async def _public_hits(
    found: FoundArticles,
    index: SearchIndex,
    request: SearchRequest,
    result: SearchResult,
    needed: int,
    kept: HighlightsByText,
) -> _PublicHits:
    """At least as many public hits as needed, if there are so many."""
    hits = _PublicHits()
    while True:
        await _examine(found, hits, result.positions, needed, kept)
        hits.has_more = result.has_more
        is_enough = len(hits.found) >= needed or hits.examined >= EXAMINED_MAX
        if is_enough or not result.has_more or not result.positions:
            return hits
        page = PageRequest(request, result.positions[-1], EXAMINED_AT_ONCE, _NO_EXTRAS)
        result = await _ask(index, page)


async def _examine(
    found: FoundArticles,
    hits: _PublicHits,
    positions: Sequence[SearchPosition],
    needed: int,
    kept: HighlightsByText,
) -> None:
    """Look up positions from the top until there are enough, by one statement if all are public."""
    start = 0
    while len(hits.found) < needed and start < len(positions):
        batch = positions[start : start + (EXAMINED_AT_ONCE if hits.examined else needed)]
        articles = await found.by_id([position.id for position in batch], kept)
        pairs = zip(batch, articles, strict=True)
        hits.found += [(position, article) for position, article in pairs if article is not None]
        hits.examined += len(batch)
        hits.last = batch[-1]
        start += len(batch)


def _card(selection: Selection) -> Selection:
    """What has to be read of each article."""
    card = selection.below("edges", "node") | selection.below("nodes")
    return card | HIGHLIGHTED if _selects_highlights(selection) else card


@lru_cache
def _extras(selection: Selection) -> SearchExtras:
    facets = selection.below("facets").names
    return SearchExtras(
        total="total_count" in selection,
        facets=frozenset(facet for name, facet in FACETS.items() if name in facets),
        suggestion="did_you_mean" in selection,
    )


def _selects_highlights(selection: Selection) -> bool:
    return "highlights" in selection.below("edges")


def _highlighter(index: SearchIndex, result: SearchResult) -> Highlighter:
    """A highlighter that asks the index for surface forms; where there is none any more, it does without."""

    def look_up_forms(analyse: Analyser, terms: frozenset[str]) -> Mapping[str, str] | None:
        try:
            return index.ask(lambda searcher: searcher.surface_forms(analyse.stems.algorithm, terms))
        except IndexUnavailableError:
            return None

    return Highlighter(result.clauses.required, look_up_forms)


async def _highlight(
    found: FoundArticles,
    index: SearchIndex,
    result: SearchResult,
    shown: list[tuple[SearchPosition, FoundArticle]],
) -> None:
    """Mark the texts of those of which no highlights are kept, in time slices: a long text takes a while."""
    unmarked = [number for number, (_, article) in enumerate(shown) if article.highlights is None]
    if not unmarked:
        return
    await _read_texts(found, shown, unmarked)
    highlighter, time_slice = _highlighter(index, result), TimeSlice()
    marked: dict[TextKey, Highlights] = {}
    for number in unmarked:
        article = shown[number][1]
        if article.texts is None:
            continue
        article.highlights = Highlights(highlighter.highlights(*article.texts))
        if article.key is not None:
            marked[article.key] = article.highlights
        if time_slice.is_over:
            await time_slice.next()
    if found.kept_highlights is not None:
        found.kept_highlights.keep(result.clauses.required, result.found_at, marked)


async def _read_texts(
    found: FoundArticles, shown: list[tuple[SearchPosition, FoundArticle]], unmarked: Sequence[int]
) -> None:
    """Read the texts of those that came without, because others had highlights."""
    missing = [number for number in unmarked if shown[number][1].texts is None]
    if not missing:
        return
    articles = await found.by_id([shown[number][0].id for number in missing], {})
    for number, article in zip(missing, articles, strict=True):
        if article is not None:
            shown[number] = shown[number][0], article


def _page_info(
    edges: Sequence[SearchEdge], hits: _PublicHits, size: int, fingerprint: bytes, *, has_previous: bool
) -> PageInfo:
    has_more = hits.has_more or len(hits.found) > len(edges)
    if edges:
        return PageInfo(has_more, has_previous, edges[0].cursor, edges[-1].cursor)
    if hits.last is None or size == 0:
        return PageInfo(has_more, has_previous)
    return PageInfo(has_more, has_previous, None, write_search_cursor(hits.last, fingerprint))


def _kept_highlights(found: FoundArticles, result: SearchResult) -> HighlightsByText:
    if found.kept_highlights is None:
        return {}
    return found.kept_highlights.of_search(result.clauses.required, result.found_at)


def _total(total: int | None) -> TotalCount | None:
    return None if total is None else TotalCount(min(total, EXACT_COUNT_MAX), total > EXACT_COUNT_MAX)
