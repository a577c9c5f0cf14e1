"""An index of what a store holds, made as the server makes it."""

from broadsheet_server.related.follower import RelatedFollower
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database


def index(database: Database, settings: Settings) -> None:
    """Bring the index up to date with the store, and let go of it."""
    follower = RelatedFollower(database, settings)
    assert follower.catch_up()
    follower.close()
