"""Leaving a mail server in peace while it cannot take mail."""

import random
from datetime import datetime, timedelta

_SECONDS = (5, 10, 30, 60, 300)
_LOCK_OUT_SECONDS = 60
"""Least pause when the server refuses who we are: asking faster gets an account locked."""


class CircuitBreaker:
    """5, 10, 30, 60, then 300 seconds (±20 %), until a mail is taken. No mail counts it as an attempt."""

    def __init__(self) -> None:
        self._troubles = 0
        self._until: datetime | None = None
        self.reason: str | None = None
        self.is_proven = False
        """Whether the server took mail when it was last asked. Until it did, it is asked by one mail alone:
        several with a wrong password would be as many failed log-ins."""

    def holds(self, now: datetime) -> bool:
        """Whether the mail server is to be left in peace now."""
        return self._until is not None and now < self._until

    def begin(self, reason: str, now: datetime, *, is_refusal: bool) -> None:
        """Pause after trouble. Conversations that failed together are one trouble."""
        if self.holds(now):
            return
        seconds = _SECONDS[min(self._troubles, len(_SECONDS) - 1)]
        if is_refusal:
            seconds = max(seconds, _LOCK_OUT_SECONDS)
        self._until = now + timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311
        self._troubles += 1
        self.reason, self.is_proven = reason, False

    def end(self) -> None:
        """The server takes mail again."""
        self._troubles, self._until, self.reason, self.is_proven = 0, None, None, True
