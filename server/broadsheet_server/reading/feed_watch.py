"""Tells those who follow the change feed live that there is something new.

One look at the store serves all who wait in this process. Only the head is watched: a look that comes late,
or none at all for a while, loses nothing, because everybody reads on from their own sequence.
"""

import asyncio
import contextlib
import logging
from typing import Final, Self

from sqlalchemy import select
from sqlmodel import col

from broadsheet_server.models.changes import ChangeHead
from broadsheet_server.storage.availability import StoreError
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.deadline import DeadlineError, deadline

LOOK_SECONDS: Final = 0.25
"""How often the store is asked while somebody waits."""
STORE_SECONDS: Final = 5.0
_HEAD = select(col(ChangeHead.sequence))

log = logging.getLogger(__name__)


class FeedWatch:
    """The head of the change feed of one database, as this process knows it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._head = 0
        self._changed = asyncio.Event()
        self._waiting = 0
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, database: Database) -> Self:
        """The watch of a database, one for all who wait in this event loop."""
        watch = database.companions.get(cls)
        if not isinstance(watch, cls):
            watch = database.companions[cls] = cls(database)
        return watch

    async def head(self) -> int:
        """The newest sequence, from the store."""
        with deadline(STORE_SECONDS):
            [row] = await self._database.fetch(_HEAD)
        self._head = max(self._head, int(row.sequence))
        return int(row.sequence)

    async def wait_beyond(self, sequence: int) -> None:
        """Wait until there is a later change."""
        self._waiting += 1
        try:
            while self._head <= sequence:
                self._look_again()
                await self._changed.wait()
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Look no more; who waits is cancelled with their request."""
        if self._task is not None:
            with contextlib.suppress(RuntimeError):  # the loop that it ran in has ended
                self._task.cancel()
            self._task = None

    def _look_again(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        """Look at the head, as long as anybody waits."""
        while self._waiting:
            before = self._head
            try:
                await self.head()
            except (StoreError, DeadlineError, OSError) as error:
                log.debug("The change feed cannot be looked at: %r", error)
            if self._head > before:
                changed, self._changed = self._changed, asyncio.Event()
                changed.set()
            await asyncio.sleep(LOOK_SECONDS)
