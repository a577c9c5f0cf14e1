"""Articles in a list for their editors, public or not, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, not_, or_
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.edited_articles import EditedArticle, edited, edited_rows
from broadsheet_server.newsroom.visibility import is_expired
from broadsheet_shared.vocabulary import ArticleStatus, Visibility

_NEWEST_FIRST = (col(Article.published_at).desc(), col(Article.id).desc())


@dataclass(frozen=True, slots=True)
class IndexFilter:
    """Which articles: in a section and below it, of a visibility, of a source, with words in the headline.

    Or one of them. None means all.
    """

    section: str | None = None
    visibility: Visibility | None = None
    source: str | None = None
    words: str | None = None
    article_id: UUID | None = None


def list_articles(
    session: Session, where: IndexFilter, first: int, now: datetime, *, before: UUID | None = None
) -> Sequence[EditedArticle]:
    """The newest articles, or those that come after the article `before`, which has to exist."""
    statement = edited_rows().where(*_conditions(where, now)).order_by(*_NEWEST_FIRST).limit(first)
    if before is not None:
        statement = statement.where(_comes_after(session, before))
    return [edited(row, now) for row in session.execute(statement)]


def _comes_after(session: Session, article_id: UUID) -> ColumnElement[bool]:
    last = session.get_one(Article, article_id)
    is_older = col(Article.published_at) < last.published_at
    return or_(is_older, and_(col(Article.published_at) == last.published_at, col(Article.id) < last.id))


def _conditions(where: IndexFilter, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if where.section is not None:
        below = col(Section.path).startswith(f"{where.section}/", autoescape=True)
        conditions.append(or_(col(Section.path) == where.section, below))
    if where.article_id is not None:
        conditions.append(col(Article.id) == where.article_id)
    if where.source is not None:
        conditions.append(col(Article.source_name) == where.source)
    headline = func.lower(col(Article.headline))
    conditions += [headline.contains(word, autoescape=True) for word in (where.words or "").lower().split()]
    if where.visibility is not None:
        conditions.append(_is(where.visibility, now))
    return conditions


def _is(visibility: Visibility, now: datetime) -> ColumnElement[bool]:
    """The condition of a `Visibility`, of which an article has exactly one."""
    status, is_over = col(Article.status), func.coalesce(is_expired(now), false())
    is_embargoed = func.coalesce(col(Article.embargoed_until) > now, false())
    is_early = col(Article.published_at) > now
    published = and_(status == ArticleStatus.PUBLISHED, not_(is_over))
    match visibility:
        case Visibility.WITHDRAWN | Visibility.DRAFT:
            return status == visibility.value
        case Visibility.EXPIRED:
            return and_(status == ArticleStatus.PUBLISHED, is_over)
        case Visibility.EMBARGOED:
            return and_(published, is_embargoed)
        case Visibility.SCHEDULED:
            return and_(published, not_(is_embargoed), is_early)
        case Visibility.PUBLIC:
            return and_(published, not_(is_embargoed), not_(is_early))
