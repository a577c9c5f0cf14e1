"""Finds or creates the images of articles: the row with the texts, and the rows of its files."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, bindparam
from sqlmodel import Session, col, select

from broadsheet_server.models.articles import ArticleImage
from broadsheet_server.models.images import Image, Rendition
from broadsheet_server.newsroom.draft_images import ImageIdentity, StoredImage, image_identity
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.storage.uuid7 import uuid7

_OWN = select(ArticleImage.image_id).where(ArticleImage.article_id == bindparam("article_id", type_=Uuid()))
_COLUMNS: tuple[Any, ...] = (
    *(Image.id, Image.external_reference, Image.alt, Image.caption, Image.credit),
    *(Image.copyright_notice, Image.usage_terms, Image.focal_x, Image.focal_y),
    Rendition.location,
)
_CANDIDATES = (
    select(*_COLUMNS)
    .join(Rendition)
    .where(
        col(Image.external_reference).in_(bindparam("references", expanding=True)) | col(Image.id).in_(_OWN)
    )
)


def find_or_create_images(
    session: Session, images: Sequence[StoredImage], *, batch: InsertBatch, article_id: UUID | None
) -> list[UUID]:
    """Return the ids of these images in their order and without repeats; new ones go into the batch.

    An image with the same file and texts is used again, if this article had it before or another article
    brought it under the same reference. `article_id` is None for an article that is not stored.
    """
    references = [image.external_reference for image in images if image.external_reference]
    ids: dict[ImageIdentity, UUID] = {}
    taken_references = set()
    for row in _candidates(session, batch, article_id, references) if images else ():
        ids[_identity(row)] = row.id
        taken_references.add(row.external_reference)
    for image in images:
        if image.identity not in ids:
            is_free = image.external_reference not in taken_references
            ids[image.identity] = _create(batch, image, image.external_reference if is_free else None)
            taken_references.add(image.external_reference)
    if article_id is not None:
        batch.flush_images()
    return list(dict.fromkeys(ids[image.identity] for image in images))


def _identity(row: Row[Any]) -> ImageIdentity:
    words, rights = (row.location, row.alt, row.caption, row.credit), (row.copyright_notice, row.usage_terms)
    return image_identity(words, rights, stored_focal_point(row.focal_x, row.focal_y))


def stored_focal_point(x: float | None, y: float | None) -> tuple[float, float] | None:
    """The two columns as one value."""
    return None if x is None or y is None else (x, y)


def _candidates(
    session: Session, batch: InsertBatch, article_id: UUID | None, references: list[str]
) -> Sequence[Row[Any]]:
    """The images of the article and those with one of the references, each with the location of a file."""
    if article_id is None and not references:
        return ()
    if batch.holds_images(references):
        batch.flush()
    values = {"references": references, "article_id": article_id}
    return session.connection().execute(_CANDIDATES, values).all()


def _create(batch: InsertBatch, image: StoredImage, reference: str | None) -> UUID:
    image_id = uuid7()
    focal_x, focal_y = image.focal_point or (None, None)
    batch.add_image(
        {
            "id": image_id,
            "external_reference": reference,
            "alt": image.alt,
            "caption": image.caption,
            "credit": image.credit,
            "copyright_notice": image.copyright_notice,
            "usage_terms": image.usage_terms,
            "focal_x": focal_x,
            "focal_y": focal_y,
        },
        {
            "image_id": image_id,
            "name": "original",
            "location": image.location,
            "media_type": image.media_type,
            "width": image.width,
            "height": image.height,
        },
    )
    return image_id
