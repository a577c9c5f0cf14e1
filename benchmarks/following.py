"""What it costs to follow the change feed: to read all of it, and to tell a thousand subscribers of a change.

    python benchmarks/following.py [--articles 100000] [--replayed 10000] [--subscribers 1000] [--events 10]

`broadsheet serve` with one worker on SQLite, with an archive that has a change for every article. Replay is
read by one client: `changes` page by page, then `articleChanged(after: "0")` as Server-Sent Events. Fan-out:
so many subscribers ask for sequence, kind, and of the article id, headline, summary and section; an article
is published once all have told of the last one. Processor time is that of the server without what the same
articles took when nobody followed (search index, related lists); latency is from the commit to the client.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from statistics import median, quantiles
from typing import NamedTuple

import websockets
from sqlalchemy import insert, select
from sqlmodel import col

from broadsheet_server.changefeed import feed
from broadsheet_server.changefeed.topics import change_topics
from broadsheet_server.cli.serve import raise_file_limit
from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change, ChangeHead, Follower
from broadsheet_server.storage.chunks import chunks
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ChangeKind
from bulk_archive import BulkArchive
from filled_stores import Store, broadsheet, filled_stores
from server_processes import memory_megabytes, post, processor_seconds, wait_until_caught_up, wait_until_idle
from writes_beside_reads import Newsroom

FIELDS = "sequence kind article { id headline summary section { path } }"
LIVE = f"subscription Live($after: Sequence) {{ articleChanged(after: $after) {{ {FIELDS} }} }}"
PAGE = (
    "query ($after: Sequence) { changes(after: $after, first: 100) "
    f"{{ nodes {{ {FIELDS} }} pageInfo {{ endCursor }} }} }}"
)
OPENED_AT_ONCE = 25
PATIENCE_SECONDS = 120.0

Receive = Callable[[], "asyncio.Future[int]"]


class FollowedArchive(BulkArchive):
    """An archive whose change feed tells of every article. Its related lists are made."""

    def fill(self, *databases: Database) -> None:
        """Insert articles and changes."""
        super().fill(*databases)
        for database in databases:
            with database.write() as session:
                _add_changes(session)


def _add_changes(session: object) -> None:
    ids = list(session.scalars(select(col(Article.id)).order_by(col(Article.published_at))))  # type: ignore[attr-defined]
    now = datetime.now(UTC)
    for numbered in chunks(enumerate(ids, 1), 1_000):
        rows = [
            feed.change_row(number, ChangeKind.PUBLISHED, key, change_topics(key, "world", (), ()), now)
            for number, key in numbered
        ]
        session.connection().execute(insert(Change), rows)  # type: ignore[attr-defined]
    feed.set_head(session, len(ids))  # type: ignore[arg-type]


class Subscribers:
    """So many who follow one server, and when each of them got what."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.arrivals: list[float] = []
        self._all = asyncio.Event()

    def expect(self) -> None:
        """Begin to wait for one event at each."""
        self.arrivals.clear()
        self._all.clear()

    def note(self) -> None:
        """An event has come to one of them."""
        self.arrivals.append(time.monotonic())
        if len(self.arrivals) >= self.count:
            self._all.set()

    async def told(self) -> None:
        """Wait until each has got one."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._all.wait()


@asynccontextmanager
async def sse_stream(port: int, after: str) -> AsyncIterator[asyncio.StreamReader]:
    """The lines of a subscription as Server-Sent Events, behind the header."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    body = json.dumps({"query": LIVE, "variables": {"after": after}}).encode()
    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    try:
        status = await reader.readline()
        assert b" 200 " in status, status
        yield reader
    finally:
        writer.transport.abort()


async def follow_by_sse(port: int, after: str, subscribers: Subscribers) -> None:
    """Count the events of one stream until cancelled."""
    async with sse_stream(port, after) as reader:
        while line := await reader.readline():
            if line.startswith(b"event: next"):
                subscribers.note()


async def follow_by_websocket(port: int, after: str, subscribers: Subscribers) -> None:
    """Count the events of one subscription on a WebSocket until cancelled."""
    address = f"ws://127.0.0.1:{port}/graphql"
    protocol = [websockets.Subprotocol("graphql-transport-ws")]
    async with websockets.connect(
        address, subprotocols=protocol, compression=None, open_timeout=60, ping_interval=None
    ) as socket:
        await socket.send('{"type": "connection_init"}')
        await socket.recv()
        payload = {"query": LIVE, "variables": {"after": after}}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        async for message in socket:
            if '"next"' in str(message)[:40]:
                subscribers.note()


class FanOut(NamedTuple):
    """What the events of one run took."""

    cpu_s: float
    latencies_s: Sequence[float]
    kilobytes: float


