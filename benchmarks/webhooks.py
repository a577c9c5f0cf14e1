"""Webhooks and a receiver on loopback: deliveries a second, processor time for each, beside a dead one.

    python benchmarks/webhooks.py [--articles 100000] [--deliveries 2000] [--rounds 2] [--paced 6]

A SQLite store is filled with articles, and a webhook is told of the newest of them by one server process. Its
receiver is another process, whose time does not count. In turns the webhook is alone, and beside another one
whose receiver takes connections and never answers. Printed are the best of the rounds, and their ratio. Last
the changes come one by one, so many a second, as on a busy day: each delivery is then written down alone.
"""

import argparse
import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from ipaddress import ip_network
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import col, func, select

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.changefeed import feed
from broadsheet_server.changefeed.topics import change_topics
from broadsheet_server.execution.webhook_payloads import GraphQLPayloads
from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.models.webhooks import Webhook, WebhookDelivery
from broadsheet_server.operations.webhook_worker import WebhookWorker
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.payloads import DEFAULT_DOCUMENT
from broadsheet_server.webhooks.signatures import new_secret
from broadsheet_server.webhooks.steer_webhook import delete_webhook
from broadsheet_shared.vocabulary import ChangeKind, Scope, WebhookDeliveryState
from bulk_archive import BulkArchive
from filled_stores import filled_stores

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
LOOK_SECONDS = 0.5
WARM_UP = 50
"""Deliveries before the first run: what posting needs is loaded with them."""
PACED = 100
"""Deliveries of changes that come one by one."""
PATIENCE_S = 300.0


class Run(NamedTuple):
    """Deliveries a second, and milliseconds of the server's processor time for each."""

    rate: float
    milliseconds: float


def receive(told: Connection, answers: bool) -> None:
    """A receiver that takes everything, or one that never answers; tells its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
                if not answers:
                    await asyncio.Event().wait()
                writer.write(ANSWER)

    async def run() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def receiver(answers: bool) -> Iterator[str]:
    """The address of a receiver in a process of its own."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=receive, args=(there, answers), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}/hook"
    finally:
        process.kill()
        process.join()


def tell_of_newest(database: Database, number: int) -> None:
    """Give the newest articles a place in the change feed, which a filled archive does not have."""
    newest = select(Article.id).order_by(col(Article.published_at).desc()).limit(number)
    with database.write() as session:
        feed.lock_sequence(session)
        head, now = feed.head(session), datetime.now(UTC)
        rows = [
            feed.change_row(head + place, ChangeKind.PUBLISHED, key, change_topics(key, "city", (), ()), now)
            for place, key in enumerate(session.exec(newest).all(), 1)
        ]
        session.execute(insert(Change), rows)
        feed.set_head(session, head + len(rows))


def webhook(database: Database, key_id: UUID, url: str, deliveries: int) -> UUID:
    """A webhook that is told of the newest changes."""
    with database.write() as session:
        made = Webhook(
            name="receiver",
            url=url,
            document=DEFAULT_DOCUMENT,
            api_key_id=key_id,
            secret=new_secret(),
            sequence=feed.head(session) - deliveries,
            created_at=datetime.now(UTC),
        )
        session.add(made)
    return made.id


def delivered(database: Database, webhook_id: UUID) -> int:
    """How many deliveries have come to their end."""
    statement = select(func.count()).where(
        col(WebhookDelivery.webhook_id) == webhook_id,
        col(WebhookDelivery.state) == WebhookDeliveryState.DELIVERED,
    )
    with database.read() as session:
        return session.exec(statement).one()


