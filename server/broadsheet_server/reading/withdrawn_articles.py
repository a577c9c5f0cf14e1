"""Articles that were public once and are not any more: withdrawn or expired."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, not_, or_, select
from sqlmodel import col

from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.newsroom.visibility import is_public, is_released
from broadsheet_server.reading.context import NOW, ReadContext
from broadsheet_server.storage.column_types import BigInt
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

CHANGES_EXAMINED = 1_000
"""A follower of the change feed lags by a second; so many changes are more than that."""


async def is_withdrawn(context: ReadContext, slug: str) -> bool:
    """Whether the article with this slug was withdrawn or has expired. An embargoed one never was public."""
    return bool(await context.reader.fetch(_withdrawn(), {"slug": slug, "now": context.now}))


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
def _withdrawn() -> Select[Any]:
    is_over = or_(col(Article.status) == ArticleStatus.WITHDRAWN, col(Article.expires_at) <= NOW)
    is_no_draft = col(Article.status) != ArticleStatus.DRAFT
    has_slug = col(Article.slug) == bindparam("slug")
    return select(col(Article.id)).where(has_slug, is_released(NOW), is_over, is_no_draft)
