"""Subscribes at the hubs of sources, beside the requests; any number of servers may share the work."""

import asyncio
import logging
from collections.abc import Callable, Hashable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from broadsheet_server.ingest.hub_requests import (
    RETRY_WAIT_MAX,
    HubRequest,
    claim_requests,
    earliest_request,
    record_refusal,
)
from broadsheet_server.ingest.hub_subscriptions import (
    needs_reconciling,
    reconcile_subscriptions,
    without_secrets,
)
from broadsheet_server.settings import Settings
from broadsheet_server.storage.availability import cause_of
from broadsheet_server.storage.data_version import polled_data_version
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.polling import seconds_to_poll

if TYPE_CHECKING:
    from broadsheet_server.fetching.fetcher import Fetcher

LOOK_SECONDS = 5.0
"""How often it looks whether a source was added, moved or paused."""
REQUESTS_MAX = 32
"""Requests to hubs at the same time."""

_log = logging.getLogger(__name__)


class HubSubscriber:
    """Keeps the subscriptions those that the sources need, and makes the requests that are due.

    What requests need (HTTP) is loaded with the first one.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._look_seconds = look_seconds
        self._next_at: datetime | None = None
        self._version: Hashable | None = None
        self._store_answers = True
        self._fetcher: Fetcher | None = None
        self._held = AsyncExitStack()

    async def run(self, stop: asyncio.Event) -> None:
        """Subscribe until `stop` is set. Requests under way are given up then, and made again later."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                if await self._is_due():
                    await self._until(stopped, asyncio.create_task(self._work()))
                await asyncio.wait([stopped], timeout=seconds_to_poll(self._look_seconds))
        finally:
            stopped.cancel()
            await self._held.aclose()

    async def run_until_idle(self) -> None:
        """Make all requests that are due now, then return."""
        while await self._work():
            pass
        await self._held.aclose()
        self._fetcher = None

    @staticmethod
    async def _until(stopped: asyncio.Task[bool], work: asyncio.Task[bool]) -> None:
        await asyncio.wait([stopped, work], return_when=asyncio.FIRST_COMPLETED)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    async def _is_due(self) -> bool:
        """Whether the store has changed, or cannot tell, or a request is due."""
        version = await polled_data_version(self._database)
        has_changed = version is None or version != self._version
        self._version = version
        return has_changed or (self._next_at is not None and self._next_at <= self._clock())

    async def _work(self) -> bool:
        """Make the requests that are due; whether there were any."""
        try:
            requests = await asyncio.to_thread(self._claim)
            await asyncio.gather(*map(self._ask, requests))
        except Exception as error:
            if self._store_answers:  # one line for as long as the store is away
                _log.error("the subscriptions at hubs cannot be kept: %s", cause_of(error))
            self._store_answers, self._version = False, None
            return False
        self._store_answers = True
        return bool(requests)

    def _claim(self) -> list[HubRequest]:
        now, base = self._clock(), self._settings.callback_base
        with self._database.read() as session:
            is_unsettled = needs_reconciling(session, base)
        if is_unsettled:
            self._reconcile(base, now)
        with self._database.read() as session:
            self._next_at = earliest_request(session)
        if self._next_at is None or self._next_at > now:
            return []
        with self._database.write() as session:
            return claim_requests(session, now, REQUESTS_MAX)

    def _reconcile(self, base: str | None, now: datetime) -> None:
        try:
            with self._database.write() as session:
                reconcile_subscriptions(session, base, now)
        except IntegrityError:
            _log.debug("another server has requested the same subscriptions")

    async def _open_fetcher(self) -> "Fetcher":
        if self._fetcher is None:
            from broadsheet_server.fetching.fetcher import Fetcher

            networks = self._settings.fetching.allowed_networks
            self._fetcher = await self._held.enter_async_context(Fetcher(networks))
        return self._fetcher

    async def _ask(self, request: HubRequest) -> None:
        from broadsheet_server.fetching.errors import FetchError, StatusError

        fetcher = await self._open_fetcher()
        try:
            await fetcher.post_form(request.subscription.hub_url, request.form)
        except FetchError as error:
            seconds = (error.retry_after_s if isinstance(error, StatusError) else None) or 0.0
            wait = timedelta(seconds=min(seconds, RETRY_WAIT_MAX.total_seconds()))
            reason = without_secrets(request.subscription, str(error))
            await asyncio.to_thread(self._refused, request, reason, wait)

    def _refused(self, request: HubRequest, reason: str, wait: timedelta) -> None:
        subscription, mode = request.subscription, request.form["hub.mode"]
        hub_url, topic_url = subscription.hub_url, subscription.topic_url
        with self._database.write() as session:
            is_recorded = record_refusal(session, request, f"{hub_url}: {reason}", self._clock(), wait)
        if is_recorded:
            _log.warning("hub %s: cannot %s %s: %s", hub_url, mode, topic_url, reason)
