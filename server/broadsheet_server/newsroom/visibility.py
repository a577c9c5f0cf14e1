"""The rule which articles the public may see. It is written here only."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from broadsheet_server.models.articles import Article
from broadsheet_shared.vocabulary import ArticleStatus


def release_time(published_at: datetime, embargoed_until: datetime | None) -> datetime:
    """From when on a published article is public: its date, or the end of a later embargo."""
    return max(published_at, embargoed_until or published_at)


def public_at(article: Article, now: datetime) -> bool:
    """Whether the public may see the article at this time: `is_public` of one that is at hand."""
    is_over = article.expires_at is not None and article.expires_at <= now
    is_out = release_time(article.published_at, article.embargoed_until) <= now
    return article.status == ArticleStatus.PUBLISHED and is_out and not is_over


def is_released(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """A condition on `Article`: `release_time` has come."""
    return and_(
        col(Article.published_at) <= now,
        or_(col(Article.embargoed_until).is_(None), col(Article.embargoed_until) <= now),
    )


def is_expired(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """A condition on `Article`: it has expired."""
    return col(Article.expires_at) <= now


def is_public(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """A condition on `Article`: published, past its date and its embargo, and not expired.

    `now` is a time, or a bind parameter of a statement that is built once.
    """
    return and_(
        col(Article.status) == ArticleStatus.PUBLISHED,
        is_released(now),
        or_(col(Article.expires_at).is_(None), col(Article.expires_at) > now),
    )
