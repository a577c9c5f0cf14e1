"""Beside the server: what is published finds its way into the search index and into related lists."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime

from broadsheet_server.related.maintenance import RelatedMaintenance
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.opening import open_index_storage
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
        self._indexer = IndexFollower(database, open_index_storage(settings.index))
        self._upkeep = RelatedMaintenance(database, self._indexer)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, in a thread. Trouble is logged and tried again, searching and related
        news each at its own pace: articles are found although they cannot be related.
        """
        duties = (Duty("Search", self._indexer.step), Duty("Related news", self._relate))
        try:
            while not stop.is_set():
                worked = await asyncio.to_thread(_work_on, duties)
                await _wait(stop, 0.0 if worked else POLL_SECONDS)
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
        return done + self._relate(now)

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

    def _relate(self, now: datetime) -> int:
        with self._indexer.recovering():
            return self._upkeep.step(now)


class Duty:
    """Work that is left alone for a while after it failed, longer each time, half a minute at most."""

    def __init__(self, name: str, work: Callable[[datetime], int]) -> None:
        self._name = name
        self._work = work
        self._pause = 0.0
        self._resumes_at = 0.0

    def step(self, now: datetime) -> int:
        """Do a little; 0 when there was nothing to do, or it failed and waits."""
        if time.monotonic() < self._resumes_at:
            return 0
        try:
            done = self._work(now)
        except Exception:
            self._pause = min(LONGEST_PAUSE, max(1.0, self._pause * 2))
            self._resumes_at = time.monotonic() + self._pause
            log.exception("%s could not go on; trying again in %.0f s", self._name, self._pause)
            return 0
        self._pause = 0.0
        return done


def _work_on(duties: Iterable[Duty]) -> int:
    return sum(duty.step(datetime.now(UTC)) for duty in duties)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
