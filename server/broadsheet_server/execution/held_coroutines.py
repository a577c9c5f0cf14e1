"""Coroutines that an executor holds: where one field fails, graphql-core cancels those beside it, also such
as have not begun; what they would have awaited is then awaited by nobody, and Python warns of each.
"""

from inspect import CORO_CREATED, getcoroutinestate, iscoroutine
from types import CoroutineType
from typing import Any, Self

from strawberry.execution import optimized_is_awaitable


class HeldCoroutines:
    """Those of one operation. Leaving the `with` block closes the ones that never began."""

    def __init__(self) -> None:
        self._coroutines: list[CoroutineType[Any, Any, Any]] = []

    def is_awaitable(self, value: Any) -> bool:
        """graphql-core's question whether to await a value; a coroutine is noted."""
        if not optimized_is_awaitable(value):
            return False
        self.note(value)
        return True

    def note(self, awaitable: Any) -> None:
        """Note an awaitable, if it is a coroutine."""
        if iscoroutine(awaitable):
            self._coroutines.append(awaitable)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for coroutine in self._coroutines:
            if getcoroutinestate(coroutine) == CORO_CREATED:
                coroutine.close()
