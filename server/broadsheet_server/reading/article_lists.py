"""Lists of articles, page by page, by keyset pagination; one statement for all lists of the same shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlmodel import col

from broadsheet_server.models import articles as tables
from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.articles import plan
from broadsheet_server.reading.bodies import BODY_FIELDS, add_bodies
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.filter_shapes import FilterContext, condition_shape
from broadsheet_server.reading.keyset import (
    EXACT_COUNT_MAX,
    KeysetPosition,
    count_query,
    numbered_parameters,
    page_order,
    page_query,
)
from broadsheet_server.reading.list_shape import ListShape
from broadsheet_server.reading.pagination import (
    ArticleOrder,
    Edge,
    Page,
    PageArguments,
    PageInfo,
    TotalCount,
    cursor_fingerprint,
    read_cursor,
)
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection

LISTS_PER_STATEMENT = 20
"""Most lists that one statement reads."""

ROWS_PER_STATEMENT = 600
"""Most rows that one statement about several lists reads: about 20 milliseconds."""


class ListRequest(NamedTuple):
    """A page of a list: which articles, in which order, and which part of them."""

    filter: ArticleFilter = ArticleFilter()
    order: ArticleOrder = ArticleOrder.NEWEST
    page: PageArguments = PageArguments()

    @property
    def fingerprint(self) -> bytes:
        """The fingerprint of the list, which its cursors carry."""
        return _fingerprint(self.filter, self.order)

    def positions(self) -> tuple[KeysetPosition | None, KeysetPosition | None]:
        """Where `after` and `before` are. Raises InvalidQueryError for a cursor that is none of this list."""
        after, before = self.page.after, self.page.before
        return (
            None if after is None else read_cursor(after, self.fingerprint, "after"),
            None if before is None else read_cursor(before, self.fingerprint, "before"),
        )


@lru_cache(maxsize=1_000)
def _fingerprint(condition: ArticleFilter, order: ArticleOrder) -> bytes:
    return cursor_fingerprint(condition, order.value)


@dataclass(slots=True)
class ListQuery:
    """A request with the shape of its statement and the values of its parameters."""

    request: ListRequest
    shape: ListShape
    values: dict[str, object]


async def article_page(context: ReadContext, request: ListRequest, selection: Selection) -> Page:
    """One page of a list, with what is selected of the connection. Raises InvalidQueryError."""
    [page] = await article_pages(context, [request], selection)
    return page


async def article_pages(
    context: ReadContext, requests: Sequence[ListRequest], selection: Selection
) -> list[Page]:
    """A page of each list, by one statement for all of the same shape. Raises InvalidQueryError."""
    queries = [await list_query(context, request) for request in requests]
    pages: dict[int, Page] = {}
    for numbers in batches(queries):
        batch = await _read(context, [queries[number] for number in numbers], selection)
        pages |= dict(zip(numbers, batch, strict=True))
    return [pages[number] for number in range(len(queries))]


def batches(queries: Sequence[ListQuery]) -> list[list[int]]:
    """The numbers of the queries that one statement can answer."""
    alike: dict[ListShape, list[int]] = {}
    for number, query in enumerate(queries):
        alike.setdefault(query.shape, []).append(number)
    return [batch for numbers in alike.values() for batch in _split(numbers, queries)]


def _split(numbers: Sequence[int], queries: Sequence[ListQuery]) -> list[list[int]]:
    rows = max(queries[number].request.page.size + 1 for number in numbers)
    length = max(1, min(LISTS_PER_STATEMENT, ROWS_PER_STATEMENT // rows))
    return [list(numbers[start : start + length]) for start in range(0, len(numbers), length)]


async def list_query(context: FilterContext, request: ListRequest) -> ListQuery:
    """The shape of the statement for a list and its values. Raises InvalidQueryError for a wrong cursor."""
    is_newest_first = request.order is ArticleOrder.NEWEST
    after, before = request.positions()
    older, newer = (after, before) if is_newest_first else (before, after)
    values: dict[str, object] = {"limit": request.page.size + 1}
    condition = await condition_shape(context, request.filter, "", values)
    shape = ListShape(
        **condition._asdict(),
        newer=newer is not None,
        older=older is not None,
        descending=is_newest_first is not request.page.backwards,
    )
    for name, position in (("older", older), ("newer", newer)):
        if position is not None:
            values |= {f"{name}_at": position.published_at, f"{name}_id": position.uuid}
    return ListQuery(request, shape, values)


async def _read(context: ReadContext, queries: Sequence[ListQuery], selection: Selection) -> list[Page]:
    """The pages of queries of one shape."""
    shape = queries[0].shape
    if shape.is_empty:
        return [Page([], PageInfo(False, False), TotalCount(0, False)) for _ in queries]
    parameters = parameters_of(queries)
    selected = (selection.below("edges", "node") | selection.below("nodes")).names | {"published_at"}
    names, bodies = selected - BODY_FIELDS, selected & BODY_FIELDS
    lists: list[list[Article]] = [[] for _ in queries]
    statement = page_statement(names, shape, len(queries))
    rows = plan(names).read_numbered(context, statement, parameters, is_slow=not shape.is_narrow)
    for number, article in await rows:
        lists[number].append(article)
    pages = [_page(query.request, articles) for query, articles in zip(queries, lists, strict=True)]
    if bodies:
        await add_bodies(context, [edge.node for page in pages for edge in page.edges], bodies)
    if "total_count" in selection:
        await _count(context, shape, pages, parameters)
    return pages


def parameters_of(queries: Sequence[ListQuery]) -> dict[str, object]:
    """The parameters of the one statement for all these queries."""
    return {
        name: value
        for number, query in enumerate(queries)
        for name, value in numbered_parameters(query.values, number).items()
    }


@lru_cache(maxsize=500)
def page_statement(
    names: frozenset[str], shape: ListShape, lists: int, limit: int | None = None
) -> Select[Any]:
    """The plan's statement for the articles on the pages, the number of the list at the end of each row."""
    page = page_query(shape, lists, limit).subquery("page")
    statement = plan(names).statement.join(page, page.c.id == col(tables.Article.id))
    return statement.add_columns(page.c.list).order_by(*page_order(page, shape))


