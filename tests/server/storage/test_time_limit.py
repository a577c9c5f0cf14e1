"""What takes too long is ended, and nobody else is."""

import asyncio
from collections.abc import Awaitable

import pytest

from broadsheet_server.storage.time_limit import TimeLimit

SOON, LATE = 0.01, 60.0


async def limited(seconds: float, work: Awaitable[object]) -> object:
    with TimeLimit(seconds):
        return await work


def test_who_waits_too_long_is_told_so_and_may_go_on() -> None:
    async def wait() -> str:
        with pytest.raises(TimeoutError):
            await limited(SOON, asyncio.Event().wait())
        await asyncio.sleep(0)  # is not cancelled any more
        return "goes on"

    assert asyncio.run(wait()) == "goes on"


def test_a_short_limit_is_kept_beside_a_long_one_that_began_before() -> None:
    async def wait() -> list[object]:
        go_on = asyncio.Event()
        long = asyncio.create_task(limited(LATE, go_on.wait()))
        await asyncio.sleep(0)
        short = await asyncio.gather(
            *(limited(SOON, asyncio.Event().wait()) for _ in range(2)), return_exceptions=True
        )
        go_on.set()
        return [*map(type, short), await long]

    assert asyncio.run(wait()) == [TimeoutError, TimeoutError, True]


def test_who_is_done_in_time_is_left_alone() -> None:
    async def work() -> str:
        await limited(SOON, asyncio.sleep(0))
        with pytest.raises(TimeoutError):
            await limited(2 * SOON, asyncio.Event().wait())
        await asyncio.sleep(0)
        return "done"

    assert asyncio.run(work()) == "done"


def test_whom_somebody_else_cancels_is_cancelled() -> None:
    async def cancel() -> None:
        task = asyncio.create_task(limited(LATE, asyncio.Event().wait()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())


def test_an_error_of_the_work_stays_what_it_is() -> None:
    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(limited(LATE, fail()))
