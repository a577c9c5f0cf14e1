"""Tells webhooks of changes, beside the requests; any number of servers may share the work.

One turn writes down what has ended, makes deliveries of new changes, and claims what is due, in one
transaction each: however many deliveries end together, the store is asked a few times.
"""

import asyncio
import logging
from collections.abc import Callable, Hashable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from broadsheet_server.models.webhooks import Webhook
from broadsheet_server.operations.webhook_notices import WebhookNotices
from broadsheet_server.reading.changes import change_at, read_changes
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.settings import Settings
from broadsheet_server.storage.availability import cause_of
from broadsheet_server.storage.data_version import polled_data_version
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.polling import POLL_SECONDS, wait_for_poll
from broadsheet_server.webhooks import outcomes, queue
from broadsheet_server.webhooks.conditions import change_filter
from broadsheet_server.webhooks.outcomes import Attempt
from broadsheet_server.webhooks.payloads import (
    InvalidDocumentError,
    Payloads,
    PayloadUnavailableError,
    body,
)
from broadsheet_server.webhooks.queue import Claim
from broadsheet_server.webhooks.try_webhook import payload_document

if TYPE_CHECKING:
    from broadsheet_server.fetching.poster import Poster

ENQUEUED_MAX: Final = 200
"""Most deliveries that are made of one webhook in one turn."""
STORE_RETRY_SECONDS: Final = 5.0
GATHER_SECONDS: Final = 0.05
"""How long deliveries that end are gathered, to be written down together."""
SHUTDOWN_SECONDS: Final = 5.0
"""How long a stopping worker waits for receivers: what has not ended then is sent by another server."""
_PURGE_INTERVAL: Final = timedelta(hours=1)

_log = logging.getLogger(__name__)


