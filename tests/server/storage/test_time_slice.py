"""Long work in the event loop takes turns with everything else."""

import asyncio
import time
from itertools import pairwise

from broadsheet_server.storage.time_slice import SLICE_SECONDS, TimeSlice


def test_a_slice_ends_with_the_work_in_it_and_not_with_waiting() -> None:
    piece = TimeSlice()
    time.sleep(2 * SLICE_SECONDS)
    assert not piece.is_over
    began = time.thread_time()
    while time.thread_time() - began < SLICE_SECONDS:
        pass
    assert piece.is_over


def test_of_many_long_works_one_goes_on_in_each_turn_and_short_work_comes_in_between() -> None:
    order: list[str] = []

    async def long_work(name: str) -> None:
        piece = TimeSlice()
        for _ in range(3):
            await piece.next()
            order.append(name)

    async def short_work() -> None:
        for _ in range(20):
            await asyncio.sleep(0)
            order.append("short")

    async def run() -> None:
        await asyncio.gather(*(long_work(name) for name in "abc"), short_work())

    asyncio.run(run())
    long_ones = [position for position, name in enumerate(order) if name != "short"]
    assert [order[position] for position in long_ones] == list("abcabcabc")
    assert all(later - earlier > 1 for earlier, later in pairwise(long_ones))


def test_who_begins_does_not_queue_behind_a_hundred_who_go_on() -> None:
    slices = 0

    async def long_work() -> None:
        nonlocal slices
        piece = TimeSlice()
        while True:
            await piece.next()
            slices += 1

    async def run() -> list[int]:
        tasks = [asyncio.ensure_future(long_work()) for _ in range(100)]
        await asyncio.sleep(0.01)
        waited = []
        for _ in range(10):
            before = slices
            await asyncio.gather(*(TimeSlice.first() for _ in range(3)))
            waited.append(slices - before)
        for task in tasks:
            task.cancel()
        return waited

    assert max(asyncio.run(run())) <= 10  # of a hundred: somebody goes on in every second turn


def test_work_that_was_cancelled_while_it_waited_holds_up_nobody() -> None:
    async def run() -> None:
        first, second = (asyncio.ensure_future(TimeSlice().next()) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait_for(second, 5)
        await asyncio.wait_for(TimeSlice().next(), 5)

    asyncio.run(run())
