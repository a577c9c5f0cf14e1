"""When the workers beside the requests look whether there is something to do."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

POLL_SECONDS: Final = 0.5
"""How often a worker looks. The store tells at a small part of the cost whether anything was written."""


async def wait_for_poll(event: asyncio.Event, seconds: float, due_at: datetime | None = None) -> None:
    """Wait until the event, or the clock comes to the next multiple of `seconds`, or to `due_at` before.

    So all workers look at the same time: to wake the process costs more than what they then do. What was due
    already is not waited for.
    """
    wait = seconds_to_poll(seconds)
    until_due = wait if due_at is None else (due_at - datetime.now(UTC)).total_seconds()
    with suppress(TimeoutError):
        async with asyncio.timeout(min(wait, until_due) if until_due > 0 else wait):
            await event.wait()


def seconds_to_poll(seconds: float) -> float:
    """How long it is until the clock comes to the next multiple of `seconds`."""
    return seconds - asyncio.get_running_loop().time() % seconds
