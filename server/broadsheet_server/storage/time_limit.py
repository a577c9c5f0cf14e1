"""`asyncio.timeout` for many operations at once: one timer for all of an event loop instead of one for each.

To start a timer and stop it again takes several microseconds, and of a thousand operations none takes so long
that it is needed.
"""

import asyncio
from math import inf
from weakref import WeakKeyDictionary


class _Clock:
    """The operations under way in one event loop, which is to be woken when the first of them has to end.

    It refers to no timer, which would refer to the loop: a loop that is over would be kept for ever.
    """

    def __init__(self) -> None:
        self.running: dict[TimeLimit, None] = {}
        self._wakes_at = inf

    def add(self, limit: "TimeLimit", loop: asyncio.AbstractEventLoop) -> None:
        self.running[limit] = None
        if limit.ends_at < self._wakes_at:
            self._wake_at(limit.ends_at, loop)

    def _wake_at(self, moment: float, loop: asyncio.AbstractEventLoop) -> None:
        self._wakes_at = moment
        loop.call_at(moment, self._end_those_due, loop)

    def _end_those_due(self, loop: asyncio.AbstractEventLoop) -> None:
        """End what has run for too long, and wait for the next. While nothing runs there is no timer."""
        now, self._wakes_at = loop.time(), inf
        for limit in [limit for limit in self.running if limit.ends_at <= now]:
            del self.running[limit]
            limit.end()
        if self.running:
            self._wake_at(min(limit.ends_at for limit in self.running), loop)


_clocks: WeakKeyDictionary[asyncio.AbstractEventLoop, _Clock] = WeakKeyDictionary()


class TimeLimit:
    """Ends the block with TimeoutError after so many seconds, by cancelling what its task waits for."""

    __slots__ = ("_cancelling", "_clock", "_is_over", "_seconds", "_task", "ends_at")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._is_over = False
        self.ends_at = 0.0

    def __enter__(self) -> None:
        """The time begins. The block has to be in a task."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        self._task, self._cancelling = task, task.cancelling()
        self.ends_at = loop.time() + self._seconds
        self._clock = _clocks.get(loop) or _clocks.setdefault(loop, _Clock())
        self._clock.add(self, loop)

    def end(self) -> None:
        """The time is over."""
        self._is_over = True
        self._task.cancel()

    def __exit__(self, error_type: type[BaseException] | None, error: object, _: object) -> None:
        """Raise TimeoutError where the time was over, unless somebody else has cancelled the task as well."""
        self._clock.running.pop(self, None)
        if (
            self._is_over
            and self._task.uncancel() <= self._cancelling
            and error_type is asyncio.CancelledError
        ):
            raise TimeoutError
