"""When the workers beside the requests look whether there is something to do."""

import asyncio
from contextlib import suppress
from typing import Final

POLL_SECONDS: Final = 0.5
"""How often a worker looks. SQLite tells in less than a microsecond whether anything was written."""


async def wait_for_poll(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event, or the clock comes to the next multiple of `seconds`.

    So all workers look at the same time: to wake the process costs more than what they then do.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds_to_poll(seconds)):
            await event.wait()


def seconds_to_poll(seconds: float) -> float:
    """How long it is until the clock comes to the next multiple of `seconds`."""
    return seconds - asyncio.get_running_loop().time() % seconds
