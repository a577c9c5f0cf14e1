"""The worker that carries the outbox to the mail server, beside the requests."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from broadsheet_server.settings import Settings
from broadsheet_server.sharing.outbox import queue
from broadsheet_server.sharing.outbox.circuit_breaker import CircuitBreaker
from broadsheet_server.sharing.outbox.pre_send_checks import may_send
from broadsheet_server.sharing.outbox.queue import AttemptOutcome, Claim, LeaseLostError, QueueState
from broadsheet_server.sharing.outbox.smtp import AttemptResult, SmtpRelay
from broadsheet_server.storage.database import Database

_log = logging.getLogger(__name__)

CONVERSATIONS = 4
"""Mails handed over at the same time, each on a connection of its own."""

_TICK = 0.5
_SWEEP_EVERY = timedelta(hours=1)
_FINISH_WITHIN = 15.0
_PATIENCE_WITH_THE_STORE = (0.5, 2.0, 8.0)

Result = TypeVar("Result")


class MailWorker:
    """Takes due deliveries and hands them over; any number of workers may share one store."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        server: SmtpRelay | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._settings = settings
        self._limits = settings.share_limits
        self._server = server or SmtpRelay(settings.mail)
        self._clock = clock
        self._pause = CircuitBreaker()
        self._in_flight: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._swept_at = datetime.min.replace(tzinfo=UTC)

    @property
    def trouble(self) -> str | None:
        """What keeps mail from leaving, for those who run the server; None while it leaves."""
        return self._pause.reason

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is in flight."""
        if self._settings.mail.host is None:
            await stop.wait()
            return
        try:
            while not stop.is_set():
                await self._round()
                await self._rest(stop)
        finally:
            await self._finish()

    async def catch_up(self) -> None:
        """Do all that is due now and return: for the command line, and for tests."""
        try:
            while await self._round():
                await asyncio.wait(self._in_flight)
        finally:
            await self._finish()

    def wake(self) -> None:
        """Look at the outbox now instead of at the next tick; call it after a share was committed."""
        self._woken.set()

    async def _round(self) -> bool:
        """Start as many deliveries as there is room for; return whether any. Trouble is waited out."""
        room = (CONVERSATIONS if self._pause.is_proven else 1) - len(self._in_flight)
        if room <= 0 or self._pause.holds(self._clock()):
            return False
        try:
            claims = await asyncio.to_thread(self._claims, room)
        except Exception as trouble:
            _log.error("the outbox cannot be read: %s", _cause(trouble))
            self._pause.begin("The outbox cannot be read.", self._clock(), is_refusal=False)
            return False
        for claimed in claims:
            task = asyncio.create_task(self._carry(claimed))
            self._in_flight.add(task)
            task.add_done_callback(self._landed)
        return bool(claims)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        self._woken.set()

    async def _rest(self, stop: asyncio.Event) -> None:
        """Wait for a wake-up, the end, or the next tick."""
        waits = [asyncio.ensure_future(self._woken.wait()), asyncio.ensure_future(stop.wait())]
        await asyncio.wait(waits, timeout=_TICK, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        self._woken.clear()

    async def _finish(self) -> None:
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=_FINISH_WITHIN)
            for task in late:
                task.cancel()  # its lease runs out, and its phase says what is known
            await asyncio.gather(*late, return_exceptions=True)
        await self._server.close()

    def _claims(self, room: int) -> list[Claim]:
        now = self._clock()
        if now - self._swept_at >= _SWEEP_EVERY:
            with self._database.write() as session:
                queue.sweep(session, now)
            self._swept_at = now
        with self._database.read() as session:
            if not queue.has_work(session, now):
                return []
        with self._database.write() as session:
            queue.recover(session, now)
            return queue.claim(session, now, room)

    async def _carry(self, claimed: Claim) -> None:
        """Take one delivery from its claim to where it stands next. Nothing it throws stops the worker."""
        try:
            if await self._written(lambda session: may_send(session, claimed, self._limits, self._clock())):
                await self._hand_over(claimed)
        except LeaseLostError as lost:
            _log.warning("%s", lost)
        except Exception as trouble:
            _log.error("delivery %s is left to be recovered: %s", claimed.delivery_id, _cause(trouble))

    async def _hand_over(self, claimed: Claim) -> None:
        began = asyncio.get_running_loop().time()
        result = await self._server.hand_over(
            claimed.recipient,
            claimed.message,
            before_final_dot=lambda: self._written(lambda session: queue.mark_final_dot(session, claimed)),
        )
        self._learn(result)
        state = await self._settled(claimed, result)
        domain, took = claimed.recipient.rpartition("@")[2], asyncio.get_running_loop().time() - began
        _log.info(
            "delivery %s to %s: %s in %.2f s: %s", claimed.delivery_id, domain, state, took, result.answer
        )

    async def _settled(self, claimed: Claim, result: AttemptResult) -> QueueState:
        """Write down what we know, with patience: forgotten, a mail that was sent is sent again."""
        now = self._clock()
        for pause in (*_PATIENCE_WITH_THE_STORE, None):
            try:
                return await self._written(
                    lambda session: queue.settle(session, claimed, result.outcome, result.answer, now)
                )
            except SQLAlchemyError as trouble:
                if pause is None:
                    raise
                _log.warning(
                    "delivery %s cannot be written down yet: %s", claimed.delivery_id, _cause(trouble)
                )
                await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _learn(self, result: AttemptResult) -> None:
        """Pause where the mail server is in trouble, go on where it is not."""
        if result.outcome in {AttemptOutcome.SENT, AttemptOutcome.PUT_OFF, AttemptOutcome.REFUSED}:
            self._pause.end()
            return
        _log.warning("no mail leaves for now: %s", result.answer)
        self._pause.begin(result.answer, self._clock(), is_refusal=result.is_refusal)

    async def _written(self, work: Callable[[Session], Result]) -> Result:
        """Do `work` in a transaction of its own, off the event loop."""

        def transaction() -> Result:
            with self._database.write() as session:
                return work(session)

        return await asyncio.to_thread(transaction)


def _cause(trouble: Exception) -> str:
    """What went wrong, without the values that SQLAlchemy prints: they are addresses and letters."""
    cause = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    return f"{type(cause).__name__}: {cause}"
