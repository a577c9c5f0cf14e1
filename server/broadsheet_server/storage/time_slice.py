"""Cooperative scheduling: long work in the event loop is done in slices, and others run in between."""

import asyncio
import time
from collections import deque
from typing import Final
from weakref import WeakKeyDictionary

SLICE_SECONDS: Final = 0.005
"""How long work may keep the event loop to itself, in processor time: a cheap request takes a fraction of it.

On a busy machine the clock on the wall would end a slice before anything is done in it.
"""

_Turn = asyncio.Future[None]


class _Waiting:
    """Who waits in one event loop for a first slice, and who for a further one."""

    def __init__(self) -> None:
        self.first, self.further = deque[_Turn](), deque[_Turn]()
        self._turns = deque([self.first, self.further])

    def give(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wake one, of both by turns; the next one in the next turn of the loop."""
        self._turns.rotate()
        any(map(_wake, self._turns))
        if any(self._turns):
            loop.call_soon(self.give, loop)

    def append(self, waiting: deque[_Turn], loop: asyncio.AbstractEventLoop) -> _Turn:
        """Wait in one of the two."""
        turn = loop.create_future()
        if not any(self._turns):
            loop.call_soon(self.give, loop)
        waiting.append(turn)
        return turn


_waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, _Waiting] = WeakKeyDictionary()


class TimeSlice:
    """The present slice of one piece of work; it begins when it is made."""

    __slots__ = ("_ends_at",)

    def __init__(self) -> None:
        self._ends_at = time.thread_time() + SLICE_SECONDS

    @property
    def is_over(self) -> bool:
        """Whether others should have their turn."""
        return time.thread_time() > self._ends_at

    async def next(self) -> None:
        """Let everything run that is ready, then begin a new slice.

        Of all who wait here, one goes on in each turn of the event loop, first come, first served: what is
        short never waits for more than one slice, however much long work there is.
        """
        await self._wait(is_first=False)

    @classmethod
    async def first(cls) -> "TimeSlice":
        """A first slice, for work that is mostly over within one.

        Every second turn is for those who wait here, so that they do not queue behind all who go on and on.
        """
        time_slice = cls()
        await time_slice._wait(is_first=True)
        return time_slice

    async def _wait(self, *, is_first: bool) -> None:
        loop = asyncio.get_running_loop()
        waiting = _waiting.setdefault(loop, _Waiting())
        await waiting.append(waiting.first if is_first else waiting.further, loop)
        self._ends_at = time.thread_time() + SLICE_SECONDS


def _wake(waiting: deque[_Turn]) -> bool:
    """Wake the first who waits and has not been cancelled; return whether there was one."""
    while waiting:
        turn = waiting.popleft()
        if not turn.done():
            turn.set_result(None)
            return True
    return False
