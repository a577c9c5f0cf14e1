"""Images by id, as far as a public article shows them; and those of an article, for its editors."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, Uuid, bindparam, exists, select
from sqlmodel import col

from broadsheet_server.models import images
from broadsheet_server.models.articles import Article, ArticleImage
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.article_fields import IMAGE_COLUMNS
from broadsheet_server.reading.context import NOW, ReadContext
from broadsheet_server.reading.image_rows import read_images
from broadsheet_server.reading.json_rows import JsonRows
from broadsheet_server.reading.read_models import Image

_SHOWING = (
    select(col(ArticleImage.article_id))
    .join(Article, col(Article.id) == col(ArticleImage.article_id))
    .where(col(ArticleImage.image_id) == col(images.Image.id), is_public(NOW))
)
PUBLIC_IMAGES: Select[Any] = (
    select(JsonRows(col(images.Image.id), *IMAGE_COLUMNS))
    .select_from(images.Image)
    .join(images.Rendition)
    .where(exists(_SHOWING.correlate(images.Image)))
)
"""The images that a public article shows, in one value; add the condition."""

_IDS: BindParameter[Any] = bindparam("ids", expanding=True, type_=Uuid())
_BY_ID = PUBLIC_IMAGES.where(col(images.Image.id).in_(_IDS))
_OF_ARTICLE = (
    select(JsonRows(col(ArticleImage.position), *IMAGE_COLUMNS))
    .select_from(ArticleImage)
    .join(images.Image)
    .join(images.Rendition)
    .where(col(ArticleImage.article_id) == bindparam("article_id", type_=Uuid()))
)


async def images_by_id(context: ReadContext, ids: Sequence[UUID]) -> dict[UUID, Image]:
    """Those of the images that a public article shows, by id."""
    rows = await context.reader.fetch(_BY_ID, {"ids": list(ids), "now": context.now})
    return {image.uuid: image for row in rows for image in read_images(row[0], context)}


async def images_of_article(context: ReadContext, article_id: UUID) -> dict[UUID, Image]:
    """The images beside the text of an article by id, the lead image first, whoever may see them."""
    rows = await context.reader.fetch(_OF_ARTICLE, {"article_id": article_id})
    return {image.uuid: image for row in rows for image in read_images(row[0], context)}