async def fan_out(
    follow: Callable[[int, str, Subscribers], "asyncio.Future[None]"],
    server: tuple[int, int],
    newsroom: Newsroom,
    options: argparse.Namespace,
) -> FanOut:
    """Subscribe, publish, and measure."""
    port, pid = server
    subscribers = Subscribers(options.subscribers)
    before = memory_megabytes(pid)
    async with AsyncExitStack() as stack:
        after = await asyncio.to_thread(_head, newsroom.database)
        tasks = []
        stack.push_async_callback(_cancel, tasks)
        for number in range(options.subscribers):
            tasks.append(asyncio.create_task(follow(port, str(after), subscribers)))  # type: ignore[arg-type]
            if number % OPENED_AT_ONCE == 0:
                await asyncio.sleep(0.05)
        await asyncio.to_thread(newsroom.publish)  # all are told of it once they have subscribed
        await subscribers.told()
        memory = memory_megabytes(pid) - before
        await asyncio.to_thread(wait_until_caught_up, port)
        latencies: list[float] = []
        began = processor_seconds(pid)
        for _ in range(options.events):
            subscribers.expect()
            await asyncio.to_thread(newsroom.publish)
            committed = time.monotonic()
            await subscribers.told()
            latencies += [arrival - committed for arrival in subscribers.arrivals]
            await asyncio.to_thread(wait_until_caught_up, port)
        return FanOut(processor_seconds(pid) - began, latencies, memory * 1024 / options.subscribers)


async def _cancel(tasks: list["asyncio.Task[None]"]) -> None:
    failed = [task.exception() for task in tasks if task.done() and not task.cancelled()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if failures := [error for error in failed if error is not None]:
        raise failures[0]


def _head(database: Database) -> int:
    with database.read() as session:
        return feed.head(session)


def alone(server: tuple[int, int], newsroom: Newsroom, events: int) -> float:
    """The processor seconds of the same number of articles, when nobody follows."""
    port, pid = server
    began = processor_seconds(pid)
    for _ in range(events):
        newsroom.publish()
        wait_until_caught_up(port)
    return processor_seconds(pid) - began


def replay_pages(server: tuple[int, int], wanted: int) -> tuple[int, float, float]:
    """Read changes page by page: how many, in which time, with which processor time."""
    port, pid = server
    read, after = 0, "0"
    began, cpu = time.monotonic(), processor_seconds(pid)
    while read < wanted:
        body = json.dumps({"query": PAGE, "variables": {"after": after}}).encode()
        page = json.loads(post(port, body)[1])["data"]["changes"]
        read, after = read + len(page["nodes"]), page["pageInfo"]["endCursor"]
    return read, time.monotonic() - began, processor_seconds(pid) - cpu


async def replay_stream(server: tuple[int, int], wanted: int) -> tuple[int, float, float]:
    """Read as many events of a stream that begins at the beginning."""
    port, pid = server
    read, began, cpu = 0, time.monotonic(), processor_seconds(pid)
    async with sse_stream(port, "0") as reader:
        while read < wanted and (line := await reader.readline()):
            read += line.startswith(b"event: next")
        return read, time.monotonic() - began, processor_seconds(pid) - cpu


def show_replay(name: str, found: tuple[int, float, float]) -> None:
    """Print a row."""
    read, seconds, cpu_s = found
    print(f"| replay by {name} | {read / seconds:,.0f} changes/s | {cpu_s / read * 1e6:,.0f} µs a change |")


def show_fan_out(name: str, found: FanOut, alone_s: float, options: argparse.Namespace) -> None:
    """Print a row."""
    told = options.events * options.subscribers
    cpu_us = max(0.0, found.cpu_s - alone_s) / told * 1e6
    p99 = quantiles(found.latencies_s, n=100)[98]
    print(
        f"| {options.subscribers:,} subscribers by {name} | {cpu_us:,.0f} µs CPU an event and subscriber | "
        f"p50 {median(found.latencies_s) * 1e3:,.0f} ms, p99 {p99 * 1e3:,.0f} ms | "
        f"{found.kilobytes:,.0f} kB a subscriber |"
    )


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--replayed", type=int, default=10_000)
    parser.add_argument("--subscribers", type=int, default=1_000)
    parser.add_argument("--events", type=int, default=10)
    options = parser.parse_args()
    raise_file_limit()
    archive = FollowedArchive(options.articles)
    wanted = min(options.replayed, options.articles)
    with filled_stores(archive, postgres=False) as [store]:
        newsroom = Newsroom(store, archive, options.articles)
        _have_followed(store)
        with broadsheet(store, cache=True) as server:
            wait_until_caught_up(server[0])
            wait_until_idle(server[1])
            print(f"{options.articles:,} articles, {os.cpu_count()} cores")
            show_replay("`changes`", replay_pages(server, wanted))
            show_replay("`articleChanged`", asyncio.run(replay_stream(server, wanted)))
            newsroom.publish()
            wait_until_caught_up(server[0])
            alone_s = alone(server, newsroom, options.events)
            for name, follow in (("SSE", follow_by_sse), ("WebSocket", follow_by_websocket)):
                found = asyncio.run(fan_out(follow, server, newsroom, options))  # type: ignore[arg-type]
                show_fan_out(name, found, alone_s, options)
        newsroom.database.dispose()


def _have_followed(store: Store) -> None:
    """Say that related lists are as new as the feed: the archive brings them."""
    database = Database(store.settings.store_url)
    with database.write() as session:
        head = session.scalars(select(col(ChangeHead.sequence))).one()
        for name in ("related",):
            session.merge(Follower(name=name, sequence=head))
    database.dispose()


if __name__ == "__main__":
    sys.exit(main())
