"""Articles read from the store for the index."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article, ArticleAuthor, ArticleBody, ArticleTag
from broadsheet_server.models.taxonomy import Author, Section, Tag
from broadsheet_server.newsroom.visibility import release_time
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.storage.chunks import chunks
from broadsheet_shared.vocabulary import ArticleStatus

Statement = Select[*tuple[Any, ...]]
Slugs = dict[UUID, tuple[str, ...]]

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


def indexed_articles_by_id(session: Session, ids: Iterable[UUID]) -> list[IndexedArticle]:
    """Those of the articles that are published, now or at a later time."""
    articles: list[IndexedArticle] = []
    for chunk in chunks(ids):
        rows = session.execute(_ARTICLES.where(col(Article.id).in_(chunk))).all()
        articles += _indexed(session, rows)
    return articles


def indexed_articles_after(session: Session, article_id: UUID | None, limit: int) -> list[IndexedArticle]:
    """The next published articles by ascending id (keyset pagination)."""
    statement = _ARTICLES.order_by(col(Article.id)).limit(limit)
    if article_id is not None:
        statement = statement.where(col(Article.id) > article_id)
    return _indexed(session, session.execute(statement).all())


def count_indexable_articles(session: Session) -> int:
    """How many articles a complete index holds."""
    count = session.execute(select(func.count()).select_from(Article).where(_IS_PUBLISHED))
    return int(count.scalar_one())


def _indexed(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[IndexedArticle]:
    ids = [row.id for row in rows]
    tags = _slugs(session, _TAGS.where(col(ArticleTag.article_id).in_(ids)))
    authors = _slugs(session, _AUTHORS.where(col(ArticleAuthor.article_id).in_(ids)))
    return [_article(row, tags, authors) for row in rows]


def _slugs(session: Session, statement: Statement) -> Slugs:
    slugs: defaultdict[UUID, list[str]] = defaultdict(list)
    for article_id, slug in session.execute(statement):
        slugs[article_id].append(slug)
    return {article_id: tuple(of_article) for article_id, of_article in slugs.items()}


def _article(row: Row[*tuple[Any, ...]], tags: Slugs, authors: Slugs) -> IndexedArticle:
    return IndexedArticle(
        id=row.id,
        language=row.language,
        headline=row.headline,
        summary=row.summary or "",
        body=row.body,
        section=row.section,
        tags=tags.get(row.id, ()),
        authors=authors.get(row.id, ()),
        published_at=row.published_at,
        is_dated=not row.published_at_is_estimated,
        public_from=release_time(row.published_at, row.embargoed_until),
        public_until=row.expires_at,
    )
