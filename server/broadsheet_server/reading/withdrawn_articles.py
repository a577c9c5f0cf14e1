"""Articles that were public once and are not any more: their addresses answer with words, and what has not
heard of it yet can ask which they are.
"""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, not_, or_, select

from broadsheet_server.models import metadata
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.article_fields import ARTICLE
from broadsheet_server.reading.articles import NOW
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.storage.column_types import BigInt
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

CHANGES_LOOKED_AT = 1_000
_CHANGE = metadata.tables["change"]


async def is_withdrawn(context: ReadContext, slug: str) -> bool:
    """Whether the article with this slug was withdrawn or has expired. An embargoed one was never here."""
    return bool(await context.reader.fetch(_departed(), {"slug": slug, "now": context.now}))


async def withdrawn_since(context: ReadContext, sequence: int) -> frozenset[UUID]:
    """The articles changed after `sequence` that are not public now; those new since may be left out.

    Whoever follows the change feed is behind by a second, so the next thousand changes tell.
    """
    asked = {"sequence": sequence, "most": CHANGES_LOOKED_AT, "now": context.now}
    found = await context.reader.fetch(_departed_since(), asked)
    return frozenset(row.id for row in found)


@cache
def _departed_since() -> Select[Any]:
    later = _CHANGE.c.sequence > bindparam("sequence", type_=BigInt)
    of_older_articles = _CHANGE.c.kind != ChangeKind.PUBLISHED
    changed = select(_CHANGE.c.article_id).where(later, of_older_articles).order_by(_CHANGE.c.sequence)
    some = changed.limit(bindparam("most")).subquery()
    return select(ARTICLE.c.id).where(ARTICLE.c.id.in_(select(some.c.article_id)), not_(is_public(NOW)))


@cache
def _departed() -> Select[Any]:
    was_public = and_(
        ARTICLE.c.published_at <= NOW,
        or_(ARTICLE.c.embargoed_until.is_(None), ARTICLE.c.embargoed_until <= NOW),
    )
    is_over = or_(ARTICLE.c.status == ArticleStatus.WITHDRAWN, ARTICLE.c.expires_at <= NOW)
    not_a_draft = ARTICLE.c.status != ArticleStatus.DRAFT
    return select(ARTICLE.c.id).where(ARTICLE.c.slug == bindparam("slug"), was_public, is_over, not_a_draft)
