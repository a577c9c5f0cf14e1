"""The circuit breaker of the relay: while it is unavailable nothing is sent, and no delivery pays for it."""

from datetime import datetime, timedelta
from uuid import UUID

from broadsheet_server.models.shares import RelayState
from broadsheet_shared.jitter import jitter

PROBE_TERM = timedelta(minutes=1)
"""How long a probe keeps others from probing: whoever probes may have crashed."""

REFUSALS_MAX = 5
"""Different recipients refused in a row, from which on the set-up is suspected and not the addresses."""

_OPEN_SECONDS: tuple[float, ...] = (5, 10, 30, 60, 300)
"""How long it stays open after one, two, … failures in a row."""
_CONFIGURATION_ERROR_SECONDS = 60
"""Least time after a configuration error: mail servers lock accounts after repeated failed log-ins."""


class CircuitBreaker:
    """Open: nothing is sent. Half-open: one message at a time probes the relay. Closed: normal operation.

    It starts half-open, opens for 5, 10, 30, 60, then 300 seconds (±20 % jitter) after failures in a row,
    is half-open after that, and closes when the relay answers about a message. A relay that refuses one
    recipient after the other for good is wrongly set up: that opens it as well, until a message is accepted.

    Its state is a row of the store, which all workers share; the methods change that row.
    """

    def __init__(self, state: RelayState) -> None:
        self._state = state

    @property
    def reason(self) -> str | None:
        """The relay's last failure; None since its last success."""
        return self._state.reason

    @property
    def is_closed(self) -> bool:
        """Whether the relay works."""
        return self._state.is_closed

    @property
    def suspects_setup(self) -> bool:
        """Whether permanent failures say something about us, and not about the recipients."""
        return len(set(self._state.refused.values())) >= REFUSALS_MAX

    @property
    def refused(self) -> list[UUID]:
        """The deliveries that failed in a row for what may be the set-up, oldest first."""
        return [UUID(delivery_id) for delivery_id in sorted(self._state.refused)]

    def is_open(self, now: datetime) -> bool:
        """Whether sending has to wait."""
        return self._state.open_until is not None and now < self._state.open_until

    def may_probe(self, now: datetime) -> bool:
        """Whether a message may probe the relay: the breaker is not open, and no other message probes."""
        is_probed = self._state.probe_until is not None and now < self._state.probe_until
        return not self.is_open(now) and not is_probed

    def begin_probe(self, now: datetime) -> None:
        """Keep others from probing until the result is recorded, for a minute at most."""
        self._state.probe_until = now + PROBE_TERM

    def end_probe(self) -> None:
        """Let others probe."""
        self._state.probe_until = None

    def record_failure(self, reason: str, now: datetime, *, is_configuration_error: bool) -> None:
        """Open after a failure. Sessions that fail together while it is open count as one failure."""
        if self.is_open(now):
            return
        state = self._state
        seconds = _OPEN_SECONDS[min(state.failures, len(_OPEN_SECONDS) - 1)]
        seconds *= jitter(0.8, 1.2)
        if is_configuration_error:
            seconds = max(seconds, _CONFIGURATION_ERROR_SECONDS)
        state.open_until = now + timedelta(seconds=seconds)
        state.failures += 1
        state.since = state.since or now
        state.reason, state.is_closed = reason, False

    def record_refusal(self, delivery_id: UUID, recipient_hash: str, reason: str, now: datetime) -> None:
        """A permanent failure, perhaps by the set-up; opens after `REFUSALS_MAX` recipients in a row."""
        if not self.suspects_setup:
            self._state.refused = {**self._state.refused, str(delivery_id): recipient_hash}
        if not self.suspects_setup:
            self.record_reply()
            return
        sentence = (
            f"The mail server refused {REFUSALS_MAX} recipients in a row, so the set-up seems to be "
            f"wrong; mail is held. Its last reply: {reason}"
        )
        self.record_failure(sentence, now, is_configuration_error=True)

    def record_lost_session(self, recipient_hash: str, reason: str, now: datetime) -> None:
        """A session that ended on a message (421, 454, a cut): opens when a second recipient meets that too.

        A recipient who alone draws it, by a rule of the relay, does not pause the mail to all others.
        """
        self._state.lost = sorted({*self._state.lost, recipient_hash})
        if len(self._state.lost) > 1:
            self.record_failure(reason, now, is_configuration_error=False)

    def record_reply(self) -> None:
        """Close unless the set-up is suspected: the relay replies about messages."""
        self._state.lost = []
        if not self.suspects_setup:
            self._forget_failures()
            self._state.is_closed = True

    def record_success(self) -> None:
        """Close: the relay accepts mail."""
        self._state.refused = {}
        self.record_reply()

    def reset(self) -> None:
        """Half-open, as at first: an operator says that the cause has ended."""
        self._state.refused, self._state.lost = {}, []
        self._state.is_closed = False
        self._forget_failures()
        self.end_probe()

    def _forget_failures(self) -> None:
        self._state.failures, self._state.open_until = 0, None
        self._state.reason = self._state.since = None
