"""The circuit breaker of the relay: while it is unavailable nothing is sent, and no delivery pays for it."""

import random
from datetime import datetime, timedelta

_OPEN_SECONDS: tuple[float, ...] = (5, 10, 30, 60, 300)
"""How long it stays open after one, two, … failures in a row."""
_CONFIGURATION_ERROR_SECONDS = 60
"""Least time after a configuration error: mail servers lock accounts after repeated failed log-ins."""

REFUSALS_MAX = 5
"""Different recipients refused in a row, from which on the set-up is suspected and not the addresses."""


class CircuitBreaker:
    """Open: nothing is sent. Half-open: one message at a time probes the relay. Closed: normal operation.

    It starts half-open, opens for 5, 10, 30, 60, then 300 seconds (±20 % jitter) after failures in a row,
    is half-open after that, and closes when the relay answers about a message. A relay that refuses one
    recipient after the other for good is wrongly set up: that opens it as well, until a message is accepted.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._refused: set[str] = set()
        self._lost: set[str] = set()
        self._open_until: datetime | None = None
        self.reason: str | None = None
        """The relay's last failure; None since its last success."""
        self.since: datetime | None = None
        """When the relay began to fail; None since its last success."""
        self.is_closed = False

    def is_open(self, now: datetime) -> bool:
        """Whether sending has to wait."""
        return self._open_until is not None and now < self._open_until

    def record_failure(self, reason: str, now: datetime, *, is_configuration_error: bool) -> None:
        """Open after a failure. Sessions that fail together while it is open count as one failure."""
        if self.is_open(now):
            return
        seconds = _OPEN_SECONDS[min(self._failures, len(_OPEN_SECONDS) - 1)]
        seconds *= random.uniform(0.8, 1.2)  # noqa: S311 (jitter)
        if is_configuration_error:
            seconds = max(seconds, _CONFIGURATION_ERROR_SECONDS)
        self._open_until = now + timedelta(seconds=seconds)
        self._failures += 1
        self.since = self.since or now
        self.reason, self.is_closed = reason, False

    def record_refusal(self, recipient_hash: str, reason: str, now: datetime) -> None:
        """A permanent failure, perhaps by the set-up; opens after `REFUSALS_MAX` recipients in a row."""
        self._refused.add(recipient_hash)
        if not self.suspects_setup:
            self.record_reply()
            return
        sentence = (
            f"The mail server refused {len(self._refused)} recipients in a row, so the set-up seems to be "
            f"wrong; mail is held. Its last reply: {reason}"
        )
        self.record_failure(sentence, now, is_configuration_error=True)

    def record_lost_session(self, recipient_hash: str, reason: str, now: datetime) -> None:
        """A session that ended on a message (421, 454, a cut): opens when a second recipient meets that too.

        A recipient who alone draws it, by a rule of the relay, does not pause the mail to all others.
        """
        self._lost.add(recipient_hash)
        if len(self._lost) > 1:
            self.record_failure(reason, now, is_configuration_error=False)

    @property
    def suspects_setup(self) -> bool:
        """Whether permanent failures say something about us, and not about the recipients."""
        return len(self._refused) >= REFUSALS_MAX

    def record_reply(self) -> None:
        """Close unless the set-up is suspected: the relay replies about messages."""
        self._lost.clear()
        if not self.suspects_setup:
            self._failures, self._open_until, self.is_closed = 0, None, True
            self.reason = self.since = None

    def record_success(self) -> None:
        """Close: the relay accepts mail."""
        self._refused.clear()
        self.record_reply()
