"""Articles whose hour has yet to come: when it does nobody changes them, and yet they are news."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_shared.vocabulary import ArticleStatus


class EmbargoSchedule:
    """When each article that is not public yet will be. Read once, then kept up by what the feed tells."""

    def __init__(self, moments: dict[UUID, datetime]) -> None:
        self._moments = moments

    @classmethod
    def of(cls, session: Session, since: datetime) -> "EmbargoSchedule":
        """All that the store knows of, those included whose hour has come since that moment."""
        published, embargoed = col(Article.published_at), col(Article.embargoed_until)
        rows = session.execute(
            select(col(Article.id), published, embargoed)
            .where(col(Article.status) == ArticleStatus.PUBLISHED)
            .where(or_(published > since, embargoed > since))
        )
        return cls({key: max(date, until or date) for key, date, until in rows})

    def note(self, keys: Iterable[UUID], articles: Iterable[IndexedArticle], now: datetime) -> None:
        """These articles changed; those of them that are published are like this now."""
        for key in keys:
            self._moments.pop(key, None)
        self._moments |= {each.id: each.public_from for each in articles if each.public_from > now}

    def due(self, now: datetime) -> list[UUID]:
        """The articles whose hour has come."""
        return [key for key, moment in self._moments.items() if moment <= now]
