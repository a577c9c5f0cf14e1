"""Which files of the media folder the public may see."""

from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, select, union_all
from sqlmodel import col

from broadsheet_server.models.articles import Article, ArticleBodyFile, ArticleImage
from broadsheet_server.models.images import Rendition
from broadsheet_server.newsroom.renditions import original_of
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.context import NOW, ReadContext


async def is_shown(context: ReadContext, location: str) -> bool:
    """Whether an article that is public shows this file, or its original, beside its text or in it."""
    original, _ = original_of(location)
    rows = await context.reader.fetch(_shown(), {"location": original, "now": context.now})
    return bool(rows)


@cache
def _shown() -> Select[Any]:
    location = bindparam("location", type_=Text)
    beside = (
        select(col(ArticleImage.article_id))
        .join(Rendition, col(Rendition.image_id) == col(ArticleImage.image_id))
        .where(col(Rendition.location) == location)
    )
    within = select(col(ArticleBodyFile.article_id)).where(col(ArticleBodyFile.location) == location)
    return (
        select(col(Article.id)).where(col(Article.id).in_(union_all(beside, within)), is_public(NOW)).limit(1)
    )
