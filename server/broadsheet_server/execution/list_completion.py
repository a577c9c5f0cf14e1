"""Completing a list in time slices: a list of a thousand objects takes longer than others should wait."""

from collections.abc import Callable, Iterable
from typing import Any

from graphql.pyutils import gather_with_cancel

from broadsheet_server.execution.budget import Budget
from broadsheet_server.storage.time_slice import TimeSlice

CompleteItem = Callable[[list[Any], int, Any], bool]
"""Appends the completed item of an index to the results; returns whether it is awaitable."""


class ListCompletion:
    """The completion of one list (CompleteValue, GraphQL specification, section 6.4.3)."""

    def __init__(
        self, items: Iterable[Any], complete_item: CompleteItem, budget: Budget, time_slice: TimeSlice
    ) -> None:
        self._remaining = enumerate(items)
        self._complete_item = complete_item
        self._budget = budget
        self._slice = time_slice
        self._results: list[Any] = []
        self._awaitable: list[int] = []

    def complete(self) -> Any:
        """The completed items, or an awaitable of them where it takes longer or an item is awaitable."""
        if not self._complete_slice():
            return self._complete_rest()
        return self._await_items() if self._awaitable else self._results

    def _complete_slice(self) -> bool:
        """Complete items until the time slice is over; return whether none is left."""
        with self._budget:
            for index, item in self._remaining:
                if self._budget.ended_by is not None:
                    return True
                self._budget.charge(1)
                if self._complete_item(self._results, index, item):
                    self._awaitable.append(index)
                if self._slice.is_over:
                    return False
        return True

    async def _complete_rest(self) -> list[Any]:
        await self._slice.next()
        while not self._complete_slice():
            await self._slice.next()
        return await self._await_items()

    async def _await_items(self) -> list[Any]:
        if len(self._awaitable) == 1:  # without a task
            [index] = self._awaitable
            self._results[index] = await self._results[index]
            return self._results
        completed = await gather_with_cancel(*(self._results[index] for index in self._awaitable))
        for index, item in zip(self._awaitable, completed, strict=True):
            self._results[index] = item
        return self._results
