"""Lists of articles, page by page. A page is found by where it starts: the cost does not grow with depth."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)  # fmt: skip

from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.answers import Edge, Page, PageInfo, TotalCount
from broadsheet_server.reading.articles import NOW, plan
from broadsheet_server.reading.cursors import Place, list_mark, read_cursor
from broadsheet_server.reading.desk import Desk
from broadsheet_server.reading.parts import ARTICLE
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.windows import Window
from broadsheet_server.storage.tables import metadata
from broadsheet_server.storage.types import UtcDateTime

COUNTED_EXACTLY = 10_000
MERGED_SECTIONS = 24
"""Up to so many sections are read by an index range each and merged; more are filtered from the whole."""

_TABLES = metadata.tables


class ArticleOrder(StrEnum):
    """The order of a list, by date of publication."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles a list holds, and in which order. None means any."""

    section: str | None = None
    descendants: bool = True
    tag: str | None = None
    author: str | None = None
    language: str | None = None
    published_after: datetime | None = None
    published_before: datetime | None = None
    order: ArticleOrder = ArticleOrder.NEWEST

    @property
    def mark(self) -> bytes:
        """What cursors of this list carry."""
        return list_mark(*asdict(self).values())


class _Shape(NamedTuple):
    """All that the text of a statement depends on; the values are bound when it runs."""

    sections: int | None  # how many, None for any
    tag: bool
    author: bool
    language: bool
    since: bool
    until: bool
    newer: bool  # a cursor that everything has to be newer than
    older: bool
    descending: bool


@dataclass(slots=True)
class _Question:
    """A list, a window of it, and what that means to the store."""

    shape: _Shape
    parameters: dict[str, object] = field(default_factory=dict)


async def articles(desk: Desk, wanted: Wanted, window: Window, selection: Selection) -> Page:
    """One page of the list, with what `selection` (of the connection) asks of it."""
    sections = await _sections(desk, wanted)
    question = _question(wanted, window, sections)
    nodes = selection.below("edges", "node") | selection.below("nodes")
    page = await _page(desk, wanted, window, question, nodes) if sections != () else _empty()
    if "total_count" in selection:
        page.total_count = await _total(desk, question) if sections != () else TotalCount(0, False)
    return page


async def _sections(desk: Desk, wanted: Wanted) -> tuple[UUID, ...] | None:
    if wanted.section is None:
        return None
    tree = await desk.sections()
    return tuple(tree.within(wanted.section, descendants=wanted.descendants))


def _question(wanted: Wanted, window: Window, sections: tuple[UUID, ...] | None) -> _Question:
    mark, newest = wanted.mark, wanted.order is ArticleOrder.NEWEST
    after = read_cursor(window.after, mark, "after") if window.after is not None else None
    before = read_cursor(window.before, mark, "before") if window.before is not None else None
    older, newer = (after, before) if newest else (before, after)
    shape = _Shape(
        None if sections is None else len(sections), wanted.tag is not None, wanted.author is not None,
        wanted.language is not None, wanted.published_after is not None, wanted.published_before is not None,
        newer is not None, older is not None, newest is not window.backwards,
    )  # fmt: skip
    values: dict[str, object] = {
        "tag": wanted.tag, "author": wanted.author, "language": wanted.language,
        "since": wanted.published_after, "until": wanted.published_before, "limit": window.size + 1,
    }  # fmt: skip
    if older is not None:
        values |= {"older_at": older.published_at, "older_key": older.key}
    if newer is not None:
        values |= {"newer_at": newer.published_at, "newer_key": newer.key}
    values |= {f"section_{number}": key for number, key in enumerate(sections or ())}
    return _Question(shape, {**values, "sections": list(sections or ())})


async def _page(desk: Desk, wanted: Wanted, window: Window, question: _Question, nodes: Selection) -> Page:
    names = nodes.names | {"published_at"}
    found = plan(names)
    articles = await found.read(desk, _statement(names, question.shape), question.parameters)
    more, articles = len(articles) > window.size, articles[: window.size]
    if window.backwards:
        articles.reverse()
    mark = wanted.mark
    edges = [Edge(article, Place(article.published_at, article.key), mark) for article in articles]
    return Page(edges, _page_info(edges, window, more=more))


