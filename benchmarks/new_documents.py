"""What a document costs that the server has never seen: reading it, the limits, validation, cost, execution.

    python benchmarks/new_documents.py [--documents 60]

The documents are the playground's own queries, each time with another name of the operation and an alias
more, so that nothing of them is kept. Printed is the processor time of whole requests, from the body to the
answer, without the network; beside it that of reading the document alone, and of the same request when the
document is known. The store has 200 articles.
"""

import argparse
import asyncio
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import select
from starlette.applications import Starlette

from broadsheet_server import web
from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.models.articles import Article
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate
from broadsheet_server.transport.http import routes
from reading import Server, data
from sample_articles import fill

EXAMPLES = Path(web.__file__).parent / "static" / "playground" / "examples.js"
NEEDS_A_KEY = ("mutation", "query ShareState")
WARM_UP = 5
"""Documents of each kind that are not measured."""


def examples() -> list[str]:
    """The queries of the playground that need no key."""
    found = re.findall(r"query: `((?:\\.|[^`])*)`", EXAMPLES.read_text(encoding="utf-8"))
    queries = [text.replace("\\`", "`") for text in found]
    return [text for text in queries if not any(start in text for start in NEEDS_A_KEY)]


def new_documents(example: str, count: int) -> list[str]:
    """So many documents of one kind, no two of them alike."""
    named = re.compile(r"^query (\w+)(.*) \{$", re.MULTILINE)
    return [
        named.sub(rf"query \g<1>{number}\g<2> {{\n  type{number}: __typename", example)
        for number in range(count)
    ]


def spent_ms(act: Callable[[str], object], documents: list[str]) -> float:
    """The median of the processor time that each takes, in milliseconds."""
    times = []
    for number, document in enumerate(documents):
        started = time.process_time()
        act(document)
        if number >= WARM_UP:
            times.append(1_000 * (time.process_time() - started))
    return statistics.median(times)


def main() -> None:
    """Fill a store and measure."""
    parser = argparse.ArgumentParser(description="What a document costs that was never seen.")
    parser.add_argument("--documents", type=int, default=60)
    count: int = parser.parse_args().documents + WARM_UP
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sqlite_url(Path(folder) / "benchmark.sqlite3"))
        migrate(database)
        fill(database, 200)
        with database.read() as session:
            slug = session.exec(select(Article.slug).limit(1)).one()
        app = Starlette(routes=routes())
        app.state.database, app.state.settings = database, Settings(public_url="https://news.example")
        measure(Server("Broadsheet", app, database.read_engines[0]), slug, count)
        database.dispose()


def measure(server: Server, slug: str, count: int) -> None:
    """Measure each kind and print it."""
    variables: dict[str, Any] = {"slug": slug, "path": "city", "first": 3, "after": None}
    loop = asyncio.new_event_loop()

    def ask(document: str) -> None:
        needed = {name: value for name, value in variables.items() if f"${name}" in document}
        body = json.dumps({"query": document, "variables": needed}).encode()
        data(loop.run_until_complete(server.answer(body)))

    for example in examples():
        documents = new_documents(example, count)
        whole, _compiled, known = (spent_ms(ask, documents) for _ in range(3))
        reading = spent_ms(DocumentCache().get, documents)
        name = re.findall(r"query (\w+)", example)[0]
        print(
            f"{name:24} new {whole:5.2f} ms   reading alone {reading:5.2f} ms   known {known:5.2f} ms",
            flush=True,
        )
    loop.close()


if __name__ == "__main__":
    main()