class WebhookWorker:
    """Makes deliveries of changes, and posts each in a task of its own, so that no receiver delays another.

    What posting needs (HTTP) is loaded with the first delivery.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        payloads: Payloads,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._settings = settings
        self._payloads = payloads
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended: list[tuple[Claim, Attempt]] = []
        self._woken = asyncio.Event()
        self._version: Hashable | None = None
        self._is_waiting = True
        self._store_answers = True
        self._purged_at = datetime.min.replace(tzinfo=UTC)
        self._poster: Poster | None = None
        self._held = AsyncExitStack()
        self._notices = WebhookNotices(database, settings)

    async def run(self, stop: asyncio.Event) -> None:
        """Tell webhooks of changes until `stop` is set."""
        stopping = asyncio.create_task(self._wake_at(stop))
        try:
            while not stop.is_set():
                if await self._is_needed():
                    while await self._turn() and not stop.is_set():
                        pass
                await self._wait()
        finally:
            stopping.cancel()
            await self._shut_down()

    async def run_until_idle(self) -> None:
        """Deliver all that is due now, then return."""
        while await self._turn() or self._tasks or self._ended:
            if self._tasks:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        await self._shut_down()

    async def _wait(self) -> None:
        """Wait for the end of a delivery, or the next poll, and then for others that end within moments.

        To write down one costs as much as to write down many.
        """
        await wait_for_poll(self._woken, POLL_SECONDS if self._store_answers else STORE_RETRY_SECONDS)
        self._woken.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHER_SECONDS):
                while self._ended and len(self._ended) < len(self._tasks):
                    await self._woken.wait()
                    self._woken.clear()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._woken.set()

    async def _is_needed(self) -> bool:
        """Whether something has ended, may have become due, or was written."""
        version = await polled_data_version(self._database)
        has_changed = version is None or version != self._version
        self._version = version
        return has_changed or self._is_waiting or bool(self._ended)

    async def _turn(self) -> bool:
        """Write down, begin, and make; whether there may be more to do at once."""
        try:
            has_claimed = bool(self._ended)
            if has_claimed:
                await self._record_and_claim()
            found = await queue.find_work(self._database, self._clock())
            self._is_waiting = found.is_waiting or found.has_notice
            if found.is_due and not has_claimed:
                await self._record_and_claim()
            webhooks = await asyncio.to_thread(self._behind) if found.is_behind else []
            are_behind = [await self._follow(webhook) for webhook in webhooks]
            if found.has_notice:
                await self._notices.send_due(self._clock())
            if self._clock() - self._purged_at >= _PURGE_INTERVAL:
                await asyncio.to_thread(self._purge)
        except Exception as error:
            if self._store_answers:  # one line for as long as the store is away
                _log.error("webhooks cannot be served: %s", cause_of(error), exc_info=error)
            self._store_answers, self._version = False, None
            return False
        self._store_answers = True
        return any(are_behind)

    def _begin(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            task = asyncio.create_task(self._deliver(claim))
            self._tasks.add(task)
            task.add_done_callback(self._on_done)

    def _behind(self) -> list[Webhook]:
        with self._database.read() as session:
            return queue.behind(session)

    async def _record_and_claim(self) -> None:
        """Write down what has ended, claim what is due, and begin with it.

        What has ended stays to be written down where the store does not answer.
        """
        now, ended = self._clock(), list(self._ended)

        def write() -> tuple[list[Webhook], list[Claim]]:
            with self._database.write() as session:
                paused = outcomes.record(session, ended, now) if ended else []
                session.flush()
                return paused, queue.claim(session, now)

        paused, claims = await asyncio.to_thread(write)
        del self._ended[: len(ended)]
        for webhook in paused:
            _log.warning("webhook %s (%s) is paused: %s", webhook.name, webhook.id, webhook.pause_reason)
        self._begin(claims)

    def _purge(self) -> None:
        now = self._clock()
        with self._database.write() as session:
            is_all = queue.purge(session, now) == 0
        self._purged_at = now if is_all else self._purged_at

    async def _follow(self, webhook: Webhook) -> bool:
        """Make deliveries of the next changes, and begin with them; whether there may be more to be made."""
        now = self._clock()
        context = ReadContext(self._database, self._settings, now)
        page = await read_changes(context, webhook.sequence, ENQUEUED_MAX, change_filter(webhook))
        if page.end <= webhook.sequence:
            return False

        def write() -> list[Claim]:
            with self._database.write() as session:
                queue.enqueue(session, webhook, page.changes, page.end, now)
                return queue.claim(session, now)

        self._begin(await asyncio.to_thread(write))
        return page.has_more

    async def _deliver(self, claim: Claim) -> None:
        """Make, post and judge one delivery. Where that fails by our fault the lease runs out."""
        try:
            self._ended.append((claim, await self._attempt(claim)))
        except PayloadUnavailableError as error:
            _log.warning("delivery %s of a webhook is put off: %s", claim.delivery.id, error)
        except Exception as error:
            _log.error("delivery %s is left to be recovered: %s", claim.delivery.id, cause_of(error))

    async def _attempt(self, claim: Claim) -> Attempt:
        from broadsheet_server.webhooks.posts import post_payload

        now, delivery, webhook = self._clock(), claim.delivery, claim.webhook
        context = ReadContext(self._database, self._settings, now)
        change = await change_at(context, delivery.sequence)
        if change is None:
            return Attempt(error="The public may not see of this change any more.", is_skipped=True)
        try:
            answer = await self._payloads.answer(payload_document(webhook, claim.scopes), change, now)
        except InvalidDocumentError as error:
            reason = f"The document is not valid any more: {error}"
            return Attempt(error=reason, invalid_document=reason)
        payload = body(change, answer, now)
        return await post_payload(await self._open_poster(), webhook, delivery.id, payload, now)

    async def _open_poster(self) -> "Poster":
        if self._poster is None:
            from broadsheet_server.fetching.poster import Poster
            from broadsheet_server.webhooks.posts import USER_AGENT

            poster = Poster(self._settings.fetching.allowed_networks, USER_AGENT)
            self._poster = await self._held.enter_async_context(poster)
        return self._poster

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._woken.set()

    def _record_last(self) -> None:
        if self._ended:
            with self._database.write() as session:
                outcomes.record(session, self._ended, self._clock())
            self._ended.clear()

    async def _shut_down(self) -> None:
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=SHUTDOWN_SECONDS)
            for task in unfinished:
                task.cancel()  # the lease will expire
            await asyncio.gather(*unfinished, return_exceptions=True)
        try:
            await asyncio.to_thread(self._record_last)
        except Exception as error:
            _log.error("what webhooks were told last is not written down: %s", cause_of(error))
        await self._held.aclose()
        self._poster = None
