"""The worker that sends the messages of the outbox, beside the requests."""

import asyncio
import logging
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlmodel import Session

from broadsheet_server.models.shares import RelayState
from broadsheet_server.settings import Settings
from broadsheet_server.sharing.outbox import queue, relay_state
from broadsheet_server.sharing.outbox.attempts import CONCURRENT_SESSIONS, MESSAGE_OUTCOMES, AttemptResult
from broadsheet_server.sharing.outbox.pre_send_checks import may_send
from broadsheet_server.sharing.outbox.queue import AttemptOutcome, Claim, LeaseLostError, QueueState
from broadsheet_server.sharing.outbox.relay_state import WorkerLoad
from broadsheet_server.storage.data_version import polled_data_version
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.polling import POLL_SECONDS, wait_for_poll

if TYPE_CHECKING:
    from broadsheet_server.sharing.outbox.smtp import SmtpRelay

SHUTDOWN_TIMEOUT = 15.0
"""How long a stopping worker waits for sessions in progress, in seconds: supervisors kill after 30."""

REST = timedelta(seconds=10)
"""How long the outbox is not read at most while nothing is written to the store."""

_PURGE_INTERVAL = timedelta(hours=1)
WRITE_RETRY_DELAYS = (0.5, 2.0, 8.0)
"""Seconds between the tries to record a result; the last repeats."""

_log = logging.getLogger(__name__)

Result = TypeVar("Result")


class _Rest(NamedTuple):
    """The version of the data in which nothing in the outbox becomes due before `until`."""

    version: Hashable | None
    until: datetime


