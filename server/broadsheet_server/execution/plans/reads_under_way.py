"""Reads that are under way: many ask for the same just after a commit, and one of them asks the store.

On PostgreSQL others are served while a read is under way. They wait for it and take what was kept of it;
where nothing was, because it failed or something has changed meanwhile, each of them reads.
"""

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class ReadsUnderWay:
    """What is being read now in one event loop."""

    def __init__(self) -> None:
        self._ends: dict[Hashable, asyncio.Future[None]] = {}

    async def ended(self, read: Hashable) -> bool:
        """Wait for the end of a read that is under way; False, at once, where there is none."""
        if (end := self._ends.get(read)) is None:
            return False
        await asyncio.shield(end)  # who stops waiting ends nobody else's wait
        return True

    @contextmanager
    def begun(self, read: Hashable) -> Iterator[None]:
        """A read is under way until the block ends. What is kept of it has to be kept in the block."""
        end = self._ends[read] = asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            if self._ends.get(read) is end:  # otherwise another one, which waited in vain, reads now
                del self._ends[read]
            end.set_result(None)
