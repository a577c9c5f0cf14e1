"""How fast somebody may ask: the generic cell rate algorithm (GCRA; ITU-T Recommendation I.371).

A bucket is remembered by one number, the theoretical arrival time: when it will be as if nothing had been
taken. A quota may be taken at once, and comes back evenly over its window.
"""

import time
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import Final, NamedTuple, Protocol

BUCKETS_MAX: Final = 100_000
"""Most buckets that one process remembers; 12 MB. Those that are full again are forgotten first."""


_ROUNDING: Final = 1e-6
"""Of a unit: what floating-point numbers may lack of a whole one."""


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


_made: Final = tuple.__new__
"""Makes a named tuple in a third of the time: it is made for every request."""


class RateLimiter(Protocol):
    """Counts for one server process, or for several."""

    def take(self, bucket: str, rate: Rate, amount: int) -> Verdict | Awaitable[Verdict]:
        """Take units from a bucket, if there are so many; to be awaited where another program is asked."""
        ...

    async def close(self) -> None:
        """Give back what it holds."""
        ...


def verdict(rate: Rate, amount: int, ahead: float) -> Verdict:
    """What becomes of taking `amount`, where the theoretical arrival time is `ahead` seconds after now.

    Where it is taken, that time is `reset` seconds after now from then on.
    """
    window = rate.window
    after = ahead + amount * window / rate.quota
    if after > window:
        return Verdict(False, int((window - ahead) * rate.quota / window), ahead, after - window)
    return Verdict(True, int((window - after) * rate.quota / window + _ROUNDING), after, 0.0)


class ProcessRateLimiter:
    """Implements `RateLimiter` for one process. `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = BUCKETS_MAX) -> None:
        self._clock = clock
        self._most = most
        self._arrivals: dict[str, float] = {}

    def take(self, bucket: str, rate: Rate, amount: int) -> Verdict:
        """Take units from a bucket, if there are so many."""
        now, (_, quota, window) = self._clock(), rate
        arrival = self._arrivals.get(bucket)
        if arrival is None:
            self._make_room(now)
            arrival = now
        ahead = arrival - now if arrival > now else 0.0
        after = ahead + amount * window / quota
        if after > window:
            return verdict(rate, amount, ahead)
        self._arrivals[bucket] = now + after
        remaining = int((window - after) * quota / window + _ROUNDING)
        return _made(Verdict, (True, remaining, after, 0.0))

    async def close(self) -> None:
        """It holds nothing but memory."""

    def _make_room(self, now: float) -> None:
        if len(self._arrivals) < self._most:
            return
        self._arrivals = {bucket: arrival for bucket, arrival in self._arrivals.items() if arrival > now}
        if (excess := len(self._arrivals) - self._most * 9 // 10) > 0:
            for bucket in list(islice(self._arrivals, excess)):
                del self._arrivals[bucket]
