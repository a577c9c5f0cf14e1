"""The worker that sends the messages of the outbox, beside the requests."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain, repeat
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlmodel import Session

from broadsheet_server.settings import Settings
from broadsheet_server.sharing.outbox import queue
from broadsheet_server.sharing.outbox.circuit_breaker import CircuitBreaker
from broadsheet_server.sharing.outbox.pre_send_checks import may_send
from broadsheet_server.sharing.outbox.quarantine import release
from broadsheet_server.sharing.outbox.queue import AttemptOutcome, Claim, LeaseLostError, QueueState
from broadsheet_server.sharing.outbox.smtp import (
    CONCURRENT_SESSIONS,
    MESSAGE_OUTCOMES,
    AttemptResult,
    SmtpRelay,
)
from broadsheet_server.storage.database import Database

SHUTDOWN_TIMEOUT = 15.0
"""How long a stopping worker waits for sessions in progress, in seconds: supervisors kill after 30."""

POLL_INTERVAL = 0.5
"""How often the outbox is polled without `wake`, in seconds: other processes insert into it too."""

_PURGE_INTERVAL = timedelta(hours=1)
WRITE_RETRY_DELAYS = (0.5, 2.0, 8.0)
"""Seconds between the tries to record a result; the last repeats."""

_log = logging.getLogger(__name__)

Result = TypeVar("Result")


class MailWorker:
    """Claims due deliveries and sends them; any number of workers may share one store."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        relay: SmtpRelay | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        shutdown_timeout: float = SHUTDOWN_TIMEOUT,
    ) -> None:
        self._database = database
        self._settings = settings
        self._limits = settings.share_limits
        self._relay = relay or SmtpRelay(settings.mail)
        self._clock = clock
        self._shutdown_timeout = shutdown_timeout
        self._breaker = CircuitBreaker()
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._store_answers = True
        self._purged_at = datetime.min.replace(tzinfo=UTC)
        self._refused: list[UUID] = []
        self._has_erased = False

    @property
    def relay_error(self) -> str | None:
        """Why no mail is sent, for operators; None while it is."""
        return self._breaker.reason

    @property
    def relay_error_since(self) -> datetime | None:
        """When the relay began to fail; None while mail is sent."""
        return self._breaker.since

    @property
    def is_enabled(self) -> bool:
        """Whether the settings name a relay."""
        return self._settings.mail.host is not None

    async def run(self, stop: asyncio.Event) -> None:
        """Send mail until `stop` is set, then finish the sessions in progress."""
        if not self.is_enabled:
            await stop.wait()
            return
        try:
            while not stop.is_set():
                await self._start_due()
                await self._wait(stop)
        finally:
            await self._shut_down()

    async def run_until_idle(self) -> None:
        """Send all that is due now, then return."""
        try:
            while await self._start_due():
                await asyncio.wait(self._tasks)
        finally:
            await self._shut_down()

    def wake(self) -> None:
        """Poll the outbox now; call it after a share was committed."""
        self._woken.set()

    async def _start_due(self) -> bool:
        """Start as many due deliveries as sessions are free; return whether any.

        Errors of the store are logged once an outage, and the next poll tries again: the relay is not to
        blame.
        """
        free = (CONCURRENT_SESSIONS if self._breaker.is_closed else 1) - len(self._tasks)
        if free <= 0 or self._breaker.is_open(self._clock()):
            return False
        try:
            claims = await asyncio.to_thread(self._claim, free)
        except Exception as error:
            if self._store_answers:
                _log.error("the outbox cannot be read: %s", _cause(error))
            self._store_answers = False
            return False
        if not self._store_answers:
            _log.info("the outbox can be read again")
        self._store_answers = True
        for claim in claims:
            task = asyncio.create_task(self._process(claim))
            self._tasks.add(task)
            task.add_done_callback(self._on_done)
        return bool(claims)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._woken.set()

    async def _wait(self, stop: asyncio.Event) -> None:
        """Wait for `wake`, `stop` or the next poll."""
        waits = [asyncio.ensure_future(self._woken.wait()), asyncio.ensure_future(stop.wait())]
        await asyncio.wait(waits, timeout=POLL_INTERVAL, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        self._woken.clear()

    async def _shut_down(self) -> None:
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=self._shutdown_timeout)
            for task in unfinished:
                task.cancel()  # the lease will expire, and the phase says what is known
            await asyncio.gather(*unfinished, return_exceptions=True)
        await self._relay.close()

    def _claim(self, limit: int) -> list[Claim]:
        now = self._clock()
        if now - self._purged_at >= _PURGE_INTERVAL:
            with self._database.write() as session:
                queue.purge(session, now)
            self._purged_at = now
            self._has_erased = True
            self._database.checkpoint()
        with self._database.read() as session:
            has_work = queue.has_work(session, now)
        if not has_work:
            self._checkpoint()
            return []
        with self._database.write() as session:
            queue.recover_expired_leases(session, now)
            return queue.claim(session, now, limit)

    def _checkpoint(self) -> None:
        """Remove what was erased from SQLite's files, once nothing is due or in progress."""
        if self._has_erased and not self._tasks:
            self._has_erased = not self._database.checkpoint()

    async def _process(self, claim: Claim) -> None:
        """Check, send and record one delivery. Errors are logged: an expired lease recovers the delivery."""
        self._has_erased = True
        try:
            if await self._transaction(lambda session: may_send(session, claim, self._limits, self._clock())):
                await self._send(claim)
        except LeaseLostError as error:
            _log.warning("%s", error)
        except Exception as error:
            _log.error("delivery %s is left to be recovered: %s", claim.delivery_id, _cause(error))

    async def _send(self, claim: Claim) -> None:
        started = asyncio.get_running_loop().time()
        result = await self._relay.send(
            claim.recipient,
            claim.message,
            before_final_dot=lambda: self._transaction(
                lambda session: queue.record_final_dot(session, claim)
            ),
        )
        result = self._update_breaker(claim, result)
        state = await self._record(claim, result)
        if result.outcome is AttemptOutcome.PERMANENT_FAILURE and not result.blames_recipient:
            self._refused.append(claim.delivery_id)
        await self._hold_refused()
        domain, seconds = claim.recipient.rpartition("@")[2], asyncio.get_running_loop().time() - started
        _log.info(
            "delivery %s to %s: %s in %.2f s: %s", claim.delivery_id, domain, state, seconds, result.answer
        )

    async def _record(self, claim: Claim, result: AttemptResult) -> QueueState:
        """Record the result; try until it is stored or the lease is lost: unrecorded, it is sent again.

        Where the store refuses the values, the next try stores the reply's code without its text.
        """
        now, answer = self._clock(), result.answer

        def record(session: Session) -> QueueState:
            return queue.record_attempt(session, claim, result.outcome, answer, now)

        for delay in chain(WRITE_RETRY_DELAYS, repeat(WRITE_RETRY_DELAYS[-1])):
            try:
                return await self._transaction(record)
            except LeaseLostError:
                raise
            except Exception as error:
                _log.warning("delivery %s cannot be recorded yet: %s", claim.delivery_id, _cause(error))
                if not isinstance(error, OperationalError | InterfaceError):
                    answer = result.code
            await asyncio.sleep(delay)
        raise AssertionError("the retries do not end")

    async def _hold_refused(self) -> None:
        """Once the set-up is suspected, queue again what was refused before."""
        if self._breaker.suspects_setup:
            refused, self._refused = self._refused, []
            for delivery_id in refused:
                await self._transaction(partial(release, delivery_id=delivery_id, now=self._clock()))

    def _update_breaker(self, claim: Claim, result: AttemptResult) -> AttemptResult:
        """Any reply about the message shows that the relay works; everything else is a failure of it.

        Return the result to record: while the set-up is suspected a refusal is transient.
        """
        if result.outcome is AttemptOutcome.PERMANENT_FAILURE and not result.blames_recipient:
            return self._suspect(claim, result)
        if result.outcome is AttemptOutcome.SENT:
            self._refused = []
            self._breaker.record_success()
        elif result.outcome in MESSAGE_OUTCOMES:
            self._breaker.record_reply()
        else:
            self._record_relay_failure(claim, result)
        return result

    def _suspect(self, claim: Claim, result: AttemptResult) -> AttemptResult:
        """A refusal that does not blame the recipient: is it the set-up's fault?"""
        self._breaker.record_refusal(claim.recipient_hash, result.answer, self._clock())
        if not self._breaker.suspects_setup:
            return result
        _log.warning("%s", self._breaker.reason)
        return replace(result, outcome=AttemptOutcome.TRANSIENT_FAILURE)

    def _record_relay_failure(self, claim: Claim, result: AttemptResult) -> None:
        if result.outcome is not AttemptOutcome.RELAY_UNAVAILABLE:
            _log.warning("the session with the relay was lost: %s", result.answer)
            self._breaker.record_lost_session(claim.recipient_hash, result.answer, self._clock())
            return
        _log.warning("the relay is unavailable: %s", result.answer)
        self._breaker.record_failure(
            result.answer, self._clock(), is_configuration_error=result.is_configuration_error
        )

    async def _transaction(self, work: Callable[[Session], Result]) -> Result:
        """Run `work` in a write transaction, in a thread."""

        def run() -> Result:
            with self._database.write() as session:
                return work(session)

        return await asyncio.to_thread(run)


def _cause(error: Exception) -> str:
    """The error without the parameters that SQLAlchemy prints: they are addresses and messages."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return f"{type(cause).__name__}: {cause}"
