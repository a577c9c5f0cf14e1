"""Keyset pagination (the seek method): a page begins at a row value `(published_at, id)`, not at an offset.

A page is an index range scan whose cost does not grow with its depth, and news on top moves nothing. The
statements find ids and dates only; `article_lists` joins the columns that are selected.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
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
    union_all,
)
from sqlalchemy.orm import Mapped
from sqlmodel import col

from broadsheet_server.models.articles import Article, ArticleAuthor, ArticleTag
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.context import NOW
from broadsheet_server.storage.column_types import UtcDateTime

Column = SQLColumnExpression[Any]

EXACT_COUNT_MAX = 10_000
"""Lists are counted so far; beyond it the count is a lower bound."""

MERGED_RANGES_MAX = 24
"""Up to so many sections or languages are read by an index range each and merged; more are filtered."""


class KeysetPosition(NamedTuple):
    """A position in a list: the values that the list is ordered by."""

    published_at: datetime
    uuid: UUID


class ListShape(NamedTuple):
    """Everything that the text of a statement depends on; the values are bound when it runs."""

    sections: int | None
    """How many sections the list is of; None where any section will do."""
    languages: int | None
    """How many language tags; None where any language will do."""
    tag: bool
    author: bool
    since: bool
    until: bool
    newer: bool
    """Whether there is a cursor that everything has to be newer than."""
    older: bool
    descending: bool

    @property
    def is_empty(self) -> bool:
        """Whether no section or no language is left that an article could have."""
        return 0 in {self.sections, self.languages}

    @property
    def is_narrow(self) -> bool:
        """Whether an index holds the list as it is. Otherwise a page may scan all of a longer list."""
        conditions = (self.sections is not None) + (self.languages is not None) + self.tag + self.author
        return conditions <= 1 and (self.sections or self.languages or 0) <= MERGED_RANGES_MAX


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
    """One of several lists in a statement; its parameters end in its number."""

    def __init__(self, shape: ListShape, number: int, limit: int | None = None) -> None:
        self._shape = shape
        self._number = number
        self._limit = None if limit is None else literal_column(str(limit), Integer)
        self._link = next((link for name, link in _LINKS.items() if getattr(shape, name)), None)
        if self._link is None:
            self._published_at, self._article_id = col(Article.published_at), col(Article.id)
        else:
            self._published_at, self._article_id = self._link.published_at, self._link.article_id

    def page(self) -> Select[Any]:
        """The articles on the page."""
        ranges = self._index_ranges()
        if ranges is None:
            return self._limited(self._narrow(*self._sets()), self._published_at, self._article_id)
        pages = [
            self._limited(self._narrow(*conditions), self._published_at, self._article_id)
            for conditions in ranges
        ]
        if len(pages) == 1:
            return pages[0]
        merged = union_all(*(select(page.subquery()) for page in pages)).subquery()
        return self._limited(select(merged.c.id, merged.c.published_at), merged.c.published_at, merged.c.id)

    def count(self) -> ColumnElement[int]:
        """How many articles there are."""
        articles = self._narrow(*self._sets()).limit(EXACT_COUNT_MAX + 1).subquery()
        return select(func.count()).select_from(articles).scalar_subquery()

    def _index_ranges(self) -> list[list[ColumnElement[bool]]] | None:
        """The conditions of each index range that holds a part of the list, to be merged.

        None where one index serves: that of a tag or an author, which have few articles, or the one by date.
        """
        shape = self._shape
        if self._link is not None:
            return None
        if shape.sections is not None and shape.sections <= MERGED_RANGES_MAX:
            return [
                [col(Article.section_id) == self._value(f"section{number}", Uuid()), *self._language_set()]
                for number in range(shape.sections)
            ]
        if shape.sections is None and shape.languages is not None and shape.languages <= MERGED_RANGES_MAX:
            return [
                [col(Article.language) == self._value(f"language{number}")]
                for number in range(shape.languages)
            ]
        return None

    def _sets(self) -> list[ColumnElement[bool]]:
        """The conditions on sections and languages as `IN (…)`."""
        if self._shape.sections is None:
            return self._language_set()
        section_ids = bindparam(f"sections_{self._number}", expanding=True, type_=Uuid())
        return [col(Article.section_id).in_(section_ids), *self._language_set()]

    def _language_set(self) -> list[ColumnElement[bool]]:
        if self._shape.languages is None:
            return []
        return [col(Article.language).in_(bindparam(f"languages_{self._number}", expanding=True))]

    def _limited(self, statement: Select[Any], published_at: Column, article_id: Column) -> Select[Any]:
        return statement.order_by(*_order(published_at, article_id, self._shape)).limit(
            self._value("limit") if self._limit is None else self._limit
        )

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
        return statement.where(*self._conditions(), is_public(NOW), *sets)

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
        target_id = select(link.id).where(link.slug == self._value(name)).scalar_subquery()
        if link is self._link:
            return link.target_id == target_id
        return col(Article.id).in_(select(link.article_id).where(link.target_id == target_id))

    def _position(self, name: str) -> Any:
        return tuple_(self._date(name), self._value(f"{name}_id", Uuid()))

    def _date(self, name: str) -> BindParameter[Any]:
        return self._value(f"{name}_at", UtcDateTime())

    def _value(self, name: str, column_type: Any = None) -> BindParameter[Any]:
        return bindparam(f"{name}_{self._number}", type_=column_type)
