"""Deleting an article for good, as a court may order: only what keeps it away stays.

What stays is the row with its address and dates, what its sources are recognised by (references, URLs,
digests), and a tombstone. Mail, deliveries of webhooks, reports of imports and files belong to others:
`operations.delete_article` sees to them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import Session, col, delete, update

from broadsheet_server.models.articles import (
    Article,
    ArticleBody,
    ArticleBodyFile,
    ArticleFields,
    ArticleImage,
)
from broadsheet_server.models.identities import ArticleSource
from broadsheet_server.models.images import FetchedImage, Image, Rendition
from broadsheet_server.models.related import ArticleFeatures, Related, RelatedPin
from broadsheet_server.models.revisions import Correction, Revision
from broadsheet_server.models.translations import TranslationReference
from broadsheet_server.newsroom.article_links import delete_links
from broadsheet_server.newsroom.regroup_translation import regroup_translation
from broadsheet_server.newsroom.revisions import (
    DELETED_HASH,
    EditorialAct,
    article_to_change,
    record_revision,
)
from broadsheet_server.newsroom.translation_groups import leaving
from broadsheet_server.newsroom.withdraw import Withdrawal, tombstone_of
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

HEADLINE = "Deleted article"
_KEPT_FIELDS = frozenset({"headline", "language", "canonical_url", "source_name", "embargoed_until"})
"""What addresses, dates and sources of the article need."""
_DELETED: tuple[Any, ...] = (Correction, TranslationReference, ArticleSource, Related, ArticleFeatures)


@dataclass(frozen=True, slots=True)
class DeletedArticle:
    """What was deleted: the headlines that the article has had, and files that no article shows any more."""

    slug: str
    sequence: int
    headlines: frozenset[str]
    files: tuple[str, ...]


def delete_article(
    session: Session, article_id: UUID, *, now: datetime, withdrawal: Withdrawal, act: EditorialAct
) -> DeletedArticle:
    """Delete the content and the history of an article; a tombstone stands in its place for ever.

    Raises UnknownArticleError, DeletedArticleError, SectionForbiddenError, and RejectedDraftError for a note
    that cannot be taken.
    """
    article = article_to_change(session, article_id, act)
    stone = tombstone_of(session, article, withdrawal, now)
    headlines = _headlines(session, article)
    files = _files(session, article.id)
    if article.translation_group is not None:
        regroup_translation(session, article, leaving(session, article), act=None, now=now)
    article.status = ArticleStatus.WITHDRAWN
    sequence = record_revision(session, article, ChangeKind.WITHDRAWN, _snapshot(article), now=now, act=act)
    session.merge(stone)
    session.flush()
    _delete_parts(session, article)
    _empty(session, article)
    session.flush()
    return DeletedArticle(article.slug, sequence, headlines, unshown_files(session, files))


def unshown_files(session: Session, names: Collection[str]) -> tuple[str, ...]:
    """Those of the files in the media folder that no article has, public or not."""
    beside = (
        select(col(Rendition.location))
        .join(ArticleImage, col(ArticleImage.image_id) == col(Rendition.image_id))
        .where(col(Rendition.location).in_(names))
    )
    within = select(col(ArticleBodyFile.location)).where(col(ArticleBodyFile.location).in_(names))
    shown = {*session.scalars(beside), *session.scalars(within)}
    return tuple(sorted(set(names) - shown))


def _headlines(session: Session, article: Article) -> frozenset[str]:
    snapshots = session.scalars(select(col(Revision.snapshot)).where(col(Revision.article_id) == article.id))
    return frozenset({article.headline, *(str(each.get("headline")) for each in snapshots)})


def _files(session: Session, article_id: UUID) -> Sequence[str]:
    """The files that the article has now, and those that its earlier revisions name."""
    within = select(col(ArticleBodyFile.location)).where(col(ArticleBodyFile.article_id) == article_id)
    snapshots = session.scalars(select(col(Revision.snapshot)).where(col(Revision.article_id) == article_id))
    beside = (str(image["location"]) for each in snapshots for image in _images(each))
    return sorted({name for name in (*session.scalars(within), *beside) if "://" not in name})


def _images(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    images = snapshot.get("images")
    return images if isinstance(images, list) else []


def _snapshot(article: Article) -> dict[str, object]:
    """All that the history says of it from now on."""
    return {"headline": HEADLINE, "slug": article.slug, "status": ArticleStatus.WITHDRAWN.value}


def _delete_parts(session: Session, article: Article) -> None:
    linked = select(col(ArticleImage.image_id)).where(col(ArticleImage.article_id) == article.id)
    image_ids = session.scalars(linked).all()
    article.lead_image_id = None
    session.flush()
    delete_links(session, article.id)
    for table in _DELETED:
        session.exec(delete(table).where(col(table.article_id) == article.id))
    is_pin = (col(RelatedPin.article_id) == article.id) | (col(RelatedPin.related_id) == article.id)
    session.exec(delete(RelatedPin).where(is_pin))
    is_earlier = col(Revision.number) != article.revision
    session.exec(delete(Revision).where(col(Revision.article_id) == article.id, is_earlier))
    _delete_images(session, image_ids)


def _delete_images(session: Session, image_ids: Collection[UUID]) -> None:
    """Delete those of the images that no other article has."""
    linked = exists().where(col(ArticleImage.image_id) == col(Image.id))
    ids = session.scalars(select(col(Image.id)).where(col(Image.id).in_(image_ids), ~linked)).all()
    locations = session.scalars(select(col(Rendition.location)).where(col(Rendition.image_id).in_(ids))).all()
    session.exec(delete(Rendition).where(col(Rendition.image_id).in_(ids)))
    session.exec(delete(Image).where(col(Image.id).in_(ids)))
    session.exec(delete(FetchedImage).where(col(FetchedImage.location).in_(locations)))


def _empty(session: Session, article: Article) -> None:
    names = set(ArticleFields.model_fields) - _KEPT_FIELDS
    article.sqlmodel_update(
        {
            **dict.fromkeys(names),
            "headline": HEADLINE,
            "word_count": 0,
            "content_hash": DELETED_HASH,
            "delivered_hash": None,
        }
    )
    session.exec(
        update(ArticleBody).where(col(ArticleBody.article_id) == article.id).values(html="", text="")
    )
