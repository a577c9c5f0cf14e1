"""Finding which articles stand on the pages of lists: narrow statements over the indexes."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    Table,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from broadsheet_server.models import metadata
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.article_fields import ARTICLE
from broadsheet_server.reading.articles import NOW
from broadsheet_server.storage.column_types import UtcDateTime

EXACT_COUNT_MAX = 10_000
MERGED_SECTIONS_MAX = 24
"""Up to so many sections are read by an index range each and merged; more are filtered from the whole."""

_TABLES = metadata.tables


class ListShape(NamedTuple):
    """All that the text of a statement depends on; the values are bound when it runs."""

    sections: int | None
    """How many; None for any section."""
    tag: bool
    author: bool
    language: bool
    since: bool
    until: bool
    newer: bool
    """Whether there is a cursor that everything has to be newer than."""
    older: bool
    descending: bool

    @property
    def is_narrow(self) -> bool:
        """Whether an index holds the list as it is. Otherwise all of a longer list may be read for a page."""
        few = self.sections is None or self.sections <= MERGED_SECTIONS_MAX
        return few and (self.sections is not None) + self.tag + self.author + self.language <= 1


def numbered_parameters(values: dict[str, object], arm: int) -> dict[str, object]:
    """The values of one list as the parameters of the statement that asks for several."""
    return {f"{name}_{arm}": value for name, value in values.items()}


@lru_cache(maxsize=500)
def page_query(shape: ListShape, arms: int) -> Select[Any]:
    """For each of `arms` lists of one shape: `arm`, `id` and `published_at` of the articles on the page."""
    found = [_ListQuery(shape, arm).page() for arm in range(arms)]
    numbered = [
        select(literal(arm).label("arm"), page.c.id, page.c.published_at)
        for arm, page in enumerate(each.subquery() for each in found)
    ]
    if len(numbered) == 1:
        return numbered[0]
    together = union_all(*numbered).subquery()
    return select(together.c.arm, together.c.id, together.c.published_at)


@lru_cache(maxsize=500)
def count_query(shape: ListShape, arms: int) -> Select[Any]:
    """For each of `arms` lists of one shape, how many articles it has, counted up to one past the exact."""
    whole = shape._replace(newer=False, older=False)
    numbers: list[ColumnElement[Any]] = [_ListQuery(whole, arm).count() for arm in range(arms)]
    return select(*numbers)


def page_order(source: FromClause, shape: ListShape) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The order of a page, as it is read."""
    return _ordered(source.c.published_at, source.c.id, shape)


def _ordered(
    moment: ColumnElement[Any], key: ColumnElement[Any], shape: ListShape
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return (moment.desc(), key.desc()) if shape.descending else (moment.asc(), key.asc())


def _link(shape: ListShape) -> Table | None:
    """The table whose index holds the list in its order, where that is not the articles' own."""
    if shape.tag:
        return _TABLES["article_tag"]
    return _TABLES["article_author"] if shape.author else None


class _ListQuery:
    """One of several lists that are asked for at once; its parameters carry its number."""

    def __init__(self, shape: ListShape, number: int) -> None:
        self._shape = shape
        self._number = number
        self._links = _link(shape)
        if self._links is None:
            self._source: FromClause = ARTICLE
            self._moment, self._key = ARTICLE.c.published_at, ARTICLE.c.id
        else:
            self._source = self._links.join(ARTICLE, ARTICLE.c.id == self._links.c.article_id)
            self._moment, self._key = self._links.c.published_at, self._links.c.article_id

    def page(self) -> Select[Any]:
        """The articles on the page."""
        shape = self._shape
        if shape.sections is None or not self._is_merged():
            return self._limited(self._narrow(self._in_sections()), self._moment, self._key)
        one_by_one = [
            self._limited(self._narrow(self._in_section(number)), self._moment, self._key)
            for number in range(shape.sections)
        ]
        if len(one_by_one) == 1:
            return one_by_one[0]
        merged = union_all(*(select(each.subquery()) for each in one_by_one)).subquery()
        return self._limited(select(merged.c.id, merged.c.published_at), merged.c.published_at, merged.c.id)

    def count(self) -> ColumnElement[int]:
        """How many articles there are."""
        some = self._narrow(self._in_sections()).limit(EXACT_COUNT_MAX + 1).subquery()
        return select(func.count()).select_from(some).scalar_subquery()

    def _is_merged(self) -> bool:
        """A tag or an author has few articles: those are read by their own index."""
        few = self._shape.sections is not None and self._shape.sections <= MERGED_SECTIONS_MAX
        return few and not (self._shape.tag or self._shape.author)

    def _in_sections(self) -> ColumnElement[bool] | None:
        if self._shape.sections is None:
            return None
        keys = bindparam(f"sections_{self._number}", expanding=True, type_=Uuid())
        return ARTICLE.c.section_id.in_(keys)

    def _in_section(self, number: int) -> ColumnElement[bool]:
        return ARTICLE.c.section_id == self._value(f"section{number}", Uuid())

    def _limited(
        self, statement: Select[Any], moment: ColumnElement[Any], key: ColumnElement[Any]
    ) -> Select[Any]:
        return statement.order_by(*_ordered(moment, key, self._shape)).limit(self._value("limit"))

    def _narrow(self, sections: ColumnElement[bool] | None) -> Select[Any]:
        """The ids and dates of the articles in the list, by the conditions that the shape names.

        The cursor comes first, and what is public last: of several bounds on the same column SQLite takes the
        first one into the index, and by any other it would read all that lies before the cursor.
        """
        conditions = [*self._conditions(), is_public(NOW)] + ([] if sections is None else [sections])
        columns = self._key.label("id"), self._moment.label("published_at")
        return select(*columns).select_from(self._source).where(*conditions)

    def _conditions(self) -> list[ColumnElement[bool]]:
        place = tuple_(self._moment, self._key)
        conditions: dict[str, ColumnElement[bool]] = {
            "older": place < self._place("older"),
            "newer": place > self._place("newer"),
            "tag": self._linked("tag"),
            "author": self._linked("author"),
            "language": ARTICLE.c.language == self._value("language"),
            "since": self._moment >= self._value("since", UtcDateTime()),
            "until": self._moment < self._value("until", UtcDateTime()),
        }
        return [condition for name, condition in conditions.items() if getattr(self._shape, name)]

    def _linked(self, table: str) -> ColumnElement[bool]:
        """Whether the article hangs on the row of `table`, a tag or an author, with the slug asked for."""
        target, links = _TABLES[table].c, _TABLES[f"article_{table}"]
        named = select(target.id).where(target.slug == self._value(table)).scalar_subquery()
        if links is self._links:
            return links.c[f"{table}_id"] == named
        return ARTICLE.c.id.in_(select(links.c.article_id).where(links.c[f"{table}_id"] == named))

    def _place(self, name: str) -> Any:
        return tuple_(self._value(f"{name}_at", UtcDateTime()), self._value(f"{name}_key", Uuid()))

    def _value(self, name: str, kind: Any = None) -> BindParameter[Any]:
        return bindparam(f"{name}_{self._number}", type_=kind)
