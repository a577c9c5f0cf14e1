"""Finds or creates the images of articles: the row with the texts, and the rows of its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.models.articles import ArticleImage
from broadsheet_server.models.images import Image, Rendition


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image whose file is in the media folder, or linked by an absolute URL (`location`)."""

    location: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str | None
    credit: str | None
    external_reference: str | None

    @property
    def identity(self) -> tuple[str, str, str | None, str | None]:
        """What distinguishes two images: the same file may have another caption in another article."""
        return self.location, self.alt, self.caption, self.credit


def find_or_create_images(session: Session, images: Sequence[StoredImage], *, article_id: UUID) -> list[UUID]:
    """Return the ids of these images in their order and without repeats; new ones are written.

    An image with the same file and texts is used again, if this article had it before or another article
    brought it under the same reference.
    """
    if not images:
        return []
    references = [image.external_reference for image in images if image.external_reference]
    ids: dict[tuple[str, str, str | None, str | None], UUID] = {}
    taken_references = set()
    for stored, location in _candidates(session, article_id, references):
        ids[location, stored.alt, stored.caption, stored.credit] = stored.id
        taken_references.add(stored.external_reference)
    for image in images:
        if image.identity not in ids:
            is_free = image.external_reference not in taken_references
            ids[image.identity] = _create(session, image, image.external_reference if is_free else None)
            taken_references.add(image.external_reference)
    return list(dict.fromkeys(ids[image.identity] for image in images))


def _candidates(session: Session, article_id: UUID, references: list[str]) -> Sequence[tuple[Image, str]]:
    """The images of the article and those with one of the references, each with the location of a file."""
    own = select(ArticleImage.image_id).where(ArticleImage.article_id == article_id)
    return session.exec(
        select(Image, Rendition.location)
        .join(Rendition)
        .where(col(Image.external_reference).in_(references) | col(Image.id).in_(own))
    ).all()


def _create(session: Session, image: StoredImage, reference: str | None) -> UUID:
    stored = Image(external_reference=reference, alt=image.alt, caption=image.caption, credit=image.credit)
    original = Rendition(
        image_id=stored.id,
        name="original",
        location=image.location,
        media_type=image.media_type,
        width=image.width,
        height=image.height,
    )
    stored.renditions.append(original)
    session.add(stored)
    session.flush()
    return stored.id
