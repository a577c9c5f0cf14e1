"""One public article, or several by id: the selected fields, in one statement."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Row, Select, SQLColumnExpression, Uuid, bindparam, select
from sqlmodel import col

from broadsheet_server.models import articles as tables
from broadsheet_server.models.identities import ArticleIdentity, IdentityKind
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.article_fields import ARTICLE_FIELDS, JOINS, FieldLoader
from broadsheet_server.reading.bodies import BODY_FIELDS, add_bodies
from broadsheet_server.reading.context import NOW, ReadContext
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.identifiers import Identifier, Name, keys_of
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.storage.database import Rows
from broadsheet_server.storage.time_slice import TimeSlice

_VALUE: BindParameter[Any] = bindparam("value")
_REFERENCED = select(col(ArticleIdentity.article_id)).where(
    col(ArticleIdentity.value) == _VALUE, col(ArticleIdentity.kind) == IdentityKind.REFERENCE
)
CONDITIONS: dict[Identifier, ColumnElement[bool]] = {
    "uuid": col(tables.Article.id) == _VALUE,
    "slug": col(tables.Article.slug) == _VALUE,
    "canonical_url": col(tables.Article.canonical_url) == _VALUE,
    "external_reference": col(tables.Article.id).in_(_REFERENCED),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How articles with certain fields are read: a statement without conditions, and what its rows become.

    `names` are those of the columns; `loaders` make the fields that are not a column as it is.
    """

    statement: Select[Any]
    names: tuple[str, ...]
    loaders: tuple[tuple[str, FieldLoader], ...]

    async def read(
        self, context: ReadContext, statement: Select[Any], parameters: Mapping[str, object]
    ) -> list[Article]:
        """Run `statement`, which is this plan's with conditions, and make articles of the rows."""
        rows = await context.reader.fetch(statement, {**parameters, "now": context.now})
        return [article async for _, article in self._articles(rows, context)]

    async def read_numbered(
        self, context: ReadContext, statement: Select[Any], parameters: Mapping[str, object], *, is_slow: bool
    ) -> list[tuple[int, Article]]:
        """The same for a statement with the number of a list as its last column: each article with it."""
        rows = await context.reader.fetch(statement, {**parameters, "now": context.now}, is_slow=is_slow)
        return [(row[-1], article) async for row, article in self._articles(rows, context)]

    async def _articles(self, rows: Rows, context: ReadContext) -> AsyncIterator[tuple[Row[Any], Article]]:
        """Each row with what it becomes, in time slices: an article may have hundreds of tags and images."""
        time_slice = TimeSlice()
        for row in rows:
            yield row, self._article(row, context)
            if time_slice.is_over:
                await time_slice.next()

    def _article(self, row: Row[Any], context: ReadContext) -> Article:
        values = dict(zip(self.names, row, strict=False))
        for name, load in self.loaders:
            values[name] = load(values, context)
        return Article(values)


@lru_cache(maxsize=1_000)
def plan(names: frozenset[str]) -> Plan:
    """The plan for the selected fields; names of fields that no statement reads are passed over."""
    fields = {name: ARTICLE_FIELDS[name] for name in sorted(names) if name in ARTICLE_FIELDS}
    columns: dict[str, SQLColumnExpression[Any]] = {"uuid": col(tables.Article.id)}
    for field in fields.values():
        columns.update(field.columns)
    statement = select(*columns.values()).select_from(tables.Article)
    for join in sorted({join for field in fields.values() for join in field.joins}):
        table, condition, everywhere = JOINS[join]
        statement = statement.join(table, condition, isouter=not everywhere)
    loaders = tuple((name, field.make) for name, field in fields.items() if field.make is not None)
    return Plan(statement, tuple(columns), loaders)


async def article_by(
    context: ReadContext, identifier: Identifier, value: str | UUID, selection: Selection
) -> Article | None:
    """The public article with this identifier; None where there is none, or none that the public may see."""
    if isinstance(value, str) and not is_storable(value):
        return None
    statement = by_identifier(selection.names, identifier)
    articles = await plan(selection.names).read(context, statement, {"value": value})
    for article in articles:
        context.texts.charge(*(getattr(article, name) for name in selection.names & BODY_FIELDS))
    return articles[0] if articles else None


async def article_named(context: ReadContext, name: Name, text: str, selection: Selection) -> Article | None:
    """The public article with this name; None where there is none, or none that the public may see."""
    for identifier, value in keys_of(name, text, context.base_url):
        if (article := await article_by(context, identifier, value, selection)) is not None:
            return article
    return None


async def articles_by_id(
    context: ReadContext, ids: Sequence[UUID], selection: Selection
) -> Mapping[UUID, Article]:
    """Those of the articles that are public, by id; batched where the context has an `article_loader`."""
    if not ids:
        return {}
    load = context.article_loader
    return await (read_articles(context, ids, selection) if load is None else load(ids, selection))


async def read_articles(
    context: ReadContext, ids: Sequence[UUID], selection: Selection
) -> Mapping[UUID, Article]:
    """Those of the articles that are public, by id, in a statement of their own."""
    names, bodies = selection.names - BODY_FIELDS, selection.names & BODY_FIELDS
    articles = await plan(names).read(context, by_ids(names), {"ids": list(dict.fromkeys(ids))})
    if bodies:
        await add_bodies(context, articles, bodies)
    return {article.uuid: article for article in articles}


@lru_cache(maxsize=1_000)
def by_identifier(names: frozenset[str], identifier: Identifier) -> Select[Any]:
    """Of several with this identifier, the first one is the oldest."""
    found = plan(names).statement.where(CONDITIONS[identifier], is_public(NOW))
    return found if identifier in ("uuid", "slug") else found.order_by(col(tables.Article.id))


@lru_cache(maxsize=1_000)
def by_ids(names: frozenset[str]) -> Select[Any]:
    ids = bindparam("ids", expanding=True, type_=Uuid())
    return plan(names).statement.where(col(tables.Article.id).in_(ids), is_public(NOW))
