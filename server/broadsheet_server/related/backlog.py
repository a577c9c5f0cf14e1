"""What related news has still to do for a store: articles without features, and articles without a list."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import ArticleFeatures, Related
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.related.features import VERSION
from broadsheet_shared.vocabulary import ArticleStatus

SETTLED = 10_000
"""From so many articles on, how rare a word is no longer changes much as more of them come."""


class Backlog:
    """Two queues. What was weighed against less than half of today's articles is weighed anew."""

    def __init__(self, features: Iterable[UUID], lists: Iterable[UUID], size: int) -> None:
        self._features = deque(features)
        self._lists = deque(dict.fromkeys((*self._features, *lists)))
        self._size = size

    @classmethod
    def of(cls, session: Session, size: int, now: datetime) -> "Backlog":
        """What is missing now, the newest first."""
        outgrown = and_(col(ArticleFeatures.corpus) < SETTLED, col(ArticleFeatures.corpus) * 2 <= size)
        features = (
            select(col(Article.id))
            .outerjoin(ArticleFeatures, col(ArticleFeatures.article_id) == col(Article.id))
            .outerjoin(Related, col(Related.article_id) == col(Article.id))
            .where(col(Article.status) == ArticleStatus.PUBLISHED)
            .where(or_(col(ArticleFeatures.article_id).is_(None), outgrown, col(Related.version) != VERSION))
        )
        lists = (
            select(col(Article.id))
            .outerjoin(Related, col(Related.article_id) == col(Article.id))
            .where(is_public(now))
            .where(or_(col(Related.version).is_(None), col(Related.version) != VERSION))
        )
        newest = (col(Article.published_at).desc(), col(Article.id).desc())
        return cls(
            session.execute(features.order_by(*newest)).scalars(),
            session.execute(lists.order_by(*newest)).scalars(),
            size,
        )

    def is_outgrown(self, size: int) -> bool:
        """Whether so much has come since that what was weighed has to be weighed anew."""
        return not self._features and not self._lists and self._size < SETTLED and size >= 2 * self._size

    @property
    def left(self) -> tuple[int, int]:
        """How many articles have to be described, and for how many a list has to be made."""
        return len(self._features), len(self._lists)

    def next_features(self, most: int) -> list[UUID]:
        """Articles to describe next."""
        return _taken(self._features, most)

    def next_lists(self, most: int) -> list[UUID]:
        """Articles to make lists for next."""
        return _taken(self._lists, most)


def _taken(queue: deque[UUID], most: int) -> list[UUID]:
    return [queue.popleft() for _ in range(min(most, len(queue)))]
