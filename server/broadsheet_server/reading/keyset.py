"""Keyset pagination (the seek method): a page begins at a row value `(published_at, id)`, not at an offset.

A page is an index range scan whose cost does not grow with its depth, and news on top moves nothing. The
statements find ids and dates only; `article_lists` joins the columns that are selected.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    SQLColumnExpression,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.orm import Mapped
from sqlmodel import col

from broadsheet_server.models.articles import Article, ArticleAuthor, ArticleTag
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.conditions import (
    MERGED_RANGES_MAX,
    ConditionShape,
    dates,
    member_name,
    nested_conditions,
    sets,
)
from broadsheet_server.reading.context import NOW
from broadsheet_server.reading.list_shape import ListShape
from broadsheet_server.storage.column_types import UtcDateTime

Column = SQLColumnExpression[Any]

EXACT_COUNT_MAX = 10_000
"""Lists are counted so far; beyond it the count is a lower bound."""


class KeysetPosition(NamedTuple):
    """A position in a list: the values that the list is ordered by."""

    published_at: datetime
    uuid: UUID


@dataclass(frozen=True, slots=True)
class _Link:
    """An association table whose index holds the articles of a tag or an author in the list's order."""

    model: type[TableModel]
    published_at: Mapped[datetime]
    article_id: Mapped[UUID]
    target_id: Mapped[UUID]
    id: Mapped[UUID]
    slug: Mapped[str]


_LINKS = {
    "tag": _Link(
        ArticleTag,
        col(ArticleTag.published_at),
        col(ArticleTag.article_id),
        col(ArticleTag.tag_id),
        col(Tag.id),
        col(Tag.slug),
    ),
    "author": _Link(
        ArticleAuthor,
        col(ArticleAuthor.published_at),
        col(ArticleAuthor.article_id),
        col(ArticleAuthor.author_id),
        col(Author.id),
        col(Author.slug),
    ),
}


def numbered_parameters(values: dict[str, object], number: int) -> dict[str, object]:
    """The values of one list as the parameters of a statement about several lists."""
    return {f"{name}_{number}": value for name, value in values.items()}


@lru_cache(maxsize=500)
def page_query(shape: ListShape, lists: int, limit: int | None = None) -> Select[Any]:
    """For so many lists of one shape: `list`, `id` and `published_at` of the articles on each page.

    A `limit` is written into the statement: PostgreSQL plans it once only if it knows how many rows are read.
    """
    pages = [_ListQuery(shape, number, limit).page().subquery() for number in range(lists)]
    numbered = [
        select(literal(number).label("list"), page.c.id, page.c.published_at)
        for number, page in enumerate(pages)
    ]
    if len(numbered) == 1:
        return numbered[0]
    union = union_all(*numbered).subquery()
    return select(union.c.list, union.c.id, union.c.published_at)


@lru_cache(maxsize=500)
def count_query(shape: ListShape, lists: int) -> Select[Any]:
    """For so many lists of one shape: how many articles each has, counted up to one past the exact."""
    whole = shape._replace(newer=False, older=False)
    counts: list[ColumnElement[Any]] = [_ListQuery(whole, number).count() for number in range(lists)]
    return select(*counts)


