"""Articles from the store, as the index takes them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article, ArticleAuthor, ArticleBody, ArticleTag
from broadsheet_server.models.taxonomy import Author, Section, Tag
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_shared.vocabulary import ArticleStatus

Statement = Select[*tuple[Any, ...]]
Slugs = dict[UUID, tuple[str, ...]]

_KEYS_AT_ONCE = 500
_IS_PUBLISHED = col(Article.status) == ArticleStatus.PUBLISHED
_ARTICLES: Statement = (
    select(
        *(col(Article.id), col(Article.language), col(Article.headline), col(Article.summary)),
        *(col(Article.published_at), col(Article.published_at_is_estimated)),
        *(col(Article.embargoed_until), col(Article.expires_at)),
        *(col(ArticleBody.text).label("body"), col(Section.path).label("section")),
    )
    .join(Section, col(Section.id) == col(Article.section_id))
    .join(ArticleBody, col(ArticleBody.article_id) == col(Article.id))
    .where(_IS_PUBLISHED)
)
_TAGS: Statement = (
    select(col(ArticleTag.article_id), col(Tag.slug))
    .join(Tag)
    .order_by(col(ArticleTag.article_id), col(ArticleTag.position))
)
_AUTHORS: Statement = (
    select(col(ArticleAuthor.article_id), col(Author.slug))
    .join(Author)
    .order_by(col(ArticleAuthor.article_id), col(ArticleAuthor.position))
)


def indexed_articles_by_id(session: Session, keys: Iterable[UUID]) -> list[IndexedArticle]:
    """Those of the articles that are published, now or at a time to come."""
    wanted = list(dict.fromkeys(keys))
    found: list[IndexedArticle] = []
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        some = wanted[start : start + _KEYS_AT_ONCE]
        found += _indexed(session, session.execute(_ARTICLES.where(col(Article.id).in_(some))).all())
    return found


def indexed_articles_after(session: Session, key: UUID | None, limit: int) -> list[IndexedArticle]:
    """The next published articles in the order of their keys."""
    statement = _ARTICLES.order_by(col(Article.id)).limit(limit)
    if key is not None:
        statement = statement.where(col(Article.id) > key)
    return _indexed(session, session.execute(statement).all())


def count_indexable_articles(session: Session) -> int:
    """How many articles an index that is complete holds."""
    counted = session.execute(select(func.count()).select_from(Article).where(_IS_PUBLISHED))
    return int(counted.scalar_one())


def _indexed(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[IndexedArticle]:
    keys = [row.id for row in rows]
    tags = _slugs(session, _TAGS.where(col(ArticleTag.article_id).in_(keys)))
    authors = _slugs(session, _AUTHORS.where(col(ArticleAuthor.article_id).in_(keys)))
    return [_article(row, tags, authors) for row in rows]


def _slugs(session: Session, statement: Statement) -> Slugs:
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for key, slug in session.execute(statement):
        found[key].append(slug)
    return {key: tuple(slugs) for key, slugs in found.items()}


def _article(row: Row[*tuple[Any, ...]], tags: Slugs, authors: Slugs) -> IndexedArticle:
    return IndexedArticle(
        key=row.id,
        language=row.language,
        headline=row.headline,
        summary=row.summary or "",
        body=row.body,
        section=row.section,
        tags=tags.get(row.id, ()),
        authors=authors.get(row.id, ()),
        published_at=row.published_at,
        is_dated=not row.published_at_is_estimated,
        opens_at=max(row.published_at, row.embargoed_until or row.published_at),
        closes_at=row.expires_at,
    )
