"""Jitter: waits that differ at random, so that what failed at the same moment is not tried again at one."""

from random import SystemRandom

_RANDOM = SystemRandom()
"""The system's generator: processes forked from one would otherwise all draw the same numbers."""


def jitter(least: float, most: float) -> float:
    """A factor between the two for a wait."""
    return _RANDOM.uniform(least, most)