def page_order(source: FromClause, shape: ListShape) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The order of a page, as it is read."""
    return _order(source.c.published_at, source.c.id, shape)


def _order(
    published_at: Column, article_id: Column, shape: ListShape
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    if shape.descending:
        return published_at.desc(), article_id.desc()
    return published_at.asc(), article_id.asc()


class _ListQuery:
    """One of several lists in a statement; its parameters end in its number.

    `further` are conditions on articles besides those of the shape, and `prefix` is what the names of its
    sections, languages, tag and author begin with: it may be an alternative of the list.
    """

    def __init__(
        self,
        shape: ListShape,
        number: int,
        limit: int | None = None,
        *,
        prefix: str = "",
        further: Sequence[ColumnElement[bool]] = (),
    ) -> None:
        self._shape = shape
        self._number = number
        self._rows = limit
        self._prefix = prefix
        nested = nested_conditions(shape, "", self._value, number, with_either=not shape.is_merged)
        self._further = [*nested, *further]
        self._link = next((link for name, link in _LINKS.items() if getattr(shape, name)), None)
        if self._link is None:
            self._published_at, self._article_id = col(Article.published_at), col(Article.id)
        else:
            self._published_at, self._article_id = self._link.published_at, self._link.article_id

    def page(self) -> Select[Any]:
        """The articles on the page."""
        if self._shape.is_merged:
            # an article that meets several alternatives is in the list once
            return self._merged(union(*(select(each.page().subquery()) for each in self._alternatives())))
        ranges = self._index_ranges()
        if ranges is None:
            return self._limited(self._narrow(*self._sets()), self._published_at, self._article_id)
        pages = [
            self._limited(self._narrow(*conditions), self._published_at, self._article_id)
            for conditions in ranges
        ]
        if len(pages) == 1:
            return pages[0]
        return self._merged(union_all(*(select(page.subquery()) for page in pages)))

    def _merged(self, pages: CompoundSelect[Any]) -> Select[Any]:
        merged = pages.subquery()
        return self._limited(select(merged.c.id, merged.c.published_at), merged.c.published_at, merged.c.id)

    def count(self) -> ColumnElement[int]:
        """How many articles there are."""
        articles = self._counted().limit(EXACT_COUNT_MAX + 1).subquery()
        return select(func.count()).select_from(articles).scalar_subquery()

    def _counted(self) -> Select[Any]:
        if not self._shape.is_merged:
            return self._narrow(*self._sets())
        enough = [each._counted().limit(EXACT_COUNT_MAX + 1).subquery() for each in self._alternatives()]
        return select(union(*map(select, enough)).subquery())

    def _alternatives(self) -> "list[_ListQuery]":
        """Each alternative as a list of its own, with whatever else has to hold."""
        return [
            self._alternative(branch, member_name("", "either", place))
            for place, branch in self._shape.branches
        ]

    def _alternative(self, branch: ConditionShape, prefix: str) -> "_ListQuery":
        shape = self._shape._replace(
            sections=branch.sections,
            languages=branch.languages,
            tag=branch.tag,
            author=branch.author,
            every=(),
            either=(),
            excluded=(),
        )
        own = nested_conditions(branch, prefix, self._value, self._number)
        further = [*self._further, *dates(branch, prefix, self._value), *own]
        return _ListQuery(shape, self._number, self._rows, prefix=prefix, further=further)

    def _index_ranges(self) -> list[list[ColumnElement[bool]]] | None:
        """The conditions of each index range that holds a part of the list, to be merged.

        None where one index serves: that of a tag or an author, which have few articles, or the one by date.
        """
        shape = self._shape
        if self._link is not None:
            return None
        if shape.sections is not None and shape.sections <= MERGED_RANGES_MAX:
            return [
                [
                    col(Article.section_id) == self._value(f"{self._prefix}section{number}", Uuid()),
                    *self._language_set(),
                ]
                for number in range(shape.sections)
            ]
        if shape.sections is None and shape.languages is not None and shape.languages <= MERGED_RANGES_MAX:
            return [
                [col(Article.language) == self._value(f"{self._prefix}language{number}")]
                for number in range(shape.languages)
            ]
        return None

    def _sets(self) -> list[ColumnElement[bool]]:
        """The conditions on sections and languages as `IN (…)`."""
        return sets(self._shape.sections, self._shape.languages, self._prefix, self._number)

    def _language_set(self) -> list[ColumnElement[bool]]:
        return sets(None, self._shape.languages, self._prefix, self._number)

    def _limited(self, statement: Select[Any], published_at: Column, article_id: Column) -> Select[Any]:
        limit = self._value("limit") if self._rows is None else literal_column(str(self._rows), Integer)
        return statement.order_by(*_order(published_at, article_id, self._shape)).limit(limit)

    def _narrow(self, *sets: ColumnElement[bool]) -> Select[Any]:
        """The ids and dates of the articles in the list, by the conditions that the shape names.

        The cursor comes first, and what is public last: of several bounds on the same column SQLite takes the
        first one into the index, and with any other it would scan everything before the cursor. PostgreSQL
        begins at the narrowest bound of the column alone, so the cursor's date is one besides the cursor.
        """
        model = Article if self._link is None else self._link.model
        id_and_date: Any = self._article_id.label("id"), self._published_at.label("published_at")
        statement: Select[Any] = select(*id_and_date).select_from(model)
        if self._link is not None:
            statement = statement.join(Article, col(Article.id) == self._link.article_id)
        return statement.where(*self._conditions(), is_public(NOW), *sets, *self._further)

    def _conditions(self) -> list[ColumnElement[bool]]:
        date, position = self._published_at, tuple_(self._published_at, self._article_id)
        conditions: dict[str, Callable[[], ColumnElement[bool]]] = {
            "older": lambda: and_(position < self._position("older"), date <= self._date("older")),
            "newer": lambda: and_(position > self._position("newer"), date >= self._date("newer")),
            "tag": lambda: self._linked("tag"),
            "author": lambda: self._linked("author"),
            "since": lambda: self._published_at >= self._value("since", UtcDateTime()),
            "until": lambda: self._published_at < self._value("until", UtcDateTime()),
        }
        return [condition() for name, condition in conditions.items() if getattr(self._shape, name)]

    def _linked(self, name: str) -> ColumnElement[bool]:
        """Whether the article has the tag, or the author, with the slug of the filter."""
        link = _LINKS[name]
        target_id = select(link.id).where(link.slug == self._value(self._prefix + name)).scalar_subquery()
        if link is self._link:
            return link.target_id == target_id
        return col(Article.id).in_(select(link.article_id).where(link.target_id == target_id))

    def _position(self, name: str) -> Any:
        return tuple_(self._date(name), self._value(f"{name}_id", Uuid()))

    def _date(self, name: str) -> BindParameter[Any]:
        return self._value(f"{name}_at", UtcDateTime())

    def _value(self, name: str, column_type: Any = None) -> BindParameter[Any]:
        return bindparam(f"{name}_{self._number}", type_=column_type)
