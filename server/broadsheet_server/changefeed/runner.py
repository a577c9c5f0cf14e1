"""The loop that runs followers of the change feed beside the server: polling, and backoff after failures."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from broadsheet_server.storage.availability import cause_of, is_store_unavailable
from broadsheet_server.storage.polling import POLL_SECONDS, wait_for_poll

IDLE_SECONDS = 5.0
"""How long the followers rest at most while nothing is written, before they look at the clock."""
BACKOFF_SECONDS = 1.0
BACKOFF_SECONDS_MAX = 30.0
log = logging.getLogger(__name__)


class FeedFollower(Protocol):
    """Work that follows the change feed in small, idempotent steps."""

    def step(self, now: datetime) -> int:
        """Process the next few changes and return how much was done; 0 when there is nothing to do.

        After an exception, calling `step` again is safe: whatever was committed is idempotent.
        """
        ...

    @property
    def rest_seconds(self) -> float:
        """How long it rests after a step that did something; what comes meanwhile is done together."""
        ...

    def close(self) -> None:
        """Release locks and leases, so that another process can take over at once."""
        ...


@dataclass(frozen=True, slots=True)
class FollowerFailure:
    """A follower that fails: its name, its last error in one line, and since when it has failed (UTC)."""

    name: str
    reason: str
    since: datetime


class FollowerRunner:
    """Runs followers in turn. Any number of processes may run one: the followers elect who works.

    `followers` are named for the log, in the order in which they run; each may rely on those before it. With
    the `version` of the store's data, None where it is not known, they rest while nothing is written, until
    `due_at`, when the clock alone gives one of them something to do.
    """

    def __init__(
        self,
        followers: Mapping[str, FeedFollower],
        *,
        poll_seconds: float = POLL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        version: Callable[[], Awaitable[Hashable | None]] | None = None,
        due_at: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._followers = tuple(followers.values())
        self._retried = [_RetriedFollower(name, follower, clock) for name, follower in followers.items()]
        self._poll_seconds = poll_seconds
        self._clock = clock
        self._version = version
        self._due_at = due_at
        self._idle_version: Hashable | None = None
        self._stepped_at = float("-inf")

    async def run(self, stop: asyncio.Event) -> None:
        """Run all followers in a thread until `stop` is set, then close them.

        Errors are logged, and the follower that raised is retried with exponential backoff while the
        others go on: articles can be found even if they cannot be related.
        """
        try:
            while not stop.is_set():
                version = None if self._version is None else await self._version()
                done = 0 if self._is_idle(version) else await self._step_in_thread(version)
                if not done:
                    await wait_for_poll(stop, self._poll_seconds, self._due_at())
        finally:
            await asyncio.to_thread(self.close)

    def _is_idle(self, version: Hashable | None) -> bool:
        """Whether nothing was committed since a step found nothing to do, moments ago.

        To tell this by the version costs a small part of a step.
        """
        due_at = self._due_at()
        if due_at is not None and due_at <= datetime.now(UTC):
            return False
        is_unchanged = version is not None and version == self._idle_version
        return is_unchanged and self._clock() < self._stepped_at + IDLE_SECONDS and not self.failures

    async def _step_in_thread(self, version: Hashable | None) -> int:
        done = await asyncio.to_thread(self.step_with_retry)
        is_idle = not done and not any(follower.is_resting for follower in self._retried)
        self._idle_version, self._stepped_at = version if is_idle else None, self._clock()
        return done

    @property
    def failures(self) -> list[FollowerFailure]:
        """The followers whose last step failed."""
        return [follower.failure for follower in self._retried if follower.failure is not None]

    def step_with_retry(self) -> int:
        """One step of every follower that is not waiting for its backoff; errors are logged."""
        return sum(follower.step(datetime.now(UTC)) for follower in self._retried)

    def catch_up(self) -> None:
        """Run until no follower has anything left to do, for tests. Raises what a step raises."""
        while self.step():
            pass

    def step(self) -> int:
        """One step of every follower, in order. Raises what a step raises."""
        now = datetime.now(UTC)
        return sum(follower.step(now) for follower in self._followers)

    def close(self) -> None:
        """Close the followers, the last one first."""
        for follower in reversed(self._followers):
            follower.close()


class _RetriedFollower:
    """A follower that pauses after an error: 1, 2, 4 … 30 seconds (exponential backoff) until it succeeds.

    While the store is away it tries every second, so that it goes on as soon as the store is back. Such an
    outage is logged when it begins and when it ends.
    """

    def __init__(self, name: str, follower: FeedFollower, clock: Callable[[], float]) -> None:
        self._name = name
        self._follower = follower
        self._clock = clock
        self._pause = 0.0
        self._resumes_at = float("-inf")
        self._misses_store = False
        self.failure: FollowerFailure | None = None
        """None since the last step that succeeded."""

    def step(self, now: datetime) -> int:
        """One step; 0 also when it failed or is paused."""
        if self._clock() < self._resumes_at:
            return 0
        try:
            done = self._follower.step(now)
        except Exception as error:
            self._pause_after(error, now)
            return 0
        if self._misses_store:
            log.info("%s goes on: the store is back", self._name)
        self._pause, self.failure, self._misses_store = 0.0, None, False
        if done:
            self._resumes_at = self._clock() + self._follower.rest_seconds
        return done

    @property
    def is_resting(self) -> bool:
        """Whether the next step does nothing, because the follower rests or is paused."""
        return self._clock() < self._resumes_at

    def _pause_after(self, error: Exception, now: datetime) -> None:
        since = self.failure.since if self.failure else now
        self.failure = FollowerFailure(self._name, cause_of(error), since)
        if is_store_unavailable(error):
            self._pause = BACKOFF_SECONDS
            if not self._misses_store:
                log.error("%s waits for the store", self._name, exc_info=error)
            self._misses_store = True
        else:
            self._pause = min(BACKOFF_SECONDS_MAX, max(BACKOFF_SECONDS, self._pause * 2))
            log.error("%s failed; retrying in %.0f s", self._name, self._pause, exc_info=error)
            self._misses_store = False
        self._resumes_at = self._clock() + self._pause
