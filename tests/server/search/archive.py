"""An index of what a store holds, made as the server makes it."""

from datetime import datetime

from broadsheet_server.search.tantivy.index_follower import IndexFollower
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW


def index(database: Database, settings: Settings, now: datetime = NOW) -> None:
    """Bring the index up to date with the store, and let go of it."""
    indexer = IndexFollower(database, settings.index)
    while indexer.step(now):
        pass
    assert indexer.is_writer
    indexer.close()
