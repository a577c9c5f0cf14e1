"""Measures how the time of a function grows with the length of its text."""

import gc
import time
from collections.abc import Callable

SMALL, LARGE = 16 * 1024, 256 * 1024
_RATIOS = {2 * SMALL: 2.5, LARGE: 40}
"""How many times as long as for the small text a length may take. Twice the length comes first, so that a
quadratic function does not take minutes to be found out. The large text is 16 times as long: a linear
function takes more than 20 times as long where other programs use the processor's caches, a quadratic one 256
times.
"""
_FLOOR = 0.004
"""A small text that takes less counts as taking this many seconds: noise would be most of it."""
_RUNS = 5


def slow_length(function: Callable[[str], object], pattern: str) -> int | None:
    """The first length, from 16 to 256 KB, at which the time grew more than linearly; None if at none.

    `pattern` is repeated up to each length. A length that seems slow is measured several times, and the least
    time counts. Garbage collection is off: its time depends on the objects of the whole process.
    """
    gc.disable()
    try:
        return _slow_length(function, pattern)
    finally:
        gc.enable()


def _slow_length(function: Callable[[str], object], pattern: str) -> int | None:
    small = min(_seconds(function, _text(pattern, SMALL)) for _ in range(2))
    for length, ratio in _RATIOS.items():
        if all(_is_slow(function, pattern, length, small, ratio) for _ in range(_RUNS)):
            return length
    return None


def _is_slow(
    function: Callable[[str], object], pattern: str, length: int, small: float, ratio: float
) -> bool:
    """Whether the length takes too long, beside a small text that is measured at the same moment: what slows
    down the machine slows down both.
    """
    took = _seconds(function, _text(pattern, length))
    if took <= max(_FLOOR, small) * ratio:
        return False
    return took > max(_FLOOR, small, _seconds(function, _text(pattern, SMALL))) * ratio


def _text(pattern: str, length: int) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


def _seconds(function: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    function(text)
    return time.thread_time() - began
