"""What the front page and the article page cost in the server, beside a plain Strawberry and SQLModel server.

    python benchmarks/reading.py [--articles 2000] [--rounds 15]

Both servers answer the same documents from the same SQLite file, in the same process, in alternating rounds;
their responses are compared first. Printed is the CPU time of a request without the network, the median of
the rounds.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from starlette.applications import Starlette

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate
from broadsheet_server.transport.http import routes
from plain_server import plain_server
from sample_articles import fill

CARD = """slug headline summary byline language publishedAt section { path name }
    leadImage { url alt caption width height } authors { slug name }"""
FRONT_PAGE = f"{{ articles(first: 20) {{ nodes {{ {CARD} }} }} }}"
ARTICLE_PAGE = f"""query ($by: ArticleBy!) {{ article(by: $by) {{ {CARD} bodyHtml wordCount
    breadcrumb {{ label }} tags {{ slug label }} corrections {{ text }}
    images {{ url alt caption width height }}
    related(first: 5) {{ edges {{ score reasons {{ weight }} node {{ {CARD} }} }} }} }} }}"""


@dataclass
class Server:
    """One server in this process, with the CPU time of its rounds in milliseconds a request."""

    name: str
    app: Starlette
    engine: Engine
    spent: list[float] = field(default_factory=list)
    statements: int = 0

    async def answer(self, body: bytes) -> bytes:
        """The response body to one request, straight from the ASGI application."""
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app({**SCOPE, "app": self.app}, receive, send)
        return b"".join(message.get("body", b"") for message in sent)

    async def count(self, body: bytes) -> None:
        """Count the statements of one request."""
        self.statements = 0

        def note(*_: object) -> None:
            self.statements += 1

        event.listen(self.engine, "before_cursor_execute", note)
        if (database := getattr(self.app.state, "database", None)) is not None:
            fetch_rows = database.fetch_rows  # the statements of plans, which no engine sees

            async def noted(*arguments: Any, **options: Any) -> Any:
                note()
                return await fetch_rows(*arguments, **options)

            database.fetch_rows = noted
        await self.answer(body)
        if database is not None:
            database.fetch_rows = fetch_rows
        event.remove(self.engine, "before_cursor_execute", note)

    async def spend(self, body: bytes, times: int) -> None:
        """Measure one round, in milliseconds a request."""
        start = time.process_time()
        for _ in range(times):
            await self.answer(body)
        self.spent.append((time.process_time() - start) / times * 1000)


SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "POST",
    "path": "/graphql",
    "raw_path": b"/graphql",
    "query_string": b"",
    "root_path": "",
    "scheme": "http",
    "http_version": "1.1",
    "headers": [(b"content-type", b"application/json"), (b"accept", b"application/json")],
    "server": ("localhost", 80),
    "client": ("localhost", 1),
}


def data(body: bytes) -> Any:
    """The data of a response; both notations of UTC are the same."""
    response = json.loads(body)
    if response.get("errors"):
        raise SystemExit(f"A server answered with errors: {response['errors']}")
    return json.loads(json.dumps(response["data"]).replace("+00:00", "Z"))


async def compare(name: str, servers: tuple[Server, Server], body: bytes, rounds: int) -> None:
    """Measure one document on both servers and print the line."""
    ours, plain = servers
    if data(await ours.answer(body)) != data(await plain.answer(body)):
        raise SystemExit(f"The answers of the {name} differ.")
    for server in servers:
        server.spent.clear()
        await server.count(body)
    for _ in range(rounds):
        await ours.spend(body, 20)
        await plain.spend(body, 5)
    costs = [statistics.median(server.spent) for server in servers]
    for server, cost in zip(servers, costs, strict=True):
        figures = f"{cost:8.2f} ms CPU  (best {min(server.spent):.2f}){server.statements:5} statements"
        print(f"{name:14}{server.name:24}{figures}")
    print(f"{name:14}{'ratio':24}{costs[1] / costs[0]:8.1f}\n")


async def run(database: Database, rounds: int) -> None:
    """Measure both pages on both servers."""
    app = Starlette(routes=routes())
    app.state.database, app.state.settings = database, Settings(public_url="https://news.example")
    [engine] = database.read_engines
    servers = (
        Server("Broadsheet", app, engine),
        Server("Strawberry and SQLModel", plain_server(engine), engine),
    )
    article = {"query": ARTICLE_PAGE, "variables": {"by": {"slug": "story-1001"}}}
    await compare("front page", servers, json.dumps({"query": FRONT_PAGE}).encode(), rounds)
    await compare("article page", servers, json.dumps(article).encode(), rounds)


def main() -> None:
    """Fill a store and measure."""
    parser = argparse.ArgumentParser(description="What reading costs.")
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sqlite_url(Path(folder) / "benchmark.sqlite3"))
        migrate(database)
        fill(database, max(arguments.articles, 1_002))
        print(f"{arguments.articles} articles, {arguments.rounds} rounds; without the network\n")
        asyncio.run(run(database, arguments.rounds))
        database.dispose()


if __name__ == "__main__":
    main()