class MailWorker:
    """Claims due deliveries and sends them; any number of workers may share one store."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        relay: "SmtpRelay | None" = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        shutdown_timeout: float = SHUTDOWN_TIMEOUT,
    ) -> None:
        self._database = database
        self._settings = settings
        self._limits = settings.share_limits
        self._relay = relay
        self._clock = clock
        self._shutdown_timeout = shutdown_timeout
        self._relay_name = relay_state.relay_name(settings.mail)
        self._relay_state = RelayState(relay=self._relay_name)
        self._is_answered = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._store_answers = True
        self._purged_at = datetime.min.replace(tzinfo=UTC)
        self._has_erased = False
        self._resting = _Rest(None, self._clock())

    @property
    def relay_error(self) -> str | None:
        """Why no mail is sent, for operators; None while it is."""
        return self._relay_state.reason

    @property
    def relay_error_since(self) -> datetime | None:
        """When the relay began to fail; None while mail is sent."""
        return self._relay_state.since

    @property
    def is_enabled(self) -> bool:
        """Whether the settings name a relay."""
        return self._settings.mail.host is not None

    async def run(self, stop: asyncio.Event) -> None:
        """Send mail until `stop` is set, then finish the sessions in progress."""
        if not self.is_enabled:
            await stop.wait()
            return
        stopping = asyncio.create_task(self._wake_at(stop))
        try:
            is_woken = True
            while not stop.is_set():
                version = await polled_data_version(self._database)
                if is_woken or not self._may_rest(version):
                    await self._start_due(version)
                is_woken = await self._wait()
        finally:
            stopping.cancel()
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

    def _may_rest(self, version: Hashable | None) -> bool:
        """Whether nothing was written since the outbox was read, and nothing in it has become due."""
        resting = self._resting
        return version is not None and version == resting.version and self._clock() < resting.until

    async def _start_due(self, version: Hashable | None = None) -> bool:
        """Start as many due deliveries as sessions are free; return whether any.

        `version` is that of the data before the outbox is read, None where it is not known. Errors of the
        store are logged once an outage, and the next poll tries again: the relay is not to blame.
        """
        load = WorkerLoad(len(self._tasks), self._is_answered)
        if load.sessions >= CONCURRENT_SESSIONS:
            return False
        try:
            claims, until = await asyncio.to_thread(self._claim, load)
            self._resting = _Rest(version, until)
        except Exception as error:
            if self._store_answers:
                _log.error("the outbox cannot be read: %s", _cause(error))
            self._store_answers, self._resting = False, _Rest(None, self._clock())
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

    async def _wait(self) -> bool:
        """Wait for `wake` or the next poll, as other processes share too. Return whether it was `wake`."""
        await wait_for_poll(self._woken, POLL_SECONDS)
        is_woken = self._woken.is_set()
        self._woken.clear()
        return is_woken

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake()

    async def _shut_down(self) -> None:
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=self._shutdown_timeout)
            for task in unfinished:
                task.cancel()  # the lease will expire, and the phase says what is known
            await asyncio.gather(*unfinished, return_exceptions=True)
        if self._relay is not None:
            await self._relay.close()

    def _claim(self, load: WorkerLoad) -> tuple[list[Claim], datetime]:
        """Claim what is due, and tell until when nothing else becomes due by itself."""
        now = self._clock()
        if now - self._purged_at >= _PURGE_INTERVAL:
            with self._database.write() as session:
                queue.purge(session, now)
            self._purged_at = now
            self._has_erased = True
            self._database.checkpoint()
        with self._database.read() as session:
            self._relay_state = relay_state.read_relay_state(self._database, session, self._relay_name)
            due_at = queue.next_due(session)
        if due_at is None or due_at > now:
            self._checkpoint()
            return [], now if self._has_erased else min(now + REST, due_at or now + REST)
        if not relay_state.claimable(self._relay_state, load, now):
            return [], now
        with self._database.write() as session:
            return relay_state.claim(session, self._relay_name, load, now), now

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
            else:
                await self._transaction(lambda session: relay_state.end_probe(session, self._relay_name))
        except LeaseLostError as error:
            _log.warning("%s", error)
        except Exception as error:
            _log.error("delivery %s is left to be recovered: %s", claim.delivery_id, _cause(error))

    async def _send(self, claim: Claim) -> None:
        started = asyncio.get_running_loop().time()
        result = await self._open_relay().send(
            claim.recipient,
            claim.message,
            before_final_dot=lambda: self._transaction(
                lambda session: queue.record_final_dot(session, claim)
            ),
        )
        state, suspicion = await self._record(claim, result)
        self._is_answered = self._is_answered or result.outcome in MESSAGE_OUTCOMES
        _warn(result, suspicion)
        domain, seconds = claim.recipient.rpartition("@")[2], asyncio.get_running_loop().time() - started
        _log.info(
            "delivery %s to %s: %s in %.2f s: %s", claim.delivery_id, domain, state, seconds, result.answer
        )

    def _open_relay(self) -> "SmtpRelay":
        """The relay; the SMTP client is loaded with the first message."""
        if self._relay is None:
            from broadsheet_server.sharing.outbox.smtp import SmtpRelay

            self._relay = SmtpRelay(self._settings.mail)
        return self._relay

    async def _record(self, claim: Claim, result: AttemptResult) -> tuple[QueueState, str | None]:
        """See `relay_state.record_attempt`. Try until it is stored or the lease is lost: unrecorded, the
        message is sent again.

        Where the store refuses the values, the next try stores the reply's code without its text.
        """
        now, answer = self._clock(), result.answer

        def record(session: Session) -> tuple[QueueState, str | None]:
            return relay_state.record_attempt(session, self._relay_name, claim, result, answer, now)

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

    async def _transaction(self, work: Callable[[Session], Result]) -> Result:
        """Run `work` in a write transaction, in a thread."""

        def run() -> Result:
            with self._database.write() as session:
                return work(session)

        return await asyncio.to_thread(run)


def _warn(result: AttemptResult, suspicion: str | None) -> None:
    """Log what keeps the relay from taking mail."""
    if suspicion is not None:
        _log.warning("%s", suspicion)
    elif result.outcome is AttemptOutcome.RELAY_UNAVAILABLE:
        _log.warning("the relay is unavailable: %s", result.answer)
    elif result.outcome not in MESSAGE_OUTCOMES:
        _log.warning("the session with the relay was lost: %s", result.answer)


def _cause(error: Exception) -> str:
    """The error without the parameters that SQLAlchemy prints: they are addresses and messages."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return f"{type(cause).__name__}: {cause}"
