"""Polls the sources beside the requests; any number of servers may share the work."""

import asyncio
import logging
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from broadsheet_server.ingest.poll_queue import (
    LEASE,
    PollFailure,
    PollSuccess,
    claim_sources,
    earliest_poll,
    finish_poll,
    release_leases,
    renew_leases,
)
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.settings import Settings
from broadsheet_server.storage.availability import cause_of
from broadsheet_server.storage.data_version import polled_data_version
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.polling import seconds_to_poll

if TYPE_CHECKING:
    from broadsheet_server.ingest.poll_source import SourceReader

LOOK_SECONDS = 2.0
"""How often the poller looks whether a source was added or resumed."""
STORE_RETRY_SECONDS = 5.0
POLLS_MAX = 128
"""Sources polled at the same time."""
PACE_SECONDS = 1.0
"""Pause between two requests to one host."""
THREADS = 2
"""Threads that read documents and write articles."""

_log = logging.getLogger(__name__)


class SourcePoller:
    """Claims due sources and polls each in a task of its own, so that one that hangs delays no other.

    What polling needs (HTTP, parsers) is loaded with the first due source.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pace_seconds: float = PACE_SECONDS,
        lease: timedelta = LEASE,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._pace_seconds = pace_seconds
        self._lease = lease
        self._look_seconds = look_seconds
        self._polls: dict[asyncio.Task[None], UUID] = {}
        self._ended = asyncio.Event()
        self._next_at: datetime | None = None
        self._version: Hashable | None = None
        self._store_answers = True
        self._reader: SourceReader | None = None
        self._held = AsyncExitStack()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Polls under way are given up then: the next server repeats them."""
        renewing = asyncio.create_task(self._renew_leases())
        try:
            while not stop.is_set():
                version = await polled_data_version(self._database)
                if version is None or version != self._version or self._is_due():
                    self._version = version
                    await self._start_due()
                await self._wait(stop)
        finally:
            renewing.cancel()
            await self._shut_down()

    async def run_until_idle(self) -> None:
        """Poll all that is due now, then return."""
        renewing = asyncio.create_task(self._renew_leases())
        try:
            while await self._start_due() or self._polls:
                await asyncio.wait(self._polls, return_when=asyncio.FIRST_COMPLETED)
        finally:
            renewing.cancel()
            await self._shut_down()

    def _is_due(self) -> bool:
        return self._next_at is not None and self._next_at <= self._clock()

    async def _wait(self, stop: asyncio.Event) -> None:
        """Wait for `stop`, for the end of a poll, or until it is time to look again."""
        waits = [asyncio.ensure_future(self._ended.wait()), asyncio.ensure_future(stop.wait())]
        seconds = self._look_seconds if self._store_answers else STORE_RETRY_SECONDS
        await asyncio.wait(waits, timeout=seconds_to_poll(seconds), return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        self._ended.clear()

    async def _start_due(self) -> bool:
        """Start polling what is due, as far as there is room; whether any was started."""
        room = POLLS_MAX - len(self._polls)
        if room <= 0:
            return False
        try:
            sources, self._next_at = await asyncio.to_thread(self._claim, room)
        except Exception as error:
            if self._store_answers:
                _log.error("the sources cannot be read: %s", cause_of(error))
            self._store_answers, self._version = False, None
            return False
        self._store_answers = True
        reader = await self._open_reader() if sources else None
        for source in sources:
            assert reader is not None
            assert source.lease_id is not None
            task = asyncio.create_task(self._poll(reader, source))
            self._polls[task] = source.lease_id
            task.add_done_callback(self._on_done)
        return bool(sources)

    def _claim(self, limit: int) -> tuple[list[ImportSource], datetime | None]:
        now = self._clock()
        with self._database.read() as session:
            next_at = earliest_poll(session)
        if next_at is None or next_at > now:
            return [], next_at
        with self._database.write() as session:
            return claim_sources(session, now, limit, self._lease), next_at

    async def _open_reader(self) -> "SourceReader":
        if self._reader is None:
            from broadsheet_server.fetching.fetcher import Fetcher
            from broadsheet_server.ingest.poll_source import SourceReader

            fetching = self._settings.fetching
            fetcher = Fetcher(
                fetching.allowed_networks, pace_seconds=self._pace_seconds, connections_max=POLLS_MAX
            )
            executor = ThreadPoolExecutor(THREADS, "sources")
            self._held.push_async_callback(asyncio.to_thread, executor.shutdown)
            await self._held.enter_async_context(fetcher)
            self._reader = SourceReader(fetcher, self._settings, executor)
        return self._reader

    def _on_done(self, task: asyncio.Task[None]) -> None:
        del self._polls[task]
        self._ended.set()

    async def _poll(self, reader: "SourceReader", source: ImportSource) -> None:
        """Poll one source and write it down. Where the store fails, the lease runs out and it is repeated."""
        from broadsheet_server.ingest.imported_items import ImportStoppedError
        from broadsheet_server.ingest.poll_source import poll_source

        try:
            result = await poll_source(self._database, self._settings, reader, source, self._clock())
        except ImportStoppedError as error:
            _log.error("source %s: %s", source.name, error)
            return
        except Exception as error:
            _log.exception("source %s could not be polled", source.name)
            result = PollFailure(f"An error of the server, which its log tells: {cause_of(error)}.")
        try:
            await reader.in_thread(lambda: self._finish(source, result))
        except Exception as error:
            _log.error("the poll of source %s cannot be recorded: %s", source.name, cause_of(error))

    def _finish(self, source: ImportSource, result: PollSuccess | PollFailure) -> None:
        with self._database.write() as session:
            finished = finish_poll(session, source, result, self._clock())
        if finished is None:
            return
        if isinstance(result, PollFailure):
            _log.warning("source %s: %s", source.name, finished.last_error)
        if finished.stop_reason and not source.stop_reason:
            _log.warning("source %s is polled no more: %s", source.name, finished.stop_reason)
        if finished.url != source.url:
            _log.info("source %s has moved to %s", source.name, finished.url)

    async def _renew_leases(self) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                if held := list(self._polls.values()):
                    await asyncio.to_thread(self._renew, held)
            except Exception as error:
                _log.error("the leases of sources cannot be renewed: %s", cause_of(error))

    def _renew(self, lease_ids: list[UUID]) -> None:
        with self._database.write() as session:
            renew_leases(session, lease_ids, self._clock(), self._lease)

    def _release(self, lease_ids: list[UUID]) -> None:
        with self._database.write() as session:
            release_leases(session, lease_ids)

    async def _shut_down(self) -> None:
        """Give up the polls. What a thread is writing is finished first."""
        polls = dict(self._polls)
        for task in polls:
            task.cancel()
        await asyncio.gather(*polls, return_exceptions=True)
        await self._held.aclose()
        self._reader = None
        if polls:
            with suppress(Exception):  # they run out anyway
                await asyncio.to_thread(self._release, list(polls.values()))