def _page(request: ListRequest, articles: list[Article]) -> Page:
    """The page of up to one article more than it shows, which tells whether the list goes on."""
    has_more, articles = len(articles) > request.page.size, articles[: request.page.size]
    if request.page.backwards:
        articles.reverse()
    fingerprint = request.fingerprint
    edges = [
        Edge(article, KeysetPosition(article.published_at, article.uuid), fingerprint) for article in articles
    ]
    return Page(edges, _page_info(edges, request.page, has_more=has_more and _leads_on(request, edges)))


def _leads_on(request: ListRequest, edges: Sequence[Edge]) -> bool:
    """Whether the page ends beyond the cursor that it was read from.

    A damaged date is ordered by what is stored, and read as another: from its cursor the same page could be
    read for ever.
    """
    if not edges:
        return True
    after, before = request.positions()
    start, end = (before, edges[0]) if request.page.backwards else (after, edges[-1])
    is_descending = (request.order is ArticleOrder.NEWEST) is not request.page.backwards
    return start is None or (end.position < start if is_descending else end.position > start)


def _page_info(edges: Sequence[Edge], page: PageArguments, *, has_more: bool) -> PageInfo:
    """What lies around the page."""
    has_next, has_previous = page.surroundings(has_more=has_more)
    if not edges:
        return PageInfo(has_next, has_previous)
    return PageInfo(has_next, has_previous, edges[0].cursor, edges[-1].cursor)


async def _count(
    context: ReadContext, shape: ListShape, pages: Sequence[Page], parameters: dict[str, object]
) -> None:
    """Count the lists of the pages, by one statement."""
    parameters = {**parameters, "now": context.now}
    [counts] = await context.reader.fetch(count_query(shape, len(pages)), parameters, is_slow=True)
    for page, count in zip(pages, counts, strict=True):
        page.total_count = TotalCount(min(count, EXACT_COUNT_MAX), count > EXACT_COUNT_MAX)
