"""How often the change feed of a database was read, for whoever relies on others having read it as far.

The cache of answers reads it, and then has an answer made of what plans keep. A plan that had read it for the
same version of the data before could know less: by PostgreSQL's version, which is as old as the delay that is
set, a commit between the two is not told.
"""

from broadsheet_server.storage.database import Database


class FeedLooks:
    """Counts. Whoever finds another number than before their own last look has to look again."""

    def __init__(self) -> None:
        self.number = 0

    def close(self) -> None:
        """Nothing is held."""


def feed_looks(database: Database) -> FeedLooks:
    """The counter of this database."""
    looks = database.companions.get(FeedLooks)
    if looks is None:
        looks = database.companions[FeedLooks] = FeedLooks()
    assert isinstance(looks, FeedLooks)
    return looks
