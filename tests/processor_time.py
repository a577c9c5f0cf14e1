"""How long work keeps the processor, beside a reference that is measured at the same moment.

What slows down the machine, a slower processor or its other programs, slows down both.
"""

import time
from collections.abc import Callable

_REFERENCE_SECONDS = 0.004
"""What the reference takes on the machine on which the limits of tests were chosen."""
_RUNS = 5


def takes_at_most(seconds: float, work: Callable[[], object]) -> bool:
    """Whether the work takes no more processor time of this thread: one run of several is enough."""
    return any(_seconds(work) < seconds * slowness() for _ in range(_RUNS))


def slowness() -> float:
    """How many times as long as there the reference takes here and now; at least 1."""
    return max(1.0, _seconds(_reference) / _REFERENCE_SECONDS)


def _reference() -> int:
    return sum(len(str(number)) for number in range(50_000))


def _seconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began
