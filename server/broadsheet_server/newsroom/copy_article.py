"""Use case: copy an article of an export into the store as it was, with its id, its slug and its history.

It runs in the caller's transaction. What is here already under the same id is replaced by a later revision
only, and what is here under another id stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, delete

from broadsheet_server.changefeed.topics import change_topics
from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.identities import ArticleIdentity, ArticleSource, IdentityKind
from broadsheet_server.models.revisions import Correction, Revision, Tombstone
from broadsheet_server.models.translations import TranslationReference, TranslationReferenceKind
from broadsheet_server.newsroom.article_links import ArticleLinks, add_links, delete_links, stored_topics
from broadsheet_server.newsroom.draft_images import StoredImage
from broadsheet_server.newsroom.exported_records import ExportedArticle, ExportedAuthor
from broadsheet_server.newsroom.html_images import stored_images
from broadsheet_server.newsroom.identity import Identity
from broadsheet_server.newsroom.images import find_or_create_images
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.publish_result import Outcome, PublishResult
from broadsheet_server.newsroom.revisions import DELETED_HASH
from broadsheet_server.newsroom.sections import find_or_create_section
from broadsheet_server.newsroom.taxonomy import (
    AuthorReference,
    ContributorReference,
    TagReference,
    find_or_create_authors,
    find_or_create_contributors,
    find_or_create_tags,
)
from broadsheet_server.newsroom.translation_groups import others, public_members
from broadsheet_server.newsroom.translation_links import Reference
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

_REPLACED: tuple[Any, ...] = (
    *(ArticleBody, ArticleIdentity, ArticleSource, Correction, Revision, Tombstone),
    TranslationReference,
)
"""What goes with the revision of an article that a later one replaces, beside its links."""


@dataclass(frozen=True, slots=True)
class CheckedArticle:
    """An article of an export that can be stored: see `newsroom.check_exported`."""

    article: ExportedArticle
    images: Sequence[StoredImage]


def copy_article(
    session: Session, batch: InsertBatch, checked: CheckedArticle, *, now: datetime
) -> PublishResult:
    """Store the article, or leave alone what is here of it."""
    article = checked.article
    identities = [Identity(each.value, each.kind, each.source) for each in article.identities]
    if batch.holds(identities, article.slug) or batch.holds_changes_of(article.id):
        batch.flush()
    stored = batch.stored.articles(identities)
    here = session.get(Article, article.id)
    if here is not None:
        if (notes := _reasons_to_stay(article, here)) is not None:
            return PublishResult(here.id, here.slug, Outcome.UNCHANGED, None, notes)
        return _replace(session, batch, checked, here, _own(identities, stored, here.id), now)
    if other := _same(identities, stored):
        note = f"it is here already, as “{other.slug}” of another origin, which stays"
        return PublishResult(other.id, other.slug, Outcome.UNCHANGED, None, (note,))
    slug = batch.free_slug(article.slug, article.headline, article.id)
    links = _links(session, batch, checked, None)
    batch.add_article({**_columns(session, batch, checked, links), "id": article.id, "slug": slug})
    _add_parts(batch, article, links, _own(identities, stored, article.id), now)
    is_published = article.status == ArticleStatus.PUBLISHED
    kind = ChangeKind.PUBLISHED if is_published else ChangeKind.WITHDRAWN
    sequence = batch.record(kind, article.id, _topics(session, batch, article, links), now=now)
    notes = () if slug == article.slug else (f"its slug “{article.slug}” is taken: here it is “{slug}”",)
    outcome = Outcome.CREATED if is_published else Outcome.HELD
    return PublishResult(article.id, slug, outcome, sequence, notes)


def _reasons_to_stay(article: ExportedArticle, here: Article) -> tuple[str, ...] | None:
    """Why the one that is here stays, in notes; None where it is to be replaced."""
    if here.content_hash == DELETED_HASH:
        return ("it was deleted here for good",)
    if article.revision > here.revision:
        return None
    is_same = (article.revision, article.content_hash) == (here.revision, here.content_hash)
    return () if is_same else ("another revision is here, which stays",)


def _replace(
    session: Session,
    batch: InsertBatch,
    checked: CheckedArticle,
    here: Article,
    identities: Sequence[Identity],
    now: datetime,
) -> PublishResult:
    """Put a later revision in the place of the one that is here."""
    article = checked.article
    batch.flush()
    topics = stored_topics(session, here)
    kind = _kind_of_change(here.status, article.status)
    links = _links(session, batch, checked, here.id)
    delete_links(session, here.id)
    batch.tell(public_members(others(session, here), now), now)
    here.translation_group = None
    for table in _REPLACED:
        session.exec(delete(table).where(col(table.article_id) == here.id))
    batch.stored.clear()
    here.sqlmodel_update(_columns(session, batch, checked, links))
    _add_parts(batch, article, links, identities, now)
    sequence = batch.record(kind, here.id, topics | _topics(session, batch, article, links), now=now)
    outcome = Outcome.UPDATED if article.status == ArticleStatus.PUBLISHED else Outcome.WITHDRAWN
    return PublishResult(here.id, here.slug, outcome, sequence)


def _kind_of_change(before: str, after: ArticleStatus) -> ChangeKind:
    if after != ArticleStatus.PUBLISHED:
        return ChangeKind.WITHDRAWN
    return ChangeKind.RESTORED if before == ArticleStatus.WITHDRAWN else ChangeKind.REVISED


def _same(identities: Sequence[Identity], stored: dict[Identity, Article]) -> Article | None:
    """The article that has one of these identities; an equal text alone is another story."""
    found = (stored[each] for each in identities if each.kind is not IdentityKind.TEXT and each in stored)
    return next(found, None)


def _own(identities: Sequence[Identity], stored: dict[Identity, Article], article_id: UUID) -> list[Identity]:
    """The identities that are not those of another article."""
    return [each for each in identities if each not in stored or stored[each].id == article_id]


def _links(
    session: Session, batch: InsertBatch, checked: CheckedArticle, stored_id: UUID | None
) -> ArticleLinks:
    article, cache = checked.article, batch.cache
    contributor_references = [
        ContributorReference(_author(each), each.role.value) for each in article.contributors
    ]
    tag_references = [
        TagReference(each.slug, each.label, each.kind.value, each.identity, tuple(each.same_as))
        for each in article.tags
    ]
    authors = find_or_create_authors(session, list(map(_author, article.authors)), cache=cache)
    tags = find_or_create_tags(session, tag_references, cache=cache)
    return ArticleLinks(
        authors=[author.id for author in authors],
        author_slugs=[author.slug for author in authors],
        contributors=find_or_create_contributors(session, contributor_references, cache=cache),
        tags=[tag.id for tag in tags],
        tag_slugs=[tag.slug for tag in tags],
        images=find_or_create_images(session, checked.images, batch=batch, article_id=stored_id),
        body_files=list(dict.fromkeys(image.location for image in stored_images(article.body_html))),
    )


def _author(author: ExportedAuthor) -> AuthorReference:
    return AuthorReference(author.slug, author.name, author.identity)


def _columns(
    session: Session, batch: InsertBatch, checked: CheckedArticle, links: ArticleLinks
) -> dict[str, Any]:
    """The row of the article but for its id, its slug, and the group, in which `InsertBatch` links it."""
    article = checked.article
    copied = set(Article.model_fields) & set(type(article).model_fields) - {"id", "slug", "translation_group"}
    section = find_or_create_section(session, article.section, cache=batch.cache)
    return {
        **article.model_dump(include=copied),
        "status": article.status.value,
        "section_id": section.id,
        "lead_image_id": links.images[0] if links.images else None,
    }


def _add_parts(
    batch: InsertBatch,
    article: ExportedArticle,
    links: ArticleLinks,
    identities: Sequence[Identity],
    now: datetime,
) -> None:
    """Everything of an article in tables of its own."""
    own: dict[str, Any] = {"article_id": article.id}
    batch.add(ArticleBody, {**own, "html": article.body_html, "text": article.body_text})
    batch.add_identities(article.id, identities)
    batch.add_translations(article.id, _translations(article), now)
    sources = enumerate(article.sources, start=1)
    batch.add(ArticleSource, *({**own, "position": at, **source.model_dump()} for at, source in sources))
    add_links(batch, article.id, links, article.published_at)
    batch.add(Correction, *({**own, **correction.model_dump()} for correction in article.corrections))
    for tombstone in article.tombstones:
        batch.add(Tombstone, {**own, **tombstone.model_dump(), "kind": tombstone.kind.value})
    for revision in article.revisions:
        batch.add(Revision, {**own, **revision.model_dump(), "kind": revision.kind.value})


def _translations(article: ExportedArticle) -> list[Reference]:
    """What links the article with its translations here: their group, and what its source says of them."""
    said = [Reference(each.value, each.kind, each.source) for each in article.translations]
    own = [each for each in said if each.kind is not TranslationReferenceKind.GROUP]
    if article.translation_group is not None:
        own.append(Reference(article.translation_group.hex, TranslationReferenceKind.GROUP, ""))
    return own


def _topics(session: Session, batch: InsertBatch, article: ExportedArticle, links: ArticleLinks) -> set[str]:
    section = find_or_create_section(session, article.section, cache=batch.cache)
    return change_topics(article.id, section.path, links.tag_slugs, links.author_slugs)
