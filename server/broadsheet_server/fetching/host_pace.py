"""How often one host is asked, whoever asks."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial


class HostPace:
    """A few requests at a time to a host, and a pause after each.

    A request that is not answered within `turn_seconds` lets the next one go: one feed of a host that hangs
    holds up the others of that host no longer.
    """

    def __init__(self, seconds: float, turn_seconds: float, connections_max: int) -> None:
        self._seconds = seconds
        self._turn_seconds = turn_seconds
        self._connections_max = connections_max
        self._places: dict[str, asyncio.Semaphore] = {}
        self._waiting: Counter[str] = Counter()
        self._next: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the host's turn."""
        places = self._places.setdefault(host, asyncio.Semaphore(self._connections_max))
        self._waiting[host] += 1
        try:
            await places.acquire()
            try:
                await asyncio.sleep(max(0.0, self._next.get(host, 0.0) - time.monotonic()))
            except asyncio.CancelledError:
                places.release()
                raise
            end = partial(self._end, host, places, asyncio.Event())
            timer = asyncio.get_running_loop().call_later(self._turn_seconds, end)
            try:
                yield
            finally:
                timer.cancel()
                end()
        finally:
            self._waiting[host] -= 1
            self._forget_old()

    def _end(self, host: str, places: asyncio.Semaphore, has_ended: asyncio.Event) -> None:
        if not has_ended.is_set():
            has_ended.set()
            self._next[host] = time.monotonic() + self._seconds
            places.release()

    def _forget_old(self) -> None:
        now = time.monotonic()
        for host in [host for host, moment in self._next.items() if moment < now]:
            if not self._waiting[host]:
                del self._next[host], self._places[host], self._waiting[host]
