"""Which articles the public may see. The rule is written here and nowhere else."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from broadsheet_server.models.articles import Article
from broadsheet_shared.vocabulary import ArticleStatus


def is_public(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """A condition on `Article`: published, its date reached, under no embargo and not expired.

    `now` is a moment, or a bind parameter of a statement that is compiled once.
    """
    return and_(
        col(Article.status) == ArticleStatus.PUBLISHED,
        col(Article.published_at) <= now,
        or_(col(Article.embargoed_until).is_(None), col(Article.embargoed_until) <= now),
        or_(col(Article.expires_at).is_(None), col(Article.expires_at) > now),
    )
