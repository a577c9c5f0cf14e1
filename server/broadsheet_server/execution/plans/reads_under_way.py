"""Request coalescing ("single flight"): after a commit many ask for the same, and one asks the store.

On PostgreSQL others are served while a read is under way. They wait for it and take what was kept of it;
where nothing was, because it failed or something has changed meanwhile, each of them reads. Nobody waits past
the deadline of their request, which ends a statement only, nor for a read that was begun before a change.
"""

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from broadsheet_server.storage.deadline import remaining_seconds


class ReadsUnderWay:
    """What is being read now in one event loop."""

    def __init__(self) -> None:
        self._ends: dict[Hashable, asyncio.Future[None]] = {}

    async def ended(self, read: Hashable) -> bool:
        """Wait for a read that is under way, or until the deadline; False, at once, where there is none."""
        if (end := self._ends.get(read)) is None:
            return False
        await asyncio.wait((end,), timeout=remaining_seconds())  # who stops waiting ends nobody else's wait
        return True

    def forget(self) -> None:
        """Something has changed: whoever comes from now on waits for none of the reads begun before."""
        self._ends.clear()

    @contextmanager
    def begun(self, read: Hashable) -> Iterator[None]:
        """A read is under way until the block ends. What is kept of it has to be kept in the block."""
        end = self._ends[read] = asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            if self._ends.get(read) is end:  # otherwise one that waited in vain, or came later, reads now
                del self._ends[read]
            end.set_result(None)
