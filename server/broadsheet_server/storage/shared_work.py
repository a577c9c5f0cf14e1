"""Work that many ask for at the same moment is done once: what subscribers read when something has changed.

Whatever was made of one version of the data serves all who ask by the same key at the same version; and for a
second at most, because what is public changes with the clock too.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final, NamedTuple, Self, TypeVar

from broadsheet_server.storage.data_version import DataVersionError, shared_data_version
from broadsheet_server.storage.database import Database

Made = TypeVar("Made")

SHARED_SECONDS: Final = 1.0
KEPT_MAX: Final = 200
"""Beyond so many different keys all that was made is forgotten: who waits for it still gets it."""


class _Work(NamedTuple):
    version: Hashable
    until: float
    task: "asyncio.Task[Any]"


class SharedWork:
    """What one process makes of one database for many."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[Hashable, _Work] = {}

    @classmethod
    def of(cls, database: Database) -> Self:
        """That of a database, one for all who ask."""
        shared = database.companions.get(cls)
        if not isinstance(shared, cls):
            shared = database.companions[cls] = cls(database)
        return shared

    def close(self) -> None:
        """Forget everything."""
        self._kept.clear()

    async def result(self, key: Hashable, delay_seconds: float, make: Callable[[], Awaitable[Made]]) -> Made:
        """What somebody has made for this key, or is making; otherwise what `make` makes.

        `delay_seconds` is that of `shared_data_version`. An exception of `make` is raised to all who wait.
        """
        version = await self._version(delay_seconds)
        if version is None:
            return await make()
        work = self._kept.get(key)
        if work is None or work.version != version or time.monotonic() >= work.until:
            work = self._begin(key, version, make)
        made: Made = await asyncio.shield(work.task)
        return made

    def _begin(self, key: Hashable, version: Hashable, make: Callable[[], Awaitable[Any]]) -> _Work:
        if len(self._kept) >= KEPT_MAX:
            self._kept.clear()
        task = asyncio.ensure_future(make())
        task.add_done_callback(_look_at_failure)
        work = self._kept[key] = _Work(version, time.monotonic() + SHARED_SECONDS, task)
        return work

    async def _version(self, delay_seconds: float) -> Hashable | None:
        reader = shared_data_version(self._database, delay_seconds)
        try:
            known = reader.known()
            return await reader.read() if known is None else known
        except DataVersionError:
            return None


def _look_at_failure(task: "asyncio.Future[Any]") -> None:
    """All who wait get the exception; asyncio would complain if they have gone meanwhile."""
    if not task.cancelled():
        task.exception()
