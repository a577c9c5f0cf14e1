"""Beside the server: what is published finds its way into the search index and into related lists."""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime

from broadsheet_server.related.upkeep import RelatedUpkeep
from broadsheet_server.search.indexing import Indexer
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

POLL_SECONDS = 0.3
LONGEST_PAUSE = 30.0
log = logging.getLogger(__name__)


class RelatedFollower:
    """Follows the change feed into the index and the related lists.

    Any number of processes may run one: those that share a data folder agree by its lock which of them
    writes the index, and those that share a store agree by a lease which makes the lists. When one dies,
    another takes over.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._indexer = Indexer(database, settings.index)
        self._upkeep = RelatedUpkeep(database, self._indexer)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set. The work is done in a thread; trouble is logged and tried again."""
        pause = POLL_SECONDS
        try:
            while not stop.is_set():
                try:
                    worked = await asyncio.to_thread(self.step)
                    pause = 0.0 if worked else POLL_SECONDS
                except Exception:
                    pause = min(LONGEST_PAUSE, max(1.0, pause * 2))
                    log.exception("Search and related news could not go on; trying again in %.0f s", pause)
                await _wait(stop, pause)
        finally:
            await asyncio.to_thread(self.close)

    def catch_up(self) -> bool:
        """Work until everything is up to date, for the command line and tests.

        False where another process has the index: then that one does the work.
        """
        while self.step():
            pass
        return self._indexer.is_writer

    def step(self) -> int:
        """Do a little: first what can be searched, then what is related. 0 when there was nothing to do."""
        now = datetime.now(UTC)
        done = self._indexer.step(now)
        return done + self._upkeep.step(now)

    @property
    def is_at_work(self) -> bool:
        """Whether this process is the one that does the work."""
        return self._indexer.is_writer

    @property
    def outlook(self) -> tuple[int | None, int, int]:
        """Articles taken into an index that is being built, articles to describe, lists to make."""
        return (self._indexer.building, *self._upkeep.left)

    def close(self) -> None:
        """Leave the work to others."""
        self._upkeep.close()
        self._indexer.close()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
