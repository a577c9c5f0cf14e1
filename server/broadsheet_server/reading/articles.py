"""One article, or some by their keys: the columns selected, in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import FromClause, Row, Select, SQLColumnExpression, Uuid, bindparam, select

from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.article_fields import ARTICLE, ARTICLE_FIELDS, JOINS, FieldLoader
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.storage.column_types import UtcDateTime

NOW = bindparam("now", type_=UtcDateTime)

Identifier = Literal["key", "slug", "canonical_url", "external_reference"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How articles with certain fields are read: a statement without its source, and what a row becomes."""

    statement: Select[Any]
    names: tuple[str, ...]
    made: tuple[tuple[str, FieldLoader], ...]

    async def read(
        self, context: ReadContext, statement: Select[Any], parameters: Mapping[str, object]
    ) -> list[Article]:
        """Ask `statement`, which is this plan's with a source, and make articles of the rows."""
        rows = await context.reader.fetch(statement, {**parameters, "now": context.now})
        return [self._article(row, context) for row in rows]

    async def read_marked(
        self, context: ReadContext, statement: Select[Any], parameters: Mapping[str, object], *, is_slow: bool
    ) -> list[tuple[int, Article]]:
        """The same for a statement that has one column more at the end: each article with that number."""
        rows = await context.reader.fetch(statement, {**parameters, "now": context.now}, is_slow=is_slow)
        return [(row[-1], self._article(row, context)) for row in rows]

    def _article(self, row: Row[Any], context: ReadContext) -> Article:
        values = dict(zip(self.names, row, strict=False))
        for name, make in self.made:
            values[name] = make(values, context)
        return Article(values)


@lru_cache(maxsize=1_000)
def plan(fields: frozenset[str]) -> Plan:
    """The plan for the selected fields. Fields that are not read from the store are left to others."""
    parts = {name: ARTICLE_FIELDS[name] for name in sorted(fields) if name in ARTICLE_FIELDS}
    columns: dict[str, SQLColumnExpression[Any]] = {"key": ARTICLE.c.id}
    for part in parts.values():
        columns.update(part.columns)
    joins = sorted({join for part in parts.values() for join in part.joins})
    statement = select(*columns.values()).select_from(_joined(ARTICLE, joins))
    made = tuple((name, part.make) for name, part in parts.items() if part.make is not None)
    return Plan(statement, tuple(columns), made)


def _joined(source: FromClause, joins: Iterable[str]) -> FromClause:
    for name in joins:
        table, condition, everywhere = JOINS[name]
        source = source.join(table, condition, isouter=not everywhere)
    return source


async def article_by(
    context: ReadContext, identifier: Identifier, value: str | UUID, selection: Selection
) -> Article | None:
    """The public article with this slug, canonical URL, reference or key; None where there is none."""
    if isinstance(value, str) and not is_storable(value):
        return None
    found = plan(selection.names)
    articles = await found.read(context, _one(selection.names, identifier), {"value": value})
    return articles[0] if articles else None


async def article_by_url(context: ReadContext, url: str, selection: Selection) -> Article | None:
    """The public article with this canonical URL: its own, or that of its page on this site.

    A slash at the end makes no difference.
    """
    bare = url.rstrip("/")
    for spelling in (bare, f"{bare}/"):
        if (found := await article_by(context, "canonical_url", spelling, selection)) is not None:
            return found
    slug = bare.removeprefix(f"{context.base_url}/articles/")
    return None if slug == bare else await article_by(context, "slug", slug, selection)


async def articles_by_key(
    context: ReadContext, keys: Sequence[UUID], selection: Selection
) -> dict[UUID, Article]:
    """Those of the articles that are public, by key."""
    if not keys:
        return {}
    found = plan(selection.names)
    articles = await found.read(context, _some(selection.names), {"keys": list(dict.fromkeys(keys))})
    return {article.key: article for article in articles}


@lru_cache(maxsize=1_000)
def _one(fields: frozenset[str], identifier: Identifier) -> Select[Any]:
    column = ARTICLE.c["id" if identifier == "key" else identifier]
    return plan(fields).statement.where(column == bindparam("value", type_=column.type), is_public(NOW))


@lru_cache(maxsize=1_000)
def _some(fields: frozenset[str]) -> Select[Any]:
    keys = bindparam("keys", expanding=True, type_=Uuid())
    return plan(fields).statement.where(ARTICLE.c.id.in_(keys), is_public(NOW))
