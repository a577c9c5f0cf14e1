"""Lists of articles, page by page. A page is found by where it starts: the cost does not grow with depth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from broadsheet_server.reading.article_fields import ARTICLE
from broadsheet_server.reading.articles import plan
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.filters import ArticleFilter, ArticleOrder
from broadsheet_server.reading.keyset import (
    EXACT_COUNT_MAX,
    ListShape,
    count_query,
    numbered_parameters,
    page_order,
    page_query,
)
from broadsheet_server.reading.pagination import KeysetPosition, PageArguments, read_cursor
from broadsheet_server.reading.read_models import Article, Edge, Page, PageInfo, TotalCount
from broadsheet_server.reading.selection import Selection

LISTS_PER_STATEMENT = 20
"""Most lists that one statement asks for."""

ListRequest = tuple[ArticleFilter, PageArguments]


@dataclass(slots=True)
class _Question:
    """A list and a window of it, and what that means to the store."""

    wanted: ArticleFilter
    window: PageArguments
    mark: bytes
    shape: ListShape
    values: dict[str, object]


async def article_page(
    context: ReadContext, wanted: ArticleFilter, window: PageArguments, selection: Selection
) -> Page:
    """One page of a list, with what `selection` asks of a connection. Raises InvalidQueryError."""
    [page] = await pages(context, [(wanted, window)], selection)
    return page


async def pages(context: ReadContext, asked: Sequence[ListRequest], selection: Selection) -> list[Page]:
    """A page of each list, by one statement for all of the same shape. Raises InvalidQueryError."""
    questions = [_question(*each, await _sections(context, each[0])) for each in asked]
    found: dict[int, Page] = {}
    for group in _groups(questions):
        answers = await _read(context, [questions[number] for number in group], selection)
        found |= dict(zip(group, answers, strict=True))
    return [found[number] for number in range(len(questions))]


def check_cursors(wanted: ArticleFilter, window: PageArguments) -> None:
    """Raise InvalidQueryError where a cursor of the window is none of the list."""
    _cursors(window, wanted.mark())


def _cursors(window: PageArguments, mark: bytes) -> tuple[KeysetPosition | None, KeysetPosition | None]:
    after = None if window.after is None else read_cursor(window.after, mark, "after")
    before = None if window.before is None else read_cursor(window.before, mark, "before")
    return after, before


def _groups(questions: Sequence[_Question]) -> list[list[int]]:
    """The numbers of the questions that one statement can ask."""
    alike: dict[ListShape, list[int]] = {}
    for number, question in enumerate(questions):
        alike.setdefault(question.shape, []).append(number)
    return [
        group[start : start + LISTS_PER_STATEMENT]
        for group in alike.values()
        for start in range(0, len(group), LISTS_PER_STATEMENT)
    ]


async def _sections(context: ReadContext, wanted: ArticleFilter) -> tuple[UUID, ...] | None:
    if not wanted.is_storable():
        return ()
    if wanted.section is None:
        return None
    tree = await context.sections()
    return tuple(tree.within(wanted.section, descendants=wanted.descendants))


def _question(wanted: ArticleFilter, window: PageArguments, sections: tuple[UUID, ...] | None) -> _Question:
    mark, newest = wanted.mark(), wanted.order is ArticleOrder.NEWEST
    after, before = _cursors(window, mark)
    older, newer = (after, before) if newest else (before, after)
    shape = ListShape(
        sections=None if sections is None else len(sections),
        tag=wanted.tag is not None,
        author=wanted.author is not None,
        language=wanted.language is not None,
        since=wanted.published_after is not None,
        until=wanted.published_before is not None,
        newer=newer is not None,
        older=older is not None,
        descending=newest is not window.backwards,
    )
    return _Question(wanted, window, mark, shape, _values(wanted, window, sections or (), older, newer))


def _values(
    wanted: ArticleFilter,
    window: PageArguments,
    sections: Sequence[UUID],
    older: KeysetPosition | None,
    newer: KeysetPosition | None,
) -> dict[str, object]:
    values: dict[str, object] = {
        "tag": wanted.tag,
        "author": wanted.author,
        "language": wanted.language_tag,
        "since": wanted.published_after,
        "until": wanted.published_before,
        "limit": window.size + 1,
        "sections": list(sections),
    }
    values |= {f"section{number}": key for number, key in enumerate(sections)}
    for name, place in (("older", older), ("newer", newer)):
        if place is not None:
            values |= {f"{name}_at": place.published_at, f"{name}_key": place.key}
    return values


async def _read(context: ReadContext, questions: Sequence[_Question], selection: Selection) -> list[Page]:
    """The pages of questions of the same shape."""
    shape = questions[0].shape
    if shape.sections == 0:
        return [Page([], PageInfo(False, False, None, None), TotalCount(0, False)) for _ in questions]
    parameters = {
        name: value
        for arm, each in enumerate(questions)
        for name, value in numbered_parameters(each.values, arm).items()
    }
    names = (selection.below("edges", "node") | selection.below("nodes")).names | {"published_at"}
    arms: list[list[Article]] = [[] for _ in questions]
    statement = _statement(names, shape, len(questions))
    found_there = plan(names).read_marked(context, statement, parameters, is_slow=not shape.is_narrow)
    for arm, article in await found_there:
        arms[arm].append(article)
    found = [_page(question, each) for question, each in zip(questions, arms, strict=True)]
    if "total_count" in selection:
        await _count(context, shape, found, parameters)
    return found


@lru_cache(maxsize=500)
def _statement(names: frozenset[str], shape: ListShape, arms: int) -> Select[Any]:
    """The plan's statement over the articles of the pages, the number of the page at the end of each row."""
    page = page_query(shape, arms).subquery("page")
    statement = plan(names).statement.join(page, page.c.id == ARTICLE.c.id).add_columns(page.c.arm)
    return statement.order_by(*page_order(page, shape))


def _page(question: _Question, found: list[Article]) -> Page:
    window = question.window
    more, found = len(found) > window.size, found[: window.size]
    if window.backwards:
        found.reverse()
    edges = [
        Edge(article, KeysetPosition(article.published_at, article.key), question.mark) for article in found
    ]
    return Page(edges, _page_info(edges, window, more=more))


def _page_info(edges: Sequence[Edge], window: PageArguments, *, more: bool) -> PageInfo:
    """What lies around the page; at a cursor that was given there is at least the article it came from."""
    ahead, behind = more, window.after is not None
    if window.backwards:
        ahead, behind = window.before is not None, more
    if not edges:
        return PageInfo(ahead, behind, None, None)
    return PageInfo(ahead, behind, edges[0].cursor, edges[-1].cursor)


async def _count(
    context: ReadContext, shape: ListShape, found: Sequence[Page], parameters: dict[str, object]
) -> None:
    asked = {**parameters, "now": context.now}
    [numbers] = await context.reader.fetch(count_query(shape, len(found)), asked, is_slow=True)
    for page, number in zip(found, numbers, strict=True):
        page.total_count = TotalCount(min(number, EXACT_COUNT_MAX), number > EXACT_COUNT_MAX)
