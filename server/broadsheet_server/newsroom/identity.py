"""Recognising an article again: by the source's reference, else its canonical URL, else its given slug.

Never by its headline: two articles may bear the same one.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session

from broadsheet_server.newsroom import plain
from broadsheet_server.newsroom.checks import RejectedDraftError
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.slugs import is_slug, slug_of, with_suffix


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
    source_name: str | None


_COLUMNS = (
    *(
        plain.article.c.id,
        plain.article.c.slug,
        plain.article.c.status,
        plain.article.c.revision,
        plain.article.c.content_hash,
    ),
    *(plain.article.c.external_reference, plain.article.c.canonical_url, plain.article.c.published_at),
    *(plain.article.c.published_at_is_estimated, plain.article.c.updated_at, plain.section.c.path),
    plain.article.c.source_name,
)
_ALL = select(*_COLUMNS).join(plain.section, plain.section.c.id == plain.article.c.section_id)
_BY_REFERENCE = _ALL.where(plain.article.c.external_reference == bindparam("reference"))
_BY_URL = _ALL.where(plain.article.c.canonical_url == bindparam("url"))
_BY_SLUG = _ALL.where(
    plain.article.c.slug == bindparam("slug"),
    plain.article.c.source_name.is_not_distinct_from(bindparam("source")),
)
_BY_ID = _ALL.where(plain.article.c.id == bindparam("id"))
_SLUG_TAKEN = select(plain.article.c.id).where(plain.article.c.slug == bindparam("slug"))
_SLUGS_TAKEN = select(plain.article.c.slug).where(
    plain.article.c.slug.in_(bindparam("slugs", expanding=True))
)


def find(session: Session, draft: ArticleDraft) -> KnownArticle | None:
    """The article that this draft is a version of, if it is in the store.

    Raises RejectedDraftError when its URL belongs to another article of its source.
    """
    if draft.external_reference:
        known = _one(session, _BY_REFERENCE, reference=draft.external_reference)
        if known:
            return known
    if draft.canonical_url:
        known = holder_of_url(session, draft.canonical_url.strip())
        if known and _is_another(known, draft):
            raise url_is_taken(draft.canonical_url, known)
        if known:
            return known
    if draft.slug:
        return _by_slug(session, draft)
    return None


def find_by_id(session: Session, article_id: UUID) -> KnownArticle | None:
    """The article with this id, if it is in the store."""
    return _one(session, _BY_ID, id=article_id)


def free_slug(session: Session, draft: ArticleDraft, article_id: UUID, taken: Container[str]) -> str:
    """A slug for a new article: the given one, else made from the headline, else from the id.

    `taken` are slugs that the store does not know of yet.
    """
    tail = article_id.hex[-8:]
    wanted = slug_of(draft.slug or "") or slug_of(draft.headline) or f"article-{tail}"
    if wanted not in taken and session.execute(_SLUG_TAKEN, {"slug": wanted}).first() is None:
        return wanted
    suffixes = (*map(str, range(2, 10)), tail, article_id.hex)
    candidates = [with_suffix(wanted, suffix) for suffix in suffixes]
    stored = set(session.scalars(_SLUGS_TAKEN, {"slugs": candidates}))
    return next(slug for slug in candidates if slug not in stored and slug not in taken)


def holder_of_url(session: Session, url: str) -> KnownArticle | None:
    """The article whose canonical URL this is."""
    return _one(session, _BY_URL, url=url)


def url_is_taken(url: str, holder: KnownArticle) -> RejectedDraftError:
    """What to tell who sends a second article under one URL."""
    return RejectedDraftError(
        f"The canonical URL {url} belongs to the article “{holder.slug}” already.", "canonical_url"
    )


def _is_another(known: KnownArticle, draft: ArticleDraft) -> bool:
    """Whether one source gives them two references: then they are two articles, whatever they share."""
    references = known.external_reference and draft.external_reference
    return bool(references) and known.source_name == draft.source_name


def _by_slug(session: Session, draft: ArticleDraft) -> KnownArticle | None:
    """An article of the same source under the given slug, unless it is another one."""
    slug = draft.slug if draft.slug and is_slug(draft.slug) else slug_of(draft.slug or "")
    known = _one(session, _BY_SLUG, slug=slug, source=draft.source_name)
    return None if known and _is_another(known, draft) else known


def _one(session: Session, statement: Select[*tuple[Any, ...]], **parameters: object) -> KnownArticle | None:
    row = session.execute(statement, parameters).first()
    return KnownArticle(*row) if row else None
