"""Says in the change feed what time alone has changed: an article is released, or expires.

Nothing is written at the date of a scheduled article, at the end of an embargo, or when an article expires.
Who follows the feed has to learn of it, so this follower writes a change when the moment has come. Any number
of processes may run it: it looks again under the lock of the sequence.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, union
from sqlmodel import col

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.newsroom.article_links import stored_topics
from broadsheet_server.newsroom.translation_groups import tell_others
from broadsheet_server.newsroom.visibility import is_released
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

LOOK_BACK: Final = timedelta(days=30)
"""How long all servers may stand still without a moment being missed."""
BATCH: Final = 200
_SINCE = bindparam("since", type_=UtcDateTime)
_NOW = bindparam("now", type_=UtcDateTime)


class ReleaseFollower:
    """A `changefeed.runner.FeedFollower`."""

    rest_seconds = 0.0

    def __init__(self, database: Database) -> None:
        self._database = database
        self._since: datetime | None = None
        self._due: datetime | None = None
        self._head = -1

    @property
    def due_at(self) -> datetime | None:
        """When the next article is released or expires (UTC), as of the last step; None where none is."""
        return self._due

    def step(self, now: datetime) -> int:
        """Write the changes that are due; return how many."""
        with self._database.read() as session:
            head = feed.head(session)
            if head == self._head and not (self._due and self._due <= now):
                return 0
            since = self._since or now - LOOK_BACK
            is_due = session.execute(_due(), {"since": since, "now": now}).first() is not None
            self._due = min(filter(None, session.execute(_next_moments(), {"now": now}).one()), default=None)
        written = self._write(since, now) if is_due else 0
        self._head = head
        if written < BATCH:
            self._since = now
        return written

    def close(self) -> None:
        """Nothing is held."""

    def _write(self, since: datetime, now: datetime) -> int:
        with self._database.write() as session:
            feed.lock_sequence(session)
            due = session.execute(_due(), {"since": since, "now": now}).all()
            for article_id, expires_at in due:
                is_over = expires_at is not None and expires_at <= now
                kind = ChangeKind.EXPIRED if is_over else ChangeKind.RELEASED
                article = session.get_one(Article, article_id)
                feed.record_change(session, kind, article_id, stored_topics(session, article), now=now)
                tell_others(session, article, now=now)
        return len(due)


@cache
def _due() -> Select[Any]:
    """Articles that were released or have expired since, that were told of before, and have no change after.

    Each of the three kinds of moments is a range of an index, so that a short time costs little.
    """
    published_at, embargo = col(Article.published_at), col(Article.embargoed_until)
    expires_at = col(Article.expires_at)
    release = func.coalesce(embargo, published_at, type_=UtcDateTime)
    is_due = and_(
        is_released(_NOW),
        or_(expires_at.is_(None), expires_at > _NOW),
        _is_told_before(published_at, release),
        _is_unchanged_since(published_at, release),
    )
    was_released = is_released(func.coalesce(expires_at, _NOW, type_=UtcDateTime))
    has_expired = and_(was_released, _is_told_before(expires_at), _is_unchanged_since(expires_at))
    due = union(
        _articles(published_at, is_due), _articles(embargo, is_due), _articles(expires_at, has_expired)
    ).subquery()
    return select(due).order_by(due.c.id).limit(BATCH)


def _articles(moment: Any, condition: ColumnElement[bool]) -> Select[Any]:
    """Published articles of which this moment has come since."""
    columns: tuple[Any, ...] = (Article.id, Article.expires_at)
    is_published = col(Article.status) == ArticleStatus.PUBLISHED
    return select(*columns).where(moment > _SINCE, moment <= _NOW, is_published, condition)


def _is_told_before(*moments: Any) -> ColumnElement[bool]:
    """Whether there is a change before one of these moments: who follows the feed knows of the article."""
    is_earlier = or_(*(col(Change.occurred_at) < moment for moment in moments))
    return exists(select(col(Change.sequence)).where(col(Change.article_id) == col(Article.id), is_earlier))


def _is_unchanged_since(*moments: Any) -> ColumnElement[bool]:
    """Whether there is no change since the last of these moments."""
    is_later = (col(Change.occurred_at) >= moment for moment in moments)
    return ~exists(select(col(Change.sequence)).where(col(Change.article_id) == col(Article.id), *is_later))


@cache
def _next_moments() -> Select[Any]:
    dates: list[Any] = [col(Article.published_at), col(Article.embargoed_until), col(Article.expires_at)]
    return select(*(select(func.min(column)).where(column > _NOW).scalar_subquery() for column in dates))