def _page_info(edges: Sequence[Edge], window: Window, *, more: bool) -> PageInfo:
    """What lies around the page; at the cursor that was given there is at least the article it came from."""
    ahead, behind = more, window.after is not None
    if window.backwards:
        ahead, behind = window.before is not None, more
    if not edges:
        return PageInfo(ahead, behind, None, None)
    return PageInfo(ahead, behind, edges[0].cursor, edges[-1].cursor)


def _empty() -> Page:
    return Page([], PageInfo(False, False, None, None))


async def _total(desk: Desk, question: _Question) -> TotalCount:
    statement = _counting(question.shape._replace(newer=False, older=False))
    [(count,)] = await desk.reader.fetch(statement, {**question.parameters, "now": desk.now})
    return TotalCount(min(count, COUNTED_EXACTLY), count > COUNTED_EXACTLY)


@lru_cache(maxsize=1_000)
def _statement(names: frozenset[str], shape: _Shape) -> Select[Any]:
    """The plan's statement over the articles of one page, which a narrow query finds first."""
    page = _places(shape).subquery("page")
    statement = plan(names).statement.join(page, page.c.id == ARTICLE.c.id)
    return statement.order_by(*_order(page, shape))


def _places(shape: _Shape) -> Select[Any]:
    if not _merged(shape):
        return _limited(_narrow(shape, _from_sections(shape)), ARTICLE, shape)
    conditions = [
        ARTICLE.c.section_id == bindparam(f"section_{number}") for number in range(shape.sections or 0)
    ]
    arms = [_limited(_narrow(shape, condition), ARTICLE, shape) for condition in conditions]
    if len(arms) == 1:
        return arms[0]
    merged = union_all(*(select(arm.subquery()) for arm in arms)).subquery("merged")
    return _limited(select(merged.c.id, merged.c.published_at), merged, shape)


def _merged(shape: _Shape) -> bool:
    return (
        shape.sections is not None and shape.sections <= MERGED_SECTIONS and not (shape.tag or shape.author)
    )


def _from_sections(shape: _Shape) -> ColumnElement[bool] | None:
    if shape.sections is None:
        return None
    return ARTICLE.c.section_id.in_(bindparam("sections", expanding=True, type_=Uuid()))


def _limited(statement: Select[Any], source: FromClause, shape: _Shape) -> Select[Any]:
    return statement.order_by(*_order(source, shape)).limit(bindparam("limit"))


def _order(source: FromClause | Subquery, shape: _Shape) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    moment, key = source.c.published_at, source.c.id
    return (moment.desc(), key.desc()) if shape.descending else (moment.asc(), key.asc())


def _narrow(shape: _Shape, sections: ColumnElement[bool] | None) -> Select[Any]:
    """The ids and dates of the articles in the list, by the conditions that `shape` names."""
    statement = select(ARTICLE.c.id, ARTICLE.c.published_at).where(is_public(NOW))
    if shape.tag:
        statement = statement.where(_linked("article_tag", "tag"))
    if shape.author:
        statement = statement.where(_linked("article_author", "author"))
    return statement.where(*_bounds(shape), *(() if sections is None else (sections,)))


def _linked(link: str, table: str) -> ColumnElement[bool]:
    """Whether the article hangs, by the table `link`, on the row of `table` with the slug asked for."""
    target, links = _TABLES[table].c, _TABLES[link].c
    named = select(target.id).where(target.slug == bindparam(table)).scalar_subquery()
    return ARTICLE.c.id.in_(select(links.article_id).where(links[f"{table}_id"] == named))


def _bounds(shape: _Shape) -> list[ColumnElement[bool]]:
    moment, place = ARTICLE.c.published_at, tuple_(ARTICLE.c.published_at, ARTICLE.c.id)
    conditions: dict[str, ColumnElement[bool]] = {
        "language": ARTICLE.c.language == bindparam("language"),
        "since": moment >= bindparam("since", type_=UtcDateTime),
        "until": moment < bindparam("until", type_=UtcDateTime),
        "older": place < _place("older"),
        "newer": place > _place("newer"),
    }
    return [condition for name, condition in conditions.items() if getattr(shape, name)]


def _place(name: str) -> Any:
    return tuple_(bindparam(f"{name}_at", type_=UtcDateTime), bindparam(f"{name}_key", type_=Uuid()))


@lru_cache(maxsize=1_000)
def _counting(shape: _Shape) -> Select[Any]:
    narrow: Select[Any] = _narrow(shape, _from_sections(shape)).with_only_columns(literal_column("1"))
    return select(func.count()).select_from(narrow.limit(COUNTED_EXACTLY + 1).subquery())
