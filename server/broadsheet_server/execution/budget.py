"""The run-time budget of one operation: values, bytes and processor time, charged as the answer is made.

The cost that is estimated beforehand can be wrong, since an article may have 200 tags and a body of
megabytes. What is really written is therefore counted, and the operation ends where no more is allowed.
"""

import time
from typing import Final

from broadsheet_server.storage.deadline import DeadlineError, is_expired
from broadsheet_shared.limits import CPU_MILLISECONDS_MAX, RESPONSE_BYTES_MAX, VALUES_MAX

CHECKED_EVERY: Final = 200
"""Values between two looks at the clocks."""


class BudgetExceededError(Exception):
    """The operation has used up its budget. The message names the limit and what is allowed."""


class Budget:
    """What one operation may use, and what it has used."""

    def __init__(self) -> None:
        self.values = 0
        self.bytes = 0
        self.ended_by: Exception | None = None
        self._cpu_s = 0.0
        self._depth = 0
        self._entered_at = 0.0
        self._next_check = CHECKED_EVERY

    def charge(self, values: int, size: int = 0) -> None:
        """Charge values of the answer and the bytes that their texts take.

        Raises BudgetExceededError, and DeadlineError where the operation has no time left.
        """
        self.values += values
        self.bytes += size
        if self.values > VALUES_MAX:
            raise BudgetExceededError(
                f"The answer has more than {VALUES_MAX:,} values, and no more are allowed. Ask for shorter "
                "lists."
            )
        if self.bytes > RESPONSE_BYTES_MAX:
            raise BudgetExceededError(
                f"The answer is longer than {RESPONSE_BYTES_MAX:,} bytes, and no more are allowed. Ask for "
                "shorter lists, or for fewer long texts."
            )
        if self.values >= self._next_check:
            self._next_check = self.values + CHECKED_EVERY
            self._check_time()

    def end(self, error: Exception) -> None:
        """End the operation by this error, unless it has ended already."""
        self.ended_by = self.ended_by or error

    def __enter__(self) -> None:
        """Begin a block whose processor time counts. It awaits nothing; blocks may be nested."""
        self._depth += 1
        if self._depth == 1:
            self._entered_at = time.thread_time()

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._cpu_s += time.thread_time() - self._entered_at

    def _check_time(self) -> None:
        if is_expired():
            raise DeadlineError
        running_s = time.thread_time() - self._entered_at if self._depth else 0.0
        if (self._cpu_s + running_s) * 1_000 > CPU_MILLISECONDS_MAX:
            raise BudgetExceededError(
                f"The answer takes more than {CPU_MILLISECONDS_MAX:,} milliseconds of processor time, and no "
                "more are allowed. Ask for shorter lists."
            )
