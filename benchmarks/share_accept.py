"""What `shareArticle` costs and how long it takes while the relay is down: it waits for no mail server.

    python benchmarks/share_accept.py [--shares 200]

Whole requests, from the body to the answer, without the network; the store is a SQLite file in a temporary
folder, and every share is on its disk before it is answered.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import select
from starlette.applications import Starlette

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.models.articles import Article
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.settings import MailSettings, Settings, ShareLimits
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate
from broadsheet_server.transport.http import routes
from broadsheet_shared.vocabulary import Scope
from reading import SCOPE, Server, data
from sample_articles import fill

SHARE = """mutation ($input: ShareArticleInput!) { shareArticle(input: $input) {
    share { id state deliveries { recipient state } } userErrors { code message } } }"""
CLOSED_PORT = 9
WARM_UP = 5
"""Requests that are not measured."""


def request_body(article_id: UUID, recipients: int) -> bytes:
    """A share that was not requested before."""
    share = {
        "article": global_id("Article", article_id),
        "to": [f"friend{uuid4().hex}@example.net" for _ in range(recipients)],
        "senderName": "Ada Lovelace",
        "note": "This is the one that I told you about.",
        "idempotencyKey": uuid4().hex,
    }
    return json.dumps({"query": SHARE, "variables": {"input": share}}).encode()


async def measure(server: Server, article_id: UUID, recipients: int, shares: int) -> None:
    """Send that many requests; print their latency and the processor time of each."""
    times_ms, spent_ms = [], []
    for number in range(shares + WARM_UP):
        body, started = request_body(article_id, recipients), time.perf_counter()
        spent_before = time.process_time()
        answer = data(await server.answer(body))["shareArticle"]
        if answer["userErrors"]:
            raise SystemExit(f"Not accepted: {answer['userErrors']}")
        if number >= WARM_UP:
            times_ms.append((time.perf_counter() - started) * 1000)
            spent_ms.append((time.process_time() - spent_before) * 1000)
    p50, p95 = statistics.median(times_ms), statistics.quantiles(times_ms, n=20)[-1]
    latency = f"p50 {p50:6.1f} ms   p95 {p95:6.1f} ms"
    spent = f"{statistics.median(spent_ms):6.1f} ms of the processor"
    print(f"{recipients} recipients   {latency}   {spent}   of {shares} shares")


def main() -> None:
    """Fill a store and measure."""
    parser = argparse.ArgumentParser(description="The latency of shareArticle.")
    parser.add_argument("--shares", type=int, default=200)
    shares: int = parser.parse_args().shares
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sqlite_url(Path(folder) / "benchmark.sqlite3"))
        migrate(database)
        fill(database, 200)
        with database.write() as session:
            _, key = create_key(session, "benchmark", [Scope.SHARE], now=datetime.now(UTC))
            article_id = session.exec(select(Article.id).limit(1)).one()
        settings = Settings(
            public_url="https://news.example",
            mail=MailSettings(host="127.0.0.1", port=CLOSED_PORT, tls="none", sender="share@news.example"),
            share_limits=ShareLimits(per_hour=10_000, per_day=10_000),
        )
        app = Starlette(routes=routes())
        app.state.database, app.state.settings = database, settings
        SCOPE["headers"].append((b"authorization", f"Bearer {key}".encode()))
        server = Server("Broadsheet", app, database.read_engines[0])
        for recipients in (1, 5):
            asyncio.run(measure(server, article_id, recipients, shares))
        database.dispose()


if __name__ == "__main__":
    main()
