"""How much freed memory the process keeps: settings of glibc's `malloc` (mallopt(3))."""

import ctypes
import os
import sys
from typing import Final

_TRIM_THRESHOLD: Final = -1
_ARENA_MAX: Final = -8
"""Numbers of parameters, of `malloc.h`."""

TRIM_BYTES: Final = 256 * 1024
"""Free memory at the end of the heap that goes back to the system."""
ARENAS: Final = 2
"""Heaps: by default there are eight for each processor, and each keeps what was freed in it. Threads that
want one at the same time wait for microseconds."""


def keep_little_freed_memory() -> None:
    """Give freed memory back to the system earlier than glibc does. Called by the command line only.

    By default the thresholds grow with the blocks that a program frees, to many megabytes. Nothing is set
    where the environment has a variable that begins with MALLOC_, nor with another C library.
    """
    if sys.platform != "linux" or any(name.startswith("MALLOC_") for name in os.environ):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, ARENAS)
        mallopt(_TRIM_THRESHOLD, TRIM_BYTES)
