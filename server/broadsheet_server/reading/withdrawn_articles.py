"""Articles that were public once and are not any more: withdrawn or expired."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlmodel import col

from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.models.revisions import Tombstone as Stone
from broadsheet_server.newsroom.visibility import is_expired, is_public, is_released
from broadsheet_server.newsroom.withdraw import KINDS_WITH_PUBLIC_NOTE, withdrawn_at
from broadsheet_server.reading.articles import CONDITIONS
from broadsheet_server.reading.context import NOW, ReadContext
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.identifiers import Identifier, Name, keys_of
from broadsheet_server.storage.column_types import BigInt, UtcDateTime
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind, WithdrawalKind

CHANGES_EXAMINED = 1_000
"""A follower of the change feed lags by a second; so many changes are more than that."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stands in place of an article that was public once. `withdrawn_at` is when that ended (UTC).

    `note` is what readers are told, `language` that of the article.
    """

    article_id: UUID
    slug: str
    language: str
    kind: WithdrawalKind
    note: str | None
    redirect_url: str | None
    withdrawn_at: datetime


async def tombstone_named(context: ReadContext, name: Name, text: str) -> Tombstone | None:
    """What stands in place of the article with this name, if it was withdrawn or has expired.

    None where it is public, and where it never was, like one that was withdrawn under its embargo.
    """
    for identifier, value in keys_of(name, text, context.base_url):
        if isinstance(value, str) and not is_storable(value):
            continue
        rows = await context.reader.fetch(_withdrawn(identifier), {"value": value, "now": context.now})
        if rows:
            return tombstone_of(rows[0])
    return None


async def tombstones_by_id(context: ReadContext, ids: Iterable[UUID]) -> dict[UUID, Tombstone]:
    """What stands in place of those of the articles that were public and are not any more."""
    keys = list(dict.fromkeys(ids))
    if not keys:
        return {}
    rows = await context.reader.fetch(_withdrawn_by_id(), {"ids": keys, "now": context.now})
    return {row.id: tombstone_of(row) for row in rows}


def tombstone_of(row: Row[Any]) -> Tombstone:
    """What stands in place of an article in a row of `tombstones`."""
    if row.status != ArticleStatus.WITHDRAWN:
        return Tombstone(row.id, row.slug, row.language, WithdrawalKind.WITHDRAWN, None, None, row.expires_at)
    kind = WithdrawalKind(row.kind or WithdrawalKind.WITHDRAWN)
    ended_at = row.withdrawn_at or row.changed_at
    note = row.note if kind in KINDS_WITH_PUBLIC_NOTE else None
    return Tombstone(row.id, row.slug, row.language, kind, note, row.redirect_url, ended_at)


async def withdrawn_since(context: ReadContext, sequence: int) -> frozenset[UUID]:
    """The articles changed after `sequence` that are not public now; new ones since may be left out."""
    rows = await context.reader.fetch(withdrawn_since_query(), withdrawn_since_values(sequence, context.now))
    return frozenset(row.id for row in rows)


def withdrawn_since_values(sequence: int, now: datetime) -> dict[str, object]:
    """The parameters of `withdrawn_since_query`."""
    return {"sequence": sequence, "most": CHANGES_EXAMINED, "now": now}


@cache
def withdrawn_since_query() -> Select[Any]:
    """The statement of `withdrawn_since`: ids alone."""
    is_later = col(Change.sequence) > bindparam("sequence", type_=BigInt)
    is_of_older_article = col(Change.kind) != ChangeKind.PUBLISHED
    changed = select(col(Change.article_id)).where(is_later, is_of_older_article)
    examined = changed.order_by(col(Change.sequence)).limit(bindparam("most")).subquery()
    article_id = col(Article.id)
    return select(article_id).where(article_id.in_(select(examined.c.article_id)), not_(is_public(NOW)))


@cache
def _withdrawn(identifier: Identifier) -> Select[Any]:
    return tombstones().where(CONDITIONS[identifier], is_over())


@cache
def _withdrawn_by_id() -> Select[Any]:
    ids: BindParameter[Any] = bindparam("ids", expanding=True, type_=Uuid())
    return tombstones().where(col(Article.id).in_(ids), is_over())


def tombstones() -> Select[Any]:
    """The rows that `tombstone_of` reads, without a condition."""
    columns: tuple[Any, ...] = (
        *(Article.id, Article.slug, Article.language, Article.status, Article.expires_at),
        *(Stone.kind, Stone.note, Stone.redirect_url, Stone.withdrawn_at),
        withdrawn_at().label("changed_at"),
    )
    return select(*columns).outerjoin(Stone, col(Stone.article_id) == col(Article.id))


def is_over() -> ColumnElement[bool]:
    """A condition on `Article` and `Tombstone`: it was public, and is not any more."""
    is_withdrawn = col(Article.status) == ArticleStatus.WITHDRAWN
    is_published = col(Article.status) == ArticleStatus.PUBLISHED
    ended_at = func.coalesce(col(Stone.withdrawn_at), withdrawn_at(), type_=UtcDateTime)
    return or_(
        and_(is_withdrawn, or_(is_released(ended_at), _was_put_off())),
        and_(
            is_published,
            is_expired(NOW),
            is_released(func.coalesce(col(Article.expires_at), NOW, type_=UtcDateTime)),
        ),
    )


def _was_put_off() -> ColumnElement[bool]:
    """Whether it was public before its date or its embargo was moved beyond that moment."""
    ended = select(col(Change.sequence)).where(
        col(Change.article_id) == col(Article.id), col(Change.kind) == ChangeKind.EXPIRED
    )
    return exists(ended.correlate(Article))
