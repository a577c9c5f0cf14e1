"""Which files of the media folder the public may see."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import col

from broadsheet_server.models.articles import Article, ArticleImage
from broadsheet_server.models.images import Rendition
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.context import NOW, ReadContext


async def is_shown(context: ReadContext, location: str) -> bool:
    """Whether an article that is public has an image with this file."""
    rows = await context.reader.fetch(_shown(), {"location": location, "now": context.now})
    return bool(rows)


@cache
def _shown() -> Select[Any]:
    return (
        select(col(Rendition.image_id))
        .join(ArticleImage, col(ArticleImage.image_id) == col(Rendition.image_id))
        .join(Article, col(Article.id) == col(ArticleImage.article_id))
        .where(col(Rendition.location) == bindparam("location"), is_public(NOW))
        .limit(1)
    )
