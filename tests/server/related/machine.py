"""A server of its own in tests: its index and its related lists."""

from datetime import datetime
from pathlib import Path

from broadsheet_server.related.follower import RelatedFollower
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.opening import open_index_storage
from broadsheet_server.storage.database import Database


class Machine:
    """A server of its own: an index, and a follower for the related lists."""

    def __init__(self, database: Database, index: Path) -> None:
        self.indexer = IndexFollower(database, open_index_storage(index))
        self.follower = RelatedFollower(database, self.indexer)

    def index(self, now: datetime) -> None:
        """Bring the index up to date, and nothing else."""
        while self.indexer.step(now):
            pass

    def work(self, now: datetime) -> int:
        """Do all there is to do; how much that was."""
        done = 0
        while step := self.indexer.step(now) + self.follower.step(now):
            done += step
        return done

    def close(self) -> None:
        """End in order, as a process that is told to."""
        self.follower.close()
        self.indexer.close()
