"""Keeping the pictures of articles: the row with its words, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import ArticleImage
from broadsheet_server.models.images import Image, Rendition
from broadsheet_server.storage.uuid7 import uuid7


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture whose file is in the media folder, or linked at an absolute address (`location`)."""

    location: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str | None
    credit: str | None
    external_reference: str | None

    @property
    def words(self) -> tuple[str, str, str | None, str | None]:
        """What tells two uses of a picture apart: the same file may bear another caption elsewhere."""
        return self.location, self.alt, self.caption, self.credit


def find_or_create_images(session: Session, images: Sequence[StoredImage], *, article_id: UUID) -> list[UUID]:
    """Return the ids of these pictures in their order.

    A picture with the same file and words is used again, whether this article had it before or another
    one brought it under the same reference; any other becomes a new one.
    """
    if not images:
        return []
    references = [image.external_reference for image in images if image.external_reference]
    rows = _candidates(session, article_id, references)
    known = {(row.location, row.alt, row.caption, row.credit): row.id for row in rows}
    taken = {row.external_reference for row in rows}
    for image in images:
        if image.words not in known:
            known[image.words] = _create(session, image, free=image.external_reference not in taken)
            taken.add(image.external_reference)
    return list(dict.fromkeys(known[image.words] for image in images))


def _candidates(
    session: Session, article_id: UUID, references: list[str]
) -> Sequence[Row[tuple[object, ...]]]:
    own = select(col(ArticleImage.image_id)).where(col(ArticleImage.article_id) == article_id)
    statement = (
        select(
            col(Image.id),
            col(Image.external_reference),
            col(Rendition.location),
            col(Image.alt),
            col(Image.caption),
            col(Image.credit),
        )
        .join(Rendition, col(Rendition.image_id) == col(Image.id))
        .where(col(Image.external_reference).in_(references) | col(Image.id).in_(own))
    )
    return session.execute(statement).all()


def _create(session: Session, image: StoredImage, *, free: bool) -> UUID:
    """Write a picture. The source's reference goes to the first who bears it (`free`)."""
    image_id = uuid7()
    words = {"alt": image.alt, "caption": image.caption, "credit": image.credit}
    reference = image.external_reference if free else None
    session.execute(insert(Image), [{"id": image_id, "external_reference": reference, **words}])
    file = {"location": image.location, "media_type": image.media_type}
    size = {"width": image.width, "height": image.height}
    session.execute(insert(Rendition), [{"image_id": image_id, "name": "original", **file, **size}])
    return image_id
