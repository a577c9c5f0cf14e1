"""An indexer at work, for tests."""

from datetime import UTC, datetime

from broadsheet_server.search.engine import EngineQuery, Word
from broadsheet_server.search.tantivy.index import SearchIndex
from broadsheet_server.search.tantivy.index_follower import IndexFollower
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish

NOW = datetime.now(UTC)


def bring_up_to_date(database: Database, settings: Settings) -> None:
    """Let one process do all that there is to do, and end."""
    indexer = IndexFollower(database, settings.index)
    catch_up(indexer)
    indexer.close()


def catch_up(indexer: IndexFollower) -> None:
    """Work until nothing is left."""
    for _ in range(1_000):
        if not indexer.step(datetime.now(UTC)):
            return
    raise AssertionError("the indexer finds no end")


def found(settings: Settings, term: str, now: datetime = NOW) -> int:
    """How many articles have a word."""
    return SearchIndex(settings.index).searcher().count(EngineQuery((Word(frozenset({term})),), now))


def publish_some(database: Database, count: int) -> None:
    """Articles without an identity, each a new one."""
    for number in range(count):
        publish(database, headline=f"Report {number} from the harbour")
