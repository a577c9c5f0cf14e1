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

_Waiting = deque[asyncio.Future[None]]
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
        loop = asyncio.get_running_loop()
        waiting, turn = _waiting.setdefault(loop, deque()), loop.create_future()
        waiting.append(turn)
        if len(waiting) == 1:
            loop.call_soon(_give_turn, loop, waiting)
        await turn
        self._ends_at = time.thread_time() + SLICE_SECONDS


def _give_turn(loop: asyncio.AbstractEventLoop, waiting: _Waiting) -> None:
    """Wake the first who waits and has not been cancelled; the next one in the next turn of the loop."""
    while waiting:
        turn = waiting.popleft()
        if not turn.done():
            turn.set_result(None)
            break
    if waiting:
        loop.call_soon(_give_turn, loop, waiting)
