"""Keeping the pictures of articles: the row with its words, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlmodel import Session

from broadsheet_server.newsroom import plain
from broadsheet_server.storage.identity import new_id


@dataclass(frozen=True, slots=True)
class PlacedImage:
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


def find_or_create_images(session: Session, images: Sequence[PlacedImage], *, article_id: UUID) -> list[UUID]:
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
    own = select(plain.article_image.c.image_id).where(plain.article_image.c.article_id == article_id)
    statement = (
        select(
            plain.image.c.id,
            plain.image.c.external_reference,
            plain.rendition.c.location,
            plain.image.c.alt,
            plain.image.c.caption,
            plain.image.c.credit,
        )
        .join(plain.rendition, plain.rendition.c.image_id == plain.image.c.id)
        .where(plain.image.c.external_reference.in_(references) | plain.image.c.id.in_(own))
    )
    return session.execute(statement).all()


def _create(session: Session, image: PlacedImage, *, free: bool) -> UUID:
    """Write a picture. The source's reference goes to the first who bears it (`free`)."""
    image_id = new_id()
    words = {"alt": image.alt, "caption": image.caption, "credit": image.credit}
    reference = image.external_reference if free else None
    session.execute(insert(plain.image), [{"id": image_id, "external_reference": reference, **words}])
    file = {"location": image.location, "media_type": image.media_type}
    size = {"width": image.width, "height": image.height}
    session.execute(insert(plain.rendition), [{"image_id": image_id, "name": "original", **file, **size}])
    return image_id
