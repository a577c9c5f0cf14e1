"""Indexing in tests: what a server does beside answering."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.search.engine import EngineQuery, TermClause
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus
from tests.builders import NOW, publish


def update_index(database: Database, settings: Settings, now: datetime = NOW) -> None:
    """Let one process bring the index up to date with the store, and end."""
    follower = new_follower(database, settings)
    catch_up(follower, now)
    assert follower.is_writer
    follower.close()


def new_follower(database: Database, settings: Settings) -> IndexFollower:
    """The follower of one process."""
    return IndexFollower(database, open_index_storage(settings.index))


def catch_up(follower: IndexFollower, now: datetime = NOW) -> None:
    """Let a follower work until nothing is left to do."""
    for _ in range(1_000):
        if not follower.step(now):
            return
    raise AssertionError("the follower does not finish")


def count_with(settings: Settings, term: str, now: datetime = NOW) -> int:
    """How many articles have a term."""
    return open_index(settings.index).searcher().count(EngineQuery((TermClause(frozenset({term})),), now))


def publish_some(database: Database, count: int) -> None:
    """Publish new articles."""
    for number in range(count):
        publish(database, headline=f"Report {number} from the harbour")


def lose_withdrawal(database: Database, article_id: UUID) -> None:
    """Have the store be what it was before the last change, as after an asynchronous failover."""
    with database.write() as session:
        head = feed.head(session)
        session.connection().execute(delete(Change).where(col(Change.sequence) == head))
        feed.set_head(session, head - 1)
        article = session.get(Article, article_id)
        assert article is not None
        article.status = ArticleStatus.PUBLISHED
