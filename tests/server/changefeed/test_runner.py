"""Followers run beside the server: each at its own pace, and after an error again and again."""

import asyncio
import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from broadsheet_server.changefeed.runner import BACKOFF_SECONDS_MAX, IDLE_SECONDS, FollowerRunner
from tests.waiting import wait_in_loop_until


class Clock:
    """A clock that the test sets, in seconds."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Recorder:
    """A follower with so many changes to process, one a step, that fails as long as it is told to."""

    def __init__(self, name: str = "", changes: int = 0, journal: list[str] | None = None) -> None:
        self.name = name
        self.changes = changes
        self.journal = [] if journal is None else journal
        self.error: Exception | None = None
        self.is_idle = threading.Event()
        self.steps = 0
        self.rest_seconds = 0.0

    def step(self, now: datetime) -> int:
        """Process one change."""
        assert now.tzinfo is UTC
        self.steps += 1
        if self.error:
            raise self.error
        if not self.changes:
            self.is_idle.set()
            return 0
        self.changes -= 1
        self.journal.append(self.name)
        return 1

    def close(self) -> None:
        """Note that it was closed."""
        self.journal.append(f"{self.name} closed")


def test_followers_catch_up_in_their_order_and_close_in_the_reverse_order() -> None:
    journal: list[str] = []
    search, related = Recorder("search", 2, journal), Recorder("related", 1, journal)
    runner = FollowerRunner({"Search": search, "Related": related})
    runner.catch_up()
    runner.close()
    assert journal == ["search", "related", "search", "related closed", "search closed"]


def test_a_step_tells_how_much_was_done() -> None:
    runner = FollowerRunner({"Search": Recorder(changes=2), "Related": Recorder(changes=1)})
    assert [runner.step() for _ in range(3)] == [2, 1, 0]


def test_on_the_command_line_an_error_is_raised() -> None:
    follower = Recorder()
    follower.error = OSError("the disk is full")
    with pytest.raises(OSError, match="the disk is full"):
        FollowerRunner({"Search": follower}).catch_up()


def test_a_follower_that_fails_is_retried_with_exponential_backoff(caplog: pytest.LogCaptureFixture) -> None:
    follower, clock = Recorder(), Clock()
    follower.error = RuntimeError("the disk is full")
    runner = FollowerRunner({"Search": follower}, clock=clock)
    retried_after = []
    with caplog.at_level(logging.ERROR):
        runner.step_with_retry()
        for seconds in range(1, 100):
            clock.now += 1
            before = follower.steps
            assert runner.step_with_retry() == 0
            retried_after += [seconds] * (follower.steps - before)
    assert retried_after == [1, 3, 7, 15, 31, 61, 91]
    assert retried_after[-1] - retried_after[-2] == BACKOFF_SECONDS_MAX
    assert "Search failed; retrying in 1 s" in caplog.text
    assert "Search failed; retrying in 30 s" in caplog.text
    assert "the disk is full" in caplog.text


def test_while_the_store_is_away_a_follower_tries_every_second_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    follower, clock = Recorder(changes=1), Clock()
    follower.error = OperationalError("SELECT 1", {}, Exception("the server closed the connection"))
    runner = FollowerRunner({"Search": follower}, clock=clock)
    with caplog.at_level(logging.INFO):
        for _ in range(60):
            runner.step_with_retry()
            clock.now += 1
        assert follower.steps == 60
        [failure] = runner.failures
        assert failure.reason == "Exception: the server closed the connection"
        follower.error = None
        assert runner.step_with_retry() == 1
    assert runner.failures == []
    assert [record.getMessage() for record in caplog.records] == [
        "Search waits for the store",
        "Search goes on: the store is back",
    ]


def test_a_follower_that_rests_does_what_came_meanwhile_together_and_holds_up_no_other() -> None:
    resting, other, clock = Recorder(changes=3), Recorder(changes=2), Clock()
    resting.rest_seconds = 1.0
    runner = FollowerRunner({"Search": resting, "Related": other}, clock=clock)
    assert [runner.step_with_retry() for _ in range(3)] == [2, 1, 0]
    clock.now += 1
    assert [runner.step_with_retry() for _ in range(2)] == [1, 0]


def test_after_a_success_the_backoff_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    follower, clock = Recorder(changes=1), Clock()
    runner = FollowerRunner({"Search": follower}, clock=clock)
    with caplog.at_level(logging.CRITICAL):
        follower.error = RuntimeError("the disk is full")
        for _ in range(4):
            runner.step_with_retry()
            clock.now += BACKOFF_SECONDS_MAX
        follower.error = None
        assert runner.step_with_retry() == 1
        follower.error = RuntimeError("again")
        runner.step_with_retry()
    follower.error, follower.changes = None, 1
    clock.now += 1
    assert runner.step_with_retry() == 1


def test_a_follower_that_fails_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    broken, healthy = Recorder(), Recorder(changes=3)
    broken.error = RuntimeError("the disk is full")
    runner = FollowerRunner({"Search": broken, "Related": healthy}, clock=Clock())
    with caplog.at_level(logging.CRITICAL):
        assert [runner.step_with_retry() for _ in range(4)] == [1, 1, 1, 0]
    assert broken.steps == 1


def test_beside_the_server_followers_run_until_it_stops_and_are_closed_then() -> None:
    follower = Recorder("search", 3)

    async def serve() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(FollowerRunner({"Search": follower}, poll_seconds=0.01).run(stop))
        await wait_in_loop_until(lambda: follower.steps > 4)  # it polls for further changes
        stop.set()
        await asyncio.wait_for(running, 10)

    asyncio.run(serve())
    assert follower.journal == ["search", "search", "search", "search closed"]


def test_neither_work_that_is_left_nor_a_server_that_stops_waits_for_the_next_poll() -> None:
    follower = Recorder(changes=5)

    async def serve() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(FollowerRunner({"Search": follower}, poll_seconds=600).run(stop))
        await asyncio.to_thread(follower.is_idle.wait, 10)
        stop.set()
        await asyncio.wait_for(running, 10)

    asyncio.run(serve())
    assert (follower.changes, follower.steps) == (0, 6)


class Commits:
    """The version of the data in a store to which the test commits."""

    def __init__(self) -> None:
        self.count = self.looks = 0

    async def __call__(self) -> int:
        self.looks += 1
        return self.count


async def steps_at_rest(follower: Recorder, commits: Commits, before: int) -> int:
    """Wait for more steps than `before`, then for ten looks at the commits; how many steps there are."""
    await wait_in_loop_until(lambda: follower.is_idle.is_set() and follower.steps > before)
    looks = commits.looks
    await wait_in_loop_until(lambda: commits.looks >= looks + 10)
    return follower.steps


def test_while_nothing_is_written_the_followers_rest_and_look_at_the_clock_now_and_then() -> None:
    clock, commits, follower = Clock(), Commits(), Recorder(changes=1)

    async def run() -> list[int]:
        runner = FollowerRunner({"Search": follower}, poll_seconds=0.001, clock=clock, version=commits)
        stop, steps = asyncio.Event(), []
        running = asyncio.create_task(runner.run(stop))
        steps.append(await steps_at_rest(follower, commits, 0))
        commits.count += 1
        steps.append(await steps_at_rest(follower, commits, steps[-1]))
        clock.now += IDLE_SECONDS
        steps.append(await steps_at_rest(follower, commits, steps[-1]))
        stop.set()
        await running
        return steps

    assert asyncio.run(run()) == [2, 3, 4]


def test_followers_go_on_while_the_store_does_not_tell_its_version() -> None:
    async def unknown() -> None:
        """Nothing."""

    follower = Recorder(changes=3)

    async def run() -> None:
        runner = FollowerRunner({"Search": follower}, poll_seconds=0.001, version=unknown)
        stop = asyncio.Event()
        running = asyncio.create_task(runner.run(stop))
        await asyncio.to_thread(follower.is_idle.wait, 10)
        stop.set()
        await running

    asyncio.run(run())
    assert follower.changes == 0


def test_what_the_clock_alone_makes_due_is_found_at_the_next_poll() -> None:
    due, follower, commits = datetime.now(UTC) + timedelta(days=1), Recorder(), Commits()
    options: dict[str, Any] = {
        "poll_seconds": 0.001,
        "clock": Clock(),
        "version": commits,
    }

    async def run() -> int:
        nonlocal due
        runner = FollowerRunner({"Releases": follower}, due_at=lambda: due, **options)
        stop = asyncio.Event()
        running = asyncio.create_task(runner.run(stop))
        resting = await steps_at_rest(follower, commits, 0)
        due = datetime.now(UTC)
        await wait_in_loop_until(lambda: follower.steps > resting)
        stop.set()
        await running
        return resting

    assert asyncio.run(run()) == 1


def test_what_is_due_soon_does_not_wait_for_the_next_poll() -> None:
    due, follower = datetime.now(UTC) + timedelta(seconds=0.2), Recorder()

    async def run() -> None:
        runner = FollowerRunner(
            {"Releases": follower}, poll_seconds=86_400, version=Commits(), due_at=lambda: due
        )
        stop = asyncio.Event()
        running = asyncio.create_task(runner.run(stop))
        await wait_in_loop_until(lambda: follower.steps > 1)
        stop.set()
        await running

    asyncio.run(run())
    assert datetime.now(UTC) > due
