"""Recognises a stored article: by the source's reference, else its canonical URL, else its given slug.

Never by its headline: two articles may have the same one.
"""

from collections.abc import Container
from itertools import chain
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.slugs import slugify, with_suffix
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_shared.section_paths import is_slug

# These run for every article of an import: they are built once, and do not autoflush, so that what is pending
# in the session (new tags and authors) is inserted together.
_ARTICLE = select(Article).execution_options(autoflush=False)
_BY_REFERENCE = _ARTICLE.where(col(Article.external_reference) == bindparam("reference"))
_BY_URL = _ARTICLE.where(col(Article.canonical_url) == bindparam("url"))
_BY_SLUG = _ARTICLE.where(
    col(Article.slug) == bindparam("slug"),
    col(Article.source_name).is_not_distinct_from(bindparam("source")),
)
_BY_SLUG_OF_ANY_SOURCE = select(Article.id).where(col(Article.slug) == bindparam("slug"))


def find_article(session: Session, draft: ArticleDraft) -> Article | None:
    """The stored article that this draft is a version of.

    Raises RejectedDraftError when its URL belongs to another article of its source.
    """
    if draft.external_reference and (
        article := _first(session, _BY_REFERENCE, reference=draft.external_reference)
    ):
        return article
    if draft.canonical_url and (article := find_article_by_url(session, draft.canonical_url.strip())):
        if _has_another_reference(article, draft):
            raise url_taken_error(draft.canonical_url, article)
        return article
    return _find_by_slug(session, draft) if draft.slug else None


def find_article_by_url(session: Session, url: str) -> Article | None:
    """The article with this canonical URL."""
    return _first(session, _BY_URL, url=url)


def free_slug(
    session: Session, given: str | None, headline: str, article_id: UUID, taken: Container[str]
) -> str:
    """A slug for a new article, from the given one, else its headline, else the id.

    `taken` are slugs of articles that are not written yet.
    """
    id_suffix = article_id.hex[-8:]
    slug = slugify(given or "") or slugify(headline) or f"article-{id_suffix}"
    suffixes = (*map(str, range(2, 10)), id_suffix, article_id.hex)
    candidates = chain([slug], (with_suffix(slug, suffix) for suffix in suffixes))
    return next(slug for slug in candidates if slug not in taken and not _is_stored(session, slug))


def url_taken_error(url: str, article: Article) -> RejectedDraftError:
    """The error for a second article with the canonical URL of `article`."""
    return RejectedDraftError(
        f"The canonical URL {url} belongs to the article “{article.slug}” already.", "canonical_url"
    )


def _has_another_reference(article: Article, draft: ArticleDraft) -> bool:
    """Whether one source gives them two references: then they are two articles, whatever they share."""
    references = article.external_reference and draft.external_reference
    return bool(references) and article.source_name == draft.source_name


def _find_by_slug(session: Session, draft: ArticleDraft) -> Article | None:
    """The article of the same source with the given slug, unless it has another reference."""
    slug = draft.slug if draft.slug and is_slug(draft.slug) else slugify(draft.slug or "")
    article = _first(session, _BY_SLUG, slug=slug, source=draft.source_name)
    return None if article and _has_another_reference(article, draft) else article


def _first(session: Session, statement: SelectOfScalar[Article], **parameters: object) -> Article | None:
    return session.exec(statement, params=parameters).first()


def _is_stored(session: Session, slug: str) -> bool:
    return session.connection().execute(_BY_SLUG_OF_ANY_SOURCE, {"slug": slug}).first() is not None
