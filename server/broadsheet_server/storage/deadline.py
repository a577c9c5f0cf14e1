"""Until when the statements of a request may run."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends_at: ContextVar[float | None] = ContextVar("statements_end_at", default=None)


class DeadlineError(TimeoutError):
    """A statement was given up, or not begun, because the time was over."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Within the block, and in the tasks it starts, statements of readers end after so many seconds."""
    token = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


def remaining_seconds() -> float | None:
    """The seconds until the deadline; None where there is none."""
    ends_at = _ends_at.get()
    return None if ends_at is None else ends_at - time.monotonic()


def is_expired() -> bool:
    """Whether the deadline has passed."""
    left = remaining_seconds()
    return left is not None and left <= 0
