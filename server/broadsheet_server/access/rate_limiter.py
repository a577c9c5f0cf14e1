"""How fast somebody may ask: the generic cell rate algorithm (GCRA; ITU-T Recommendation I.371).

A bucket is remembered by one number, the theoretical arrival time: when it will be as if nothing had been
taken. A quota may be taken at once, and comes back evenly over its window.
"""

import time
from collections.abc import Callable
from itertools import islice
from math import floor
from typing import Final, NamedTuple, Protocol

BUCKETS_MAX: Final = 100_000
"""Most buckets that one process remembers; 12 MB. Those that are full again are forgotten first."""


class Rate(NamedTuple):
    """At most `quota` units in `window` seconds. `name` says what is counted."""

    name: str
    quota: int
    window: int


class Verdict(NamedTuple):
    """Whether units were taken; how many are left; in how many seconds all are there again.

    `retry_after` is in how many seconds the same would be taken; 0 where it was.
    """

    is_taken: bool
    remaining: int
    reset: float
    retry_after: float


class RateLimiter(Protocol):
    """Counts for one server process, or for several."""

    async def take(self, bucket: str, rate: Rate, amount: int) -> Verdict:
        """Take units from a bucket, if there are so many."""
        ...

    async def close(self) -> None:
        """Give back what it holds."""
        ...


def verdict(rate: Rate, amount: int, ahead: float) -> Verdict:
    """What becomes of taking `amount`, where the theoretical arrival time is `ahead` seconds after now.

    What is taken moves that time by `amount * window / quota`, or the verdict's `reset` is it from now on.
    """
    interval = rate.window / rate.quota
    after = ahead + amount * interval
    if after > rate.window:
        return Verdict(False, floor((rate.window - ahead) / interval), ahead, after - rate.window)
    return Verdict(True, floor((rate.window - after) / interval), after, 0.0)


class ProcessRateLimiter:
    """Implements `RateLimiter` for one process. `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = BUCKETS_MAX) -> None:
        self._clock = clock
        self._most = most
        self._arrivals: dict[str, float] = {}

    async def take(self, bucket: str, rate: Rate, amount: int) -> Verdict:
        """Take units from a bucket, if there are so many."""
        now = self._clock()
        arrival = self._arrivals.get(bucket)
        if arrival is None:
            self._make_room(now)
        ahead = 0.0 if arrival is None or arrival <= now else arrival - now
        found = verdict(rate, amount, ahead)
        if found.is_taken:
            self._arrivals[bucket] = now + found.reset
        return found

    async def close(self) -> None:
        """It holds nothing but memory."""

    def _make_room(self, now: float) -> None:
        if len(self._arrivals) < self._most:
            return
        self._arrivals = {bucket: arrival for bucket, arrival in self._arrivals.items() if arrival > now}
        if (excess := len(self._arrivals) - self._most * 9 // 10) > 0:
            for bucket in list(islice(self._arrivals, excess)):
                del self._arrivals[bucket]
