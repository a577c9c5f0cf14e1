"""Measures how the time of a function grows with the length of its text."""

import gc
import time
from collections.abc import Callable

SMALL, LARGE = 16 * 1024, 256 * 1024
_COMPARED = ((SMALL, 2 * SMALL, 2.5), (LARGE // 4, LARGE, 8.0))
"""Two lengths, and how many times as long as the first the second may take.

The short pair comes first, so that a quadratic function does not take minutes to be found out: it takes 4
times as long, a linear one twice. At the long pair, time that grows with the square is found that is lost
among other work before: it takes 16 times as long, and 8 is as far from that as from the 4 of a linear
function, of which a busy machine makes 5, for a text that long leaves the processor's caches.

It is time and not work that is compared: most is spent in regular expressions and lxml, which count none.
"""
_FLOOR = 0.004
"""A first text that takes less counts as taking this many seconds: noise would be most of it."""
_RUNS = 5


def slow_length(function: Callable[[str], object], pattern: str) -> int | None:
    """The length, 32 or 256 KB, at which the time grew more than linearly; None if at none.

    `pattern` is repeated up to each length. A length that seems slow is measured several times, and has to
    seem so each time. Garbage collection is off: its time depends on the objects of the whole process.
    """
    gc.disable()
    try:
        return _slow_length(function, pattern)
    finally:
        gc.enable()


def _slow_length(function: Callable[[str], object], pattern: str) -> int | None:
    for first, second, ratio in _COMPARED:
        if all(
            _is_slow(function, _text(pattern, first), _text(pattern, second), ratio) for _ in range(_RUNS)
        ):
            return second
    return None


def _is_slow(function: Callable[[str], object], first: str, second: str, ratio: float) -> bool:
    """Whether the second text takes too long, beside the first one before and after it: what slows down the
    machine slows down both.
    """
    before, took = _seconds(function, first), _seconds(function, second)
    if took <= max(_FLOOR, before) * ratio:
        return False
    return took > max(_FLOOR, before, _seconds(function, first)) * ratio


def _text(pattern: str, length: int) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


def _seconds(function: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    function(text)
    return time.thread_time() - began
