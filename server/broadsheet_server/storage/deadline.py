"""The deadline of the statements of a request, in a context variable."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class DeadlineError(TimeoutError):
    """A statement was cancelled, or not begun, because the deadline has passed."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Cancel readers' statements in the block, and in tasks started there, after so many seconds."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining_seconds() -> float | None:
    """The seconds until the deadline; None where there is none."""
    ends_at = _deadline.get()
    return None if ends_at is None else ends_at - time.monotonic()


def is_expired() -> bool:
    """Whether the deadline has passed."""
    remaining = remaining_seconds()
    return remaining is not None and remaining <= 0
