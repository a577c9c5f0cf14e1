"""Waiting for what has to come about, with a limit that a busy machine does not reach."""

import asyncio
import time
from collections.abc import Callable

PATIENCE_SECONDS = 60
_PAUSE_SECONDS = 0.01


def wait_until(is_so: Callable[[], object], otherwise: Callable[[], object] = lambda: "still not") -> None:
    """Wait until something is so. Raises AssertionError after a minute, saying what is so `otherwise`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(_PAUSE_SECONDS)


async def wait_in_loop_until(is_so: Callable[[], object]) -> None:
    """The same while the event loop goes on. Raises TimeoutError after a minute."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():  # noqa: ASYNC110 (of much that has to come about no event tells)
            await asyncio.sleep(_PAUSE_SECONDS)
