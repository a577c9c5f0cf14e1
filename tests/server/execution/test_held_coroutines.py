"""Where one field fails, nothing is left behind of those beside it that had not begun."""

import asyncio
import gc
import warnings
from typing import Any

import pytest
import strawberry
from graphql import execute, parse

from broadsheet_server.execution.executor import PlannedExecutor
from broadsheet_server.execution.held_coroutines import HeldCoroutines
from broadsheet_server.execution.operation import PreparedOperation
from broadsheet_server.schema.schema import core_schema


@strawberry.type
class Branch:
    """A node with branches below it, which take a turn of the event loop each."""

    name: str = "a"

    @strawberry.field
    async def branches(self) -> list["Branch"]:
        await asyncio.sleep(0)
        return [Branch(), Branch()]


@strawberry.type
class Query:
    """Branches, and a field that fails some turns later."""

    @strawberry.field
    async def branch(self) -> Branch:
        return Branch()

    @strawberry.field
    async def fails(self, turns: int) -> int:
        for _ in range(turns):
            await asyncio.sleep(0)
        raise ValueError("a failure")


DOCUMENT = """{ branch { branches { name branches { name branches { name branches { name } } } } }
    fails(turns: %d) }"""


def answer(turns: int) -> Any:
    """What is answered when a field fails after so many turns."""

    async def ask() -> Any:
        with HeldCoroutines() as held:
            result: Any = execute(
                core_schema(strawberry.Schema(Query)),
                parse(DOCUMENT % turns),
                is_awaitable=held.is_awaitable,  # type: ignore[arg-type]
                executor_class=PlannedExecutor,
                prepared=PreparedOperation(),
                held=held,
            )
            return await result

    return asyncio.run(ask())


@pytest.mark.parametrize("turns", range(12))
def test_what_had_not_begun_is_closed(turns: int) -> None:
    gc.freeze()  # what was there before is not looked through
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        result = answer(turns)
        gc.collect()
    assert [error.message for error in result.errors] == ["a failure"]
    assert [str(each.message) for each in warned] == []
