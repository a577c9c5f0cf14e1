"""The latency and the processor time of `shareArticle`: accepting a share waits for no mail server.

    python benchmarks/share_accept.py [--shares 200]

Whole requests, from the body to the answer, without the network; the store is a SQLite file in a temporary
folder, and every share is on its disk before it is answered. Measured are accepting alone, and accepting
while the same process delivers, to a relay that is down and to one that is up.
"""

import argparse
import asyncio
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import select
from starlette.applications import Starlette

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.models.articles import Article
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.settings import MailSettings, Settings, ShareLimits
from broadsheet_server.sharing.outbox.worker import MailWorker
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate
from broadsheet_server.transport.http import routes
from broadsheet_shared.vocabulary import Scope
from reading import SCOPE, Server, data
from sample_articles import fill

SHARE = """mutation ($input: ShareArticleInput!) { shareArticle(input: $input) {
    share { id state deliveries { recipient state } } userErrors { code message } } }"""
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


async def measure(server: Server, article_id: UUID, recipients: int, shares: int, relay: str) -> None:
    """Send that many requests and print their latency and processor time."""
    times_ms, cpu_ms = [], []
    for number in range(shares + WARM_UP):
        body, started, cpu = request_body(article_id, recipients), time.perf_counter(), time.process_time()
        answer = data(await server.answer(body))["shareArticle"]
        if answer["userErrors"]:
            raise SystemExit(f"Not accepted: {answer['userErrors']}")
        if number >= WARM_UP:
            times_ms.append((time.perf_counter() - started) * 1000)
            cpu_ms.append((time.process_time() - cpu) * 1000)
    p50, p95 = statistics.median(times_ms), statistics.quantiles(times_ms, n=20)[-1]
    print(
        f"{recipients} recipients   {relay:20} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   "
        f"CPU {statistics.median(cpu_ms):5.1f} ms (best {min(cpu_ms):4.1f})   of {shares} shares",
        flush=True,
    )


async def measure_beside_worker(
    server: Server, article_id: UUID, recipients: int, shares: int, relay: str
) -> None:
    """The same while this process delivers what it accepts: the CPU time is that of both."""
    stop = asyncio.Event()
    worker = MailWorker(server.app.state.database, server.app.state.settings)
    server.app.state.mail_worker = worker
    delivering = asyncio.create_task(worker.run(stop))
    await measure(server, article_id, recipients, shares, relay)
    stop.set()
    await delivering
    del server.app.state.mail_worker


@contextmanager
def relay_that_drops(port: int) -> Iterator[None]:
    """An SMTP server in a process of its own, which accepts everything and keeps nothing."""
    sink = ["-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    process = subprocess.Popen([sys.executable, *sink])
    try:
        while not _answers(port):
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
        port = _free_port()
        settings = Settings(
            public_url="https://news.example",
            mail=MailSettings(host="127.0.0.1", port=port, tls="none", sender="share@news.example"),
            share_limits=ShareLimits(per_hour=10_000, per_day=10_000),
        )
        app = Starlette(routes=routes())
        app.state.database, app.state.settings = database, settings
        SCOPE["headers"].append((b"authorization", f"Bearer {key}".encode()))
        server = Server("Broadsheet", app, database.read_engines[0])
        for recipients in (1, 5):
            asyncio.run(measure(server, article_id, recipients, shares, "accepting alone"))
        for recipients in (1, 5):
            asyncio.run(measure_beside_worker(server, article_id, recipients, shares, "relay down"))
        with relay_that_drops(port):
            for recipients in (1, 5):
                asyncio.run(measure_beside_worker(server, article_id, recipients, shares, "relay up"))
        database.dispose()


if __name__ == "__main__":
    main()
