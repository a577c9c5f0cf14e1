"""What a plan costs beside the executor, for each operation: processor time without HTTP and network.

    python benchmarks/plans.py [--articles 4000] [--rounds 15] [--url postgresql://…]

Both answer the same documents from the same store in one process, in alternating rounds; their answers have
to be the same bytes before a number counts. Without `--url` the store is a SQLite file of its own.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

sys.path.insert(0, str(Path(__file__).parent.parent))  # the reader's operations are found by a test module

from tests.server.schema.operations import operation

from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.execute_operation import execute_operation
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.plans.counts import COUNTS
from broadsheet_server.execution.plans.planned_answer import COMPILED_AT
from broadsheet_server.schema.context import Context
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate
from sample_articles import fill

CARD = """id headline summary path publishedAt section { name path } authors { name }
    leadImage { url alt width height }"""
FRONT_PAGE = f"{{ articles(first: 20) {{ nodes {{ {CARD} }} }} }}"
HEADLINES = "{ articles(first: 20) { nodes { headline } } }"
DEEP_LIST = f"""query ($path: String!, $after: String) {{ section(path: $path) {{ name
    articles(first: 20, after: $after) {{ nodes {{ {CARD} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""
SECTION_CURSORS = """query ($path: String!) { section(path: $path) {
    articles(first: 100) { pageInfo { endCursor } } } }"""
SETTINGS = Settings(public_url="https://news.example")
SLUG = "story-1001"


@dataclass
class Case:
    """One operation, asked of a document with a plan and of one without."""

    name: str
    text: str
    variables: dict[str, Any] = field(default_factory=dict)

    def documents(self, database: Database) -> tuple[Document, Document]:
        """The planned document and the one that the executor answers."""
        planned, executed = DocumentCache().get(self.text), DocumentCache().get(self.text)
        executed.prepared(None, self.variables).plans[database.dialect_name] = None
        return planned, executed

    async def answer(self, document: Document, database: Database) -> bytes:
        """The answer to one request."""
        request = GraphQLRequest(self.text, None, self.variables)
        result = await execute_operation(document, request, Context(database, SETTINGS, datetime.now(UTC)))
        if result.errors:
            raise SystemExit(f"{self.name}: {result.errors}")
        return orjson.dumps(result.data)

    async def spend(self, document: Document, database: Database, times: int) -> float:
        """The processor time of a request in microseconds."""
        start = time.process_time()
        for _ in range(times):
            await self.answer(document, database)
        return (time.process_time() - start) / times * 1_000_000


def cases(cursor: str) -> list[Case]:
    """The operations: what every visit asks, and what the reader asks."""
    article = {"by": {"slug": SLUG}, "language": "en"}
    page = {"first": 20, "section": None, "after": None}
    return [
        Case("headlines", HEADLINES),
        Case("front page", FRONT_PAGE),
        Case("deep section list", DEEP_LIST, {"path": "city", "after": cursor}),
        Case("reader: sections", operation("front_page")),
        Case("reader: list", operation("article_list"), page),
        Case("reader: section list", operation("article_list"), {**page, "section": "city"}),
        Case("reader: article", operation("open_article"), article),
    ]


async def compare(case: Case, database: Database, rounds: int) -> None:
    """Measure one operation both ways and print the line."""
    planned, executed = case.documents(database)
    expected = await case.answer(executed, database)
    before = COUNTS.planned
    answers = [await case.answer(planned, database) for _ in range(COMPILED_AT + 1)]
    if any(answer != expected for answer in answers):
        raise SystemExit(f"{case.name}: the answers differ.")
    if COUNTS.planned == before:
        raise SystemExit(f"{case.name}: there is no plan.")
    spent: tuple[list[float], list[float]] = [], []
    for _ in range(rounds):
        for document, times, figures in ((planned, 40, spent[0]), (executed, 10, spent[1])):
            figures.append(await case.spend(document, database, times))
    by_plan, by_executor = map(statistics.median, spent)
    best = f"(best {min(spent[0]):.0f} and {min(spent[1]):.0f})"
    print(f"{case.name:24}{by_plan:8.0f} µs{by_executor:10.0f} µs{by_executor / by_plan:8.1f}   {best}")


async def run(database: Database, rounds: int) -> None:
    """Measure every operation."""
    deep = Case("cursor", SECTION_CURSORS, {"path": "city"})
    data = orjson.loads(await deep.answer(deep.documents(database)[1], database))
    cursor = data["section"]["articles"]["pageInfo"]["endCursor"]
    print(f"{'':24}{'plan':>11}{'executor':>13}{'ratio':>8}")
    for case in cases(cursor):
        await compare(case, database, rounds)
    await database.close()


def main() -> None:
    """Fill a store and measure."""
    parser = argparse.ArgumentParser(description="What plans cost.")
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--url", help="an empty database to fill")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(arguments.url or sqlite_url(Path(folder) / "benchmark.sqlite3"))
        migrate(database)
        fill(database, max(arguments.articles, 1_002))
        print(f"{arguments.articles} articles, {arguments.rounds} rounds, {database.dialect_name}\n")
        asyncio.run(run(database, arguments.rounds))


if __name__ == "__main__":
    main()
