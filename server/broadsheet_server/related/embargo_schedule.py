"""When articles that are not public yet will be: the change feed has no change at that moment."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.visibility import release_time
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_shared.vocabulary import ArticleStatus


class EmbargoSchedule:
    """The release time (UTC) of each article under embargo or dated in the future.

    Loaded once, then updated with the articles that change.
    """

    def __init__(self, release_times: dict[UUID, datetime]) -> None:
        self._release_times = release_times

    @classmethod
    def load(cls, session: Session, since: datetime) -> "EmbargoSchedule":
        """All published articles that are released after `since`, which may be in the past."""
        published, embargoed = col(Article.published_at), col(Article.embargoed_until)
        rows = session.execute(
            select(col(Article.id), published, embargoed)
            .where(col(Article.status) == ArticleStatus.PUBLISHED)
            .where(or_(published > since, embargoed > since))
        )
        return cls({article_id: release_time(date, embargo) for article_id, date, embargo in rows})

    def update(self, ids: Iterable[UUID], articles: Iterable[IndexedArticle], now: datetime) -> None:
        """Replace what is known of the articles `ids`; `articles` are those of them that are published."""
        for article_id in ids:
            self._release_times.pop(article_id, None)
        self._release_times |= {
            article.id: article.public_from for article in articles if article.public_from > now
        }

    def due(self, now: datetime) -> list[UUID]:
        """The articles whose release time has come."""
        return [article_id for article_id, moment in self._release_times.items() if moment <= now]
