"""Recognising an article again: by the source's reference, else its canonical URL, else its given slug.

Never by its headline: two articles may bear the same one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.slugs import is_slug, slug_of, with_suffix
from broadsheet_server.newsroom.tables import Article, Section


@dataclass(frozen=True, slots=True)
class KnownArticle:
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
)
_ALL = select(*_COLUMNS).join(Section, col(Section.id) == col(Article.section_id))
_BY_REFERENCE = _ALL.where(col(Article.external_reference) == bindparam("reference"))
_BY_URL = _ALL.where(col(Article.canonical_url) == bindparam("url"))
_BY_SLUG = _ALL.where(
    col(Article.slug) == bindparam("slug"), col(Article.source_name).is_not_distinct_from(bindparam("source"))
)
_BY_ID = _ALL.where(col(Article.id) == bindparam("id"))
_SLUGS_TAKEN = select(col(Article.slug)).where(col(Article.slug).in_(bindparam("slugs", expanding=True)))


def find(session: Session, draft: ArticleDraft) -> KnownArticle | None:
    """The article that this draft is a version of, if it is in the store."""
    if draft.external_reference:
        known = _one(session, _BY_REFERENCE, reference=draft.external_reference)
        if known:
            return known
    if draft.canonical_url:
        known = _one(session, _BY_URL, url=draft.canonical_url.strip())
        if known:
            return known
    if draft.slug:
        return _by_slug(session, draft)
    return None


def find_by_id(session: Session, article_id: UUID) -> KnownArticle | None:
    """The article with this id, if it is in the store."""
    return _one(session, _BY_ID, id=article_id)


def free_slug(session: Session, draft: ArticleDraft, article_id: UUID) -> str:
    """A slug for a new article: the given one, else made from the headline, else from the id."""
    tail = article_id.hex[-8:]
    wanted = slug_of(draft.slug or "") or slug_of(draft.headline) or f"article-{tail}"
    suffixes = (*map(str, range(2, 10)), tail, article_id.hex)
    candidates = [wanted, *(with_suffix(wanted, suffix) for suffix in suffixes)]
    taken = set(session.scalars(_SLUGS_TAKEN, {"slugs": candidates}))
    return next(slug for slug in candidates if slug not in taken)


def holder_of_url(session: Session, url: str) -> KnownArticle | None:
    """The article whose canonical URL this is."""
    return _one(session, _BY_URL, url=url)


def _by_slug(session: Session, draft: ArticleDraft) -> KnownArticle | None:
    """An article of the same source under the given slug, unless both have a reference and they differ."""
    slug = draft.slug if draft.slug and is_slug(draft.slug) else slug_of(draft.slug or "")
    known = _one(session, _BY_SLUG, slug=slug, source=draft.source_name)
    if known and known.external_reference and draft.external_reference:
        return None
    return known


def _one(session: Session, statement: Select[*tuple[Any, ...]], **parameters: object) -> KnownArticle | None:
    row = session.execute(statement, parameters).first()
    return KnownArticle(*row) if row else None
