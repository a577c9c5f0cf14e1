"""The followers that run beside the server, and in `broadsheet reindex`: search index and related lists."""

from datetime import datetime
from functools import partial
from typing import NamedTuple

from broadsheet_server.changefeed.runner import FollowerRunner
from broadsheet_server.newsroom.release_follower import ReleaseFollower
from broadsheet_server.related.follower import RelatedFollower
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.opening import open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.data_version import polled_data_version
from broadsheet_server.storage.database import Database


class Backlog(NamedTuple):
    """Work that is left or under way, in articles."""

    indexed: int | None
    """Articles in the index that is being built; None while none is being built."""

    features: int
    """Articles whose features have to be extracted."""

    lists: int
    """Articles whose related lists have to be built."""


class ServerFollowers(FollowerRunner):
    """Releases, the search index, then the related lists, which are built from that index.

    Processes that share a data folder elect the index writer by a file lock; those that share a store elect
    the builder of related lists by a lease.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._index = IndexFollower(database, open_index_storage(settings.index))
        self._related = RelatedFollower(database, self._index)
        releases = ReleaseFollower(database)
        super().__init__(
            {
                "Releases": releases,
                "The search index": self._index,
                "Related news": self._related,
            },
            version=partial(polled_data_version, database),
            due_at=lambda: releases.due_at,
        )

    @property
    def is_active(self) -> bool:
        """Whether this process is the index writer; otherwise it is on standby, and another one works."""
        return self._index.is_writer

    @property
    def building_since(self) -> datetime | None:
        """Since when this process has been building an index (UTC); None if it is not."""
        return self._index.building_since

    @property
    def backlog(self) -> Backlog:
        """How much is left, as far as it is known."""
        return Backlog(self._index.building, *self._related.remaining)