async def serve_until(database: Database, settings: Settings, webhook_id: UUID, deliveries: int) -> Run:
    """Serve until a webhook was told of everything."""
    worker, stop = WebhookWorker(database, settings, GraphQLPayloads(database, settings)), asyncio.Event()
    began, cpu = time.perf_counter(), time.process_time()
    serving = asyncio.create_task(worker.run(stop))
    while delivered(database, webhook_id) < deliveries:
        await asyncio.sleep(LOOK_SECONDS)
        if time.perf_counter() - began > PATIENCE_S:
            raise TimeoutError(f"{delivered(database, webhook_id)} of {deliveries} came in time")
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    stop.set()
    await serving
    await database.close()
    return Run(deliveries / spent, 1_000 * cpu / deliveries)


def publish_paced(store_url: str, number: int, rate: float) -> None:
    """Let the newest articles have a change each, so many a second: by another process, as an import does."""
    database = Database(store_url)
    newest = select(Article.id).order_by(col(Article.published_at).desc()).limit(number)
    with database.read() as session:
        keys = session.exec(newest).all()
    for key in keys:
        time.sleep(1 / rate)
        now = datetime.now(UTC)
        with database.write() as session:
            feed.lock_sequence(session)
            place = feed.head(session) + 1
            topics = change_topics(key, "city", (), ())
            session.execute(insert(Change), [feed.change_row(place, ChangeKind.PUBLISHED, key, topics, now)])
            feed.set_head(session, place)
    database.dispose()


def measure_paced(
    database: Database, settings: Settings, key_id: UUID, url: str, deliveries: int, rate: float
) -> Run:
    """A run in which the changes come one by one."""
    webhook_id = webhook(database, key_id, url, 0)
    arguments = (settings.store_url, deliveries, rate)
    publisher = get_context("spawn").Process(target=publish_paced, args=arguments, daemon=True)
    publisher.start()
    try:
        return asyncio.run(serve_until(database, settings, webhook_id, deliveries))
    finally:
        publisher.kill()
        publisher.join()


def measure(database: Database, settings: Settings, key_id: UUID, urls: list[str], deliveries: int) -> Run:
    """A run in which the first of the receivers is waited for."""
    ids = [webhook(database, key_id, url, deliveries) for url in urls]
    run = asyncio.run(serve_until(database, settings, ids[0], deliveries))
    with database.write() as session:
        for webhook_id in ids:
            delete_webhook(session, webhook_id)
    return run


def main() -> None:
    """Measure, and print."""
    arguments = _arguments()
    fetching = FetchingSettings(allowed_networks=[ip_network("127.0.0.0/8")])
    with (
        filled_stores(BulkArchive(arguments.articles), postgres=False, indexed=False) as [store],
        receiver(answers=True) as good,
        receiver(answers=False) as dead,
    ):
        settings = store.settings.model_copy(update={"fetching": fetching})
        database = Database(settings.store_url)
        with database.write() as session:
            key_id = create_key(session, "benchmark", [Scope.WEBHOOKS], now=datetime.now(UTC))[0].id
        tell_of_newest(database, arguments.deliveries)
        measure(database, settings, key_id, [good], min(WARM_UP, arguments.deliveries))
        alone, beside = [], []
        for _ in range(arguments.rounds):
            alone.append(measure(database, settings, key_id, [good], arguments.deliveries))
            beside.append(measure(database, settings, key_id, [good, dead], arguments.deliveries))
        number = min(PACED, arguments.deliveries)
        paced = measure_paced(database, settings, key_id, good, number, arguments.paced)
        database.dispose()
    print(f"{arguments.articles:,} articles, {arguments.deliveries:,} deliveries a run, one server process")
    for name, runs in (("alone", alone), ("beside a dead receiver", beside)):
        best = max(runs)
        print(f"{name:<24}{best.rate:8.0f} deliveries/s{best.milliseconds:8.2f} ms CPU each")
    print(f"{'one by one':<24}{paced.rate:8.0f} deliveries/s{paced.milliseconds:8.2f} ms CPU each")
    print(f"rate beside a dead receiver, of that alone: {max(beside).rate / max(alone).rate:.2f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--deliveries", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--paced", type=float, default=6.0, help="changes a second that come one by one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
