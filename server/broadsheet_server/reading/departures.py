"""Articles that were public once and are not any more: their addresses answer with words."""

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

from broadsheet_server.reading.articles import NOW
from broadsheet_server.reading.desk import Desk
from broadsheet_server.reading.parts import ARTICLE
from broadsheet_shared.vocabulary import ArticleStatus


async def has_departed(desk: Desk, slug: str) -> bool:
    """Whether the article with this slug was withdrawn or has expired. An embargoed one was never here."""
    return bool(await desk.reader.fetch(_departed(), {"slug": slug, "now": desk.now}))


@cache
def _departed() -> Select[Any]:
    was_public = and_(
        ARTICLE.c.published_at <= NOW,
        or_(ARTICLE.c.embargoed_until.is_(None), ARTICLE.c.embargoed_until <= NOW),
    )
    is_over = or_(ARTICLE.c.status == ArticleStatus.WITHDRAWN, ARTICLE.c.expires_at <= NOW)
    not_a_draft = ARTICLE.c.status != ArticleStatus.DRAFT
    return select(ARTICLE.c.id).where(ARTICLE.c.slug == bindparam("slug"), was_public, is_over, not_a_draft)
