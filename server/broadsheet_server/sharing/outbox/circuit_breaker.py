"""The circuit breaker of the relay: while it is unavailable nothing is sent, and no delivery pays for it."""

import random
from datetime import datetime, timedelta

_OPEN_SECONDS = (5, 10, 30, 60, 300)
"""How long it stays open after one, two, … failures in a row."""
_CONFIGURATION_ERROR_SECONDS = 60
"""Least time after a configuration error: mail servers lock accounts after repeated failed log-ins."""


class CircuitBreaker:
    """Open: nothing is sent. Half-open: one message at a time probes the relay. Closed: normal operation.

    It starts half-open, opens for 5, 10, 30, 60, then 300 seconds (±20 % jitter) after failures in a row,
    is half-open after that, and closes when the relay answers about a message.
    """

    def __init__(self) -> None:
        self._failures = 0
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
        if is_configuration_error:
            seconds = max(seconds, _CONFIGURATION_ERROR_SECONDS)
        self._open_until = now + timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311
        self._failures += 1
        self.since = self.since or now
        self.reason, self.is_closed = reason, False

    def record_success(self) -> None:
        """Close: the relay works."""
        self._failures, self._open_until, self.is_closed = 0, None, True
        self.reason = self.since = None
