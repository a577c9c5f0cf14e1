"""Recognising an article again: by the source's reference, else its canonical URL, else its given slug.

Never by its headline: two articles may bear the same one.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.slugs import is_slug, slugify, with_suffix
from broadsheet_server.newsroom.validation import RejectedDraftError


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article that is in the store, as far as publishing has to know it."""

    id: UUID
    slug: str
    status: str
    revision: int
    content_hash: str
    external_reference: str | None
    canonical_url: str | None
    published_at: datetime
    published_at_is_estimated: bool
    updated_at: datetime
    section_path: str
    source_name: str | None


_COLUMNS = (
    *(
        col(Article.id),
        col(Article.slug),
        col(Article.status),
        col(Article.revision),
        col(Article.content_hash),
    ),
    *(col(Article.external_reference), col(Article.canonical_url), col(Article.published_at)),
    *(col(Article.published_at_is_estimated), col(Article.updated_at), col(Section.path)),
    col(Article.source_name),
)
_ALL = select(*_COLUMNS).join(Section, col(Section.id) == col(Article.section_id))
_BY_REFERENCE = _ALL.where(col(Article.external_reference) == bindparam("reference"))
_BY_URL = _ALL.where(col(Article.canonical_url) == bindparam("url"))
_BY_SLUG = _ALL.where(
    col(Article.slug) == bindparam("slug"),
    col(Article.source_name).is_not_distinct_from(bindparam("source")),
)
_BY_ID = _ALL.where(col(Article.id) == bindparam("id"))
_SLUG_TAKEN = select(col(Article.id)).where(col(Article.slug) == bindparam("slug"))
_SLUGS_TAKEN = select(col(Article.slug)).where(col(Article.slug).in_(bindparam("slugs", expanding=True)))


def find_stored(session: Session, draft: ArticleDraft) -> StoredArticle | None:
    """The article that this draft is a version of, if it is in the store.

    Raises RejectedDraftError when its URL belongs to another article of its source.
    """
    if draft.external_reference:
        known = _one(session, _BY_REFERENCE, reference=draft.external_reference)
        if known:
            return known
    if draft.canonical_url:
        known = find_stored_by_url(session, draft.canonical_url.strip())
        if known and _is_another(known, draft):
            raise url_is_taken(draft.canonical_url, known)
        if known:
            return known
    if draft.slug:
        return _by_slug(session, draft)
    return None


def find_stored_by_id(session: Session, article_id: UUID) -> StoredArticle | None:
    """The article with this id, if it is in the store."""
    return _one(session, _BY_ID, id=article_id)


def free_slug(session: Session, draft: ArticleDraft, article_id: UUID, taken: Container[str]) -> str:
    """A slug for a new article: the given one, else made from the headline, else from the id.

    `taken` are slugs that the store does not know of yet.
    """
    tail = article_id.hex[-8:]
    wanted = slugify(draft.slug or "") or slugify(draft.headline) or f"article-{tail}"
    if wanted not in taken and session.execute(_SLUG_TAKEN, {"slug": wanted}).first() is None:
        return wanted
    suffixes = (*map(str, range(2, 10)), tail, article_id.hex)
    candidates = [with_suffix(wanted, suffix) for suffix in suffixes]
    stored = set(session.scalars(_SLUGS_TAKEN, {"slugs": candidates}))
    return next(slug for slug in candidates if slug not in stored and slug not in taken)


def find_stored_by_url(session: Session, url: str) -> StoredArticle | None:
    """The article whose canonical URL this is."""
    return _one(session, _BY_URL, url=url)


def url_is_taken(url: str, holder: StoredArticle) -> RejectedDraftError:
    """What to tell who sends a second article under one URL."""
    return RejectedDraftError(
        f"The canonical URL {url} belongs to the article “{holder.slug}” already.", "canonical_url"
    )


def _is_another(known: StoredArticle, draft: ArticleDraft) -> bool:
    """Whether one source gives them two references: then they are two articles, whatever they share."""
    references = known.external_reference and draft.external_reference
    return bool(references) and known.source_name == draft.source_name


def _by_slug(session: Session, draft: ArticleDraft) -> StoredArticle | None:
    """An article of the same source under the given slug, unless it is another one."""
    slug = draft.slug if draft.slug and is_slug(draft.slug) else slugify(draft.slug or "")
    known = _one(session, _BY_SLUG, slug=slug, source=draft.source_name)
    return None if known and _is_another(known, draft) else known


def _one(session: Session, statement: Select[*tuple[Any, ...]], **parameters: object) -> StoredArticle | None:
    row = session.execute(statement, parameters).first()
    return StoredArticle(*row) if row else None
