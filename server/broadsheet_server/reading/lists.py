"""Lists of articles, page by page. A page is found by where it starts: the cost does not grow with depth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from broadsheet_server.reading.answers import Article, Edge, Page, PageInfo, TotalCount
from broadsheet_server.reading.articles import plan
from broadsheet_server.reading.cursors import Place, read_cursor
from broadsheet_server.reading.desk import Desk
from broadsheet_server.reading.parts import ARTICLE
from broadsheet_server.reading.places import COUNTED_EXACTLY, Shape, bound, counts, order, places
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.wanted import ArticleOrder, Wanted
from broadsheet_server.reading.windows import Window

AT_ONCE = 20
"""Most lists that one statement asks for."""

Asked = tuple[Wanted, Window]


@dataclass(slots=True)
class _Question:
    """A list and a window of it, and what that means to the store."""

    wanted: Wanted
    window: Window
    mark: bytes
    shape: Shape
    values: dict[str, object]


async def articles(desk: Desk, wanted: Wanted, window: Window, selection: Selection) -> Page:
    """One page of a list, with what `selection` asks of a connection. Raises QuestionError."""
    [page] = await pages(desk, [(wanted, window)], selection)
    return page


async def pages(desk: Desk, asked: Sequence[Asked], selection: Selection) -> list[Page]:
    """A page of each of several lists, by one statement for all of the same shape. Raises QuestionError."""
    questions = [_question(*each, await _sections(desk, each[0])) for each in asked]
    found: dict[int, Page] = {}
    for group in _groups(questions):
        answers = await _read(desk, [questions[number] for number in group], selection)
        found |= dict(zip(group, answers, strict=True))
    return [found[number] for number in range(len(questions))]


def check_cursors(wanted: Wanted, window: Window) -> None:
    """Raise QuestionError where a cursor of the window is none of the list."""
    _cursors(window, wanted.mark())


def _cursors(window: Window, mark: bytes) -> tuple[Place | None, Place | None]:
    after = None if window.after is None else read_cursor(window.after, mark, "after")
    before = None if window.before is None else read_cursor(window.before, mark, "before")
    return after, before


def _groups(questions: Sequence[_Question]) -> list[list[int]]:
    """The numbers of the questions that one statement can ask."""
    alike: dict[Shape, list[int]] = {}
    for number, question in enumerate(questions):
        alike.setdefault(question.shape, []).append(number)
    return [
        group[start : start + AT_ONCE] for group in alike.values() for start in range(0, len(group), AT_ONCE)
    ]


async def _sections(desk: Desk, wanted: Wanted) -> tuple[UUID, ...] | None:
    if not wanted.is_storable():
        return ()
    if wanted.section is None:
        return None
    tree = await desk.sections()
    return tuple(tree.within(wanted.section, descendants=wanted.descendants))


def _question(wanted: Wanted, window: Window, sections: tuple[UUID, ...] | None) -> _Question:
    mark, newest = wanted.mark(), wanted.order is ArticleOrder.NEWEST
    after, before = _cursors(window, mark)
    older, newer = (after, before) if newest else (before, after)
    shape = Shape(
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
    wanted: Wanted, window: Window, sections: Sequence[UUID], older: Place | None, newer: Place | None
) -> dict[str, object]:
    values: dict[str, object] = {
        "tag": wanted.tag,
        "author": wanted.author,
        "language": wanted.tongue,
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


async def _read(desk: Desk, questions: Sequence[_Question], selection: Selection) -> list[Page]:
    """The pages of questions of the same shape."""
    shape = questions[0].shape
    if shape.sections == 0:
        return [Page([], PageInfo(False, False, None, None), TotalCount(0, False)) for _ in questions]
    parameters = {
        name: value for arm, each in enumerate(questions) for name, value in bound(each.values, arm).items()
    }
    names = (selection.below("edges", "node") | selection.below("nodes")).names | {"published_at"}
    arms: list[list[Article]] = [[] for _ in questions]
    statement = _statement(names, shape, len(questions))
    found_there = plan(names).read_marked(desk, statement, parameters, may_last=not shape.is_narrow)
    for arm, article in await found_there:
        arms[arm].append(article)
    found = [_page(question, each) for question, each in zip(questions, arms, strict=True)]
    if "total_count" in selection:
        await _count(desk, shape, found, parameters)
    return found


@lru_cache(maxsize=500)
def _statement(names: frozenset[str], shape: Shape, arms: int) -> Select[Any]:
    """The plan's statement over the articles of the pages, the number of the page at the end of each row."""
    page = places(shape, arms).subquery("page")
    statement = plan(names).statement.join(page, page.c.id == ARTICLE.c.id).add_columns(page.c.arm)
    return statement.order_by(*order(page, shape))


def _page(question: _Question, found: list[Article]) -> Page:
    window = question.window
    more, found = len(found) > window.size, found[: window.size]
    if window.backwards:
        found.reverse()
    edges = [Edge(article, Place(article.published_at, article.key), question.mark) for article in found]
    return Page(edges, _page_info(edges, window, more=more))


def _page_info(edges: Sequence[Edge], window: Window, *, more: bool) -> PageInfo:
    """What lies around the page; at a cursor that was given there is at least the article it came from."""
    ahead, behind = more, window.after is not None
    if window.backwards:
        ahead, behind = window.before is not None, more
    if not edges:
        return PageInfo(ahead, behind, None, None)
    return PageInfo(ahead, behind, edges[0].cursor, edges[-1].cursor)


async def _count(desk: Desk, shape: Shape, found: Sequence[Page], parameters: dict[str, object]) -> None:
    asked = {**parameters, "now": desk.now}
    [numbers] = await desk.reader.fetch(counts(shape, len(found)), asked, may_last=True)
    for page, number in zip(found, numbers, strict=True):
        page.total_count = TotalCount(min(number, COUNTED_EXACTLY), number > COUNTED_EXACTLY)
