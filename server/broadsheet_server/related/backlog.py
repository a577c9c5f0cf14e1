"""Articles whose features or related lists are missing or outdated."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import ArticleFeatures, Related
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.related.features import METHOD_VERSION
from broadsheet_shared.vocabulary import ArticleStatus

STABLE_CORPUS_SIZE = 10_000
"""From this many articles on, further ones hardly change the idf of a term."""

_NEWEST_FIRST = (col(Article.published_at).desc(), col(Article.id).desc())


def count_missing_lists(now: datetime) -> Select[Any]:
    """The statement that counts the public articles which have no list, or one by an older method."""
    has_list = col(Related.version) == METHOD_VERSION
    return (
        select(func.count())
        .select_from(Article)
        .outerjoin(Related, and_(col(Related.article_id) == col(Article.id), has_list))
        .where(is_public(now), col(Related.article_id).is_(None))
    )


class Backlog:
    """Two queues of article ids: features to extract, and after them lists to build.

    Features are extracted again once the corpus has doubled since, as long as it is smaller than
    `STABLE_CORPUS_SIZE`.
    """

    def __init__(self, features: Iterable[UUID], lists: Iterable[UUID], corpus_size: int) -> None:
        self._features = deque(features)
        self._lists = deque(dict.fromkeys((*self._features, *lists)))
        self._corpus_size = corpus_size

    @classmethod
    def load(cls, session: Session, corpus_size: int, now: datetime) -> "Backlog":
        """What the store lacks now, the newest articles first. `corpus_size` is that of the index."""
        corpus = col(ArticleFeatures.corpus)
        is_outgrown = and_(corpus < STABLE_CORPUS_SIZE, corpus * 2 <= corpus_size)
        has_no_features = col(ArticleFeatures.article_id).is_(None)
        has_old_list = col(Related.version) != METHOD_VERSION
        features = (
            select(col(Article.id))
            .outerjoin(ArticleFeatures, col(ArticleFeatures.article_id) == col(Article.id))
            .outerjoin(Related, col(Related.article_id) == col(Article.id))
            .where(col(Article.status) == ArticleStatus.PUBLISHED)
            .where(or_(has_no_features, is_outgrown, has_old_list))
            .order_by(*_NEWEST_FIRST)
        )
        lists = (
            select(col(Article.id))
            .outerjoin(Related, col(Related.article_id) == col(Article.id))
            .where(is_public(now))
            .where(or_(col(Related.version).is_(None), has_old_list))
            .order_by(*_NEWEST_FIRST)
        )
        return cls(session.execute(features).scalars(), session.execute(lists).scalars(), corpus_size)

    def is_outgrown(self, corpus_size: int) -> bool:
        """Whether the backlog is empty, but features have to be extracted again for a corpus that doubled."""
        is_empty = not self._features and not self._lists
        return is_empty and self._corpus_size < STABLE_CORPUS_SIZE and corpus_size >= 2 * self._corpus_size

    @property
    def remaining(self) -> tuple[int, int]:
        """How many features have to be extracted, and how many lists built."""
        return len(self._features), len(self._lists)

    def pop_features(self, limit: int) -> list[UUID]:
        """Take the next articles to extract features of."""
        return _pop(self._features, limit)

    def pop_lists(self, limit: int) -> list[UUID]:
        """Take the next articles to build lists for."""
        return _pop(self._lists, limit)


def _pop(queue: deque[UUID], limit: int) -> list[UUID]:
    return [queue.popleft() for _ in range(min(limit, len(queue)))]
