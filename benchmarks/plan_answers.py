"""What a plan's answer takes, by what is kept: processor time without HTTP, for the operations of `peers.py`.

    python benchmarks/plan_answers.py [--articles 20000] [--rounds 5]

`kept`: all was asked before, and nobody has committed anything since. `read again`: as after a commit of
anybody that changes no article; cards are there, and pages and related lists are read. `nothing kept`: as
after a start. All three and the executor have to give the same bytes before a number counts. The database's
own processor time is not in it.
"""

import argparse
import asyncio
import itertools
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.execute_operation import execute_operation
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.plans.kept_data import KeptData, kept_data
from broadsheet_server.execution.plans.plan import Plan, compile_plan
from broadsheet_server.schema.context import Context
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from bulk_archive import BulkArchive
from filled_stores import Store, filled_stores
from operations import NAMES, bodies_by

ANSWERS, EXECUTED = 500, 60
"""How many answers a round makes, by the plan and by the executor."""

SETTINGS = Settings(public_url="https://news.example")
Variables = dict[str, Any]


def forget_reads(kept: KeptData) -> None:
    """As after a commit that changes no article."""
    kept.reads.clear()


def forget_everything(kept: KeptData) -> None:
    """As after a start."""
    kept.clear()
    kept.reads.clear()


def kept_of(database: Database) -> KeptData:
    """What plans keep of a database."""
    return kept_data(database, SETTINGS.answer_cache.delay_ms / 1_000)


STATES: dict[str, Callable[[KeptData], None]] = {
    "kept": lambda _: None,
    "read again": forget_reads,
    "nothing kept": forget_everything,
}


@dataclass
class Operation:
    """An operation on one store, with the variables of its requests."""

    database: Database
    text: str
    variables: Sequence[Variables]

    def context(self) -> Context:
        """The context of a request."""
        return Context(self.database, SETTINGS, datetime.now(UTC))

    def plan(self) -> Plan:
        """Its plan."""
        document = DocumentCache().get(self.text)
        return compile_plan(
            document.operation(None), document.fragments, self.variables[0], self.database.dialect_name
        )

    async def by_executor(self, variables: Variables) -> bytes:
        """An answer of the executor; errors end the program."""
        request = GraphQLRequest(self.text, None, variables)
        result = await execute_operation(DocumentCache().get(self.text), request, self.context())
        if result.errors:
            raise SystemExit(f"{self.text}: {result.errors}")
        return orjson.dumps(result.data)

    async def check(self, plan: Plan) -> None:
        """End the program where a plan's answer is not the executor's, in any state."""
        kept = kept_of(self.database)
        for variables in self.variables[:40]:
            expected = await self.by_executor(variables)
            for forget in (forget_everything, forget_reads, STATES["kept"], STATES["kept"]):
                forget(kept)
                if (await plan.answer(self.context(), variables))[0] != expected:
                    raise SystemExit(f"The answers differ: {self.text} {variables}")

    async def spend(self, plan: Plan, forget: Callable[[KeptData], None]) -> float:
        """The processor time of an answer by the plan in microseconds."""
        kept = kept_of(self.database)
        requests = list(zip(self._contexts(ANSWERS), itertools.cycle(self.variables), strict=False))
        start = time.process_time()
        for context, variables in requests:
            forget(kept)
            await plan.answer(context, variables)
        return (time.process_time() - start) / ANSWERS * 1_000_000

    def _contexts(self, count: int) -> list[Context]:
        return [self.context() for _ in range(count)]

    async def spend_executing(self) -> float:
        """The same of the executor, with a document that it knows."""
        document = DocumentCache().get(self.text)
        document.prepared(None, self.variables[0]).plans[self.database.dialect_name] = None
        start = time.process_time()
        for variables in itertools.islice(itertools.cycle(self.variables), EXECUTED):
            await execute_operation(document, GraphQLRequest(self.text, None, variables), self.context())
        return (time.process_time() - start) / EXECUTED * 1_000_000


async def measure(operation: Operation, rounds: int) -> dict[str, float]:
    """The least processor time in each state, and of the executor; all in turns."""
    plan = operation.plan()
    await operation.check(plan)
    for _ in range(2):
        for variables in operation.variables:
            await plan.answer(operation.context(), variables)
    spent: dict[str, list[float]] = {name: [] for name in (*STATES, "executor")}
    for _ in range(rounds):
        for name in ("kept", "read again"):
            spent[name].append(await operation.spend(plan, STATES[name]))
        spent["executor"].append(await operation.spend_executing())
    for _ in range(rounds):
        spent["nothing kept"].append(await operation.spend(plan, STATES["nothing kept"]))
    return {name: min(figures) for name, figures in spent.items()}


def print_store(store: Store, archive: BulkArchive, size: int, rounds: int) -> None:
    """Measure all operations but the search on one store, and print a table."""
    database = Database(store.settings.store_url)
    print(f"\n{store.name + ', µs an answer':28}{''.join(f'{name:>16}' for name in (*STATES, 'executor'))}")
    with asyncio.Runner() as runner:

        def ask(request: bytes) -> Any:
            sent = json.loads(request)
            text, variables = sent["query"], sent["variables"]
            return orjson.loads(runner.run(Operation(database, text, [variables]).by_executor(variables)))

        for name, requests in bodies_by(ask, archive, size).items():
            if name == NAMES[-1]:
                continue  # the index decides what a search costs
            sent = [json.loads(each) for each in requests]
            operation = Operation(database, sent[0]["query"], [each["variables"] for each in sent])
            spent = runner.run(measure(operation, rounds))
            figures = (f"{figure:.0f} ({spent['executor'] / figure:.1f})" for figure in spent.values())
            print(f"{name:28}{''.join(f'{each:>16}' for each in figures)}")
        runner.run(database.close())


def main() -> None:
    """Fill the stores and measure."""
    parser = argparse.ArgumentParser(description="What plans take, by what is kept.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    archive = BulkArchive(arguments.articles)
    with filled_stores(archive, indexed=False) as stores:
        print(f"{arguments.articles} articles; in brackets how often less than the executor")
        for store in stores:
            print_store(store, archive, arguments.articles, arguments.rounds)


if __name__ == "__main__":
    main()
