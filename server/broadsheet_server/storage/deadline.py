"""The deadline of the statements of a request, in a context variable."""

import time
from contextvars import ContextVar

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class DeadlineError(TimeoutError):
    """A statement was cancelled, or not begun, because the deadline has passed."""


class deadline:  # noqa: N801  (a context manager that is called like a function)
    """Cancel readers' statements in the block, and in tasks started there, after so many seconds.

    It is a class because a generator costs more than the rest of a short statement in Python.
    """

    __slots__ = ("_seconds", "_token")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._token = _deadline.set(time.monotonic() + self._seconds)

    def __exit__(self, *_: object) -> None:
        _deadline.reset(self._token)


def remaining_seconds() -> float | None:
    """The seconds until the deadline; None where there is none."""
    ends_at = _deadline.get()
    return None if ends_at is None else ends_at - time.monotonic()


def is_expired() -> bool:
    """Whether the deadline has passed."""
    remaining = remaining_seconds()
    return remaining is not None and remaining <= 0
