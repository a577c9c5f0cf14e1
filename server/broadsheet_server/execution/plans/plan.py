"""A compiled operation, and how it answers a request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import orjson
from graphql import OperationDefinitionNode, OperationType

from broadsheet_server.execution.answers import Sources
from broadsheet_server.execution.plans.answer import BYTES_MAX, Answer
from broadsheet_server.execution.plans.arguments import FieldArguments
from broadsheet_server.execution.plans.compiler import Compiler
from broadsheet_server.execution.plans.errors import DeclinedError, NotPlannedError
from broadsheet_server.execution.plans.list_writers import LIST_WRITERS
from broadsheet_server.execution.plans.object_writers import OBJECT_WRITERS
from broadsheet_server.execution.plans.reads import Read
from broadsheet_server.execution.plans.search_writers import SEARCH_WRITERS
from broadsheet_server.execution.plans.selections import Selections
from broadsheet_server.execution.plans.sources import sources_of
from broadsheet_server.execution.plans.variables import Variables
from broadsheet_server.schema.context import Context
from broadsheet_server.storage.time_slice import TimeSlice
from broadsheet_shared.limits import DEPTH_MAX, VALUES_MAX

ATTEMPTS: Final = 3
"""So often an answer is read, at most, until nothing changes meanwhile."""

_WRITERS = OBJECT_WRITERS | LIST_WRITERS | SEARCH_WRITERS


@dataclass(frozen=True, slots=True)
class Plan:
    """What an operation reads and how it is written, for one kind of database and one set of conditions."""

    variables: Variables
    arguments: Sequence[FieldArguments]
    reads: Sequence[Read]
    needs_tree: bool
    lists_sections: bool
    write: Callable[[Answer], Any]

    async def answer(
        self, context: Context, variables: Mapping[str, Any]
    ) -> tuple[bytes, Callable[[], Sources | None]]:
        """The JSON of `data`, and what tells what it is made of, where that is known.

        Raises DeclinedError, or any error that the executor has to report.
        """
        values = self.variables.values(variables)
        arguments = [each.values(values) for each in self.arguments]
        for _ in range(ATTEMPTS):
            answer = Answer(context, arguments, len(self.reads))
            text = await self._written(answer)
            if await answer.is_of_one_moment():
                break
        return text, partial(sources_of, self.reads, answer, lists_sections=self.lists_sections)

    async def _written(self, answer: Answer) -> bytes:
        """The JSON of `data`, after everything that it needs has been read."""
        if self.reads or self.needs_tree:
            await answer.begin()
        if self.lists_sections:
            answer.rows.known_tree = None  # which sections have articles changes with articles, and with time
        if self.needs_tree:
            answer.tree = await answer.rows.tree()
        data, time_slice = self.write(answer), TimeSlice()
        for _ in range(DEPTH_MAX):
            if not answer.wanted:
                break
            await self._read(answer)
            if time_slice.is_over:
                await time_slice.next()  # what goes deeper may take long; others are served between
            data = self.write(answer)
        else:
            raise DeclinedError("a read does not find what it was asked for")
        answer.keep_tree()
        text = orjson.dumps(data)
        if len(text) > BYTES_MAX or (len(text) > 2 * VALUES_MAX and text.count(b'":') > VALUES_MAX):
            raise DeclinedError("the answer is too long")  # the executor counts exactly, and says so
        return text

    async def _read(self, answer: Answer) -> None:
        """Read what the writer wants."""
        wanted, answer.wanted, answer.written = answer.wanted, {}, 0
        for number, keys in wanted.items():
            answer.found[number] |= await self.reads[number].load(answer, keys)


def compile_plan(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, Any],
    variables: Mapping[str, Any],
    dialect_name: str,
) -> Plan:
    """Compile an operation under the values that its conditions have in this request.

    Raises NotPlannedError where plans do not cover it, DeclinedError where a variable is wrong.
    """
    if operation.operation is not OperationType.QUERY:
        raise NotPlannedError("no query")
    declared = Variables(operation)
    selections = Selections(fragments, operation, declared.values(variables))
    compiler = Compiler(selections, _WRITERS, dialect_name)
    write = compiler.compile()
    return Plan(
        declared, compiler.arguments, compiler.reads, compiler.needs_tree, compiler.lists_sections, write
    )
