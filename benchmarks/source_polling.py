"""Many sources at once, some of which misbehave: do they delay the others? Does a killed poll lose anything?

    python benchmarks/source_polling.py [--sources 200] [--bad 40] [--rounds 3] [--kills 10]

Each source has a loopback address of its own (127.1.0.1 and on; Linux), as feeds have hosts of their own. A
good one has a feed of ten items. The bad ones hang, send a byte now and then, break off, lie about their
length, never end, redirect in circles, or send what is no feed. Measured is how long the good ones take from
the start until each is stored: alone, and beside the bad ones, in turns. The store is a SQLite file in a
temporary folder.

Then a process that polls a feed of 300 items is killed (SIGKILL) at a random moment between its request and
the end of an undisturbed poll, and another one run to its end: every article has to be there once.
"""

import argparse
import asyncio
import logging
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from sqlmodel import col, select

from broadsheet_server.ingest.sources import SourceRequest, add_source
from broadsheet_server.models.articles import Article
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.operations.source_poller import SourcePoller
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate

ITEMS = 10
KILLED_ITEMS = 300
FIRST_ADDRESS = ip_address("127.1.0.1")
PORT = 8971
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def feed(name: str, items: int) -> bytes:
    """A feed of short reports."""
    reports = "".join(
        f"<item><guid isPermaLink='false'>{name}-{number}</guid><title>Report {number} of {name}</title>"
        f"<link>https://post.example/{name}/{number}</link>"
        f"<description>The council of {name} met for the {number}th time and decided nothing.</description>"
        "</item>"
        for number in range(items)
    )
    return f"<rss version='2.0'><channel><title>{name}</title>{reports}</channel></rss>".encode()


def answer(body: bytes, status: str = "200 OK", *headers: str, length: int | None = None) -> Answer:
    """A response, whose length may be a lie."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode()

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(head + body)

    return write


async def hang(_: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Send a byte now and then."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.5)


async def never_end(writer: asyncio.StreamWriter) -> None:
    """Send megabytes without an end."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"<item>" * 10_000)
        await writer.drain()


BAD: Sequence[Answer] = (
    hang,
    drip,
    answer(b"<rss", length=1_000_000),
    never_end,
    answer(b"", "302 Found", "Location: /"),
    answer(b"", "503 Busy", "Retry-After: 3600"),
    answer(b"no feed at all"),
)


@asynccontextmanager
async def web_server(answers: Sequence[Answer]) -> AsyncIterator[list[str]]:
    """A server with one address for each answer; the addresses' URLs."""
    by_address = {str(FIRST_ADDRESS + number): each for number, each in enumerate(answers)}
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await reader.readuntil(b"\r\n\r\n")
            await by_address[writer.get_extra_info("sockname")[0]](writer)
            await writer.drain()
        writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(task := asyncio.create_task(serve(reader, writer)))
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, list(by_address), PORT, backlog=256)
    try:
        yield [f"http://{address}:{PORT}/" for address in by_address]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def open_store(folder: Path, names: Sequence[str], urls: Sequence[str]) -> tuple[Database, Settings]:
    """A new store with these sources."""
    settings = Settings(data=folder, fetching=FetchingSettings(allowed_networks=[ip_network("127.0.0.0/8")]))
    database = Database(sqlite_url(folder / "broadsheet.sqlite3"))
    migrate(database)
    with database.write() as session:
        for name, url in zip(names, urls, strict=True):
            add_source(session, SourceRequest(name, url, "news"), now=datetime.now(UTC))
    return database, settings


async def poll(good: int, bad: int) -> list[float]:
    """Poll once; after how many seconds each good source was stored, shortest first."""
    names = [f"bad{number}" for number in range(bad)] + [f"good{number}" for number in range(good)]
    answers = [BAD[number % len(BAD)] for number in range(bad)]
    answers += [answer(feed(name, ITEMS)) for name in names[bad:]]
    with tempfile.TemporaryDirectory() as folder:
        async with web_server(answers) as urls:
            database, settings = open_store(Path(folder), names, urls)
            began, stop = datetime.now(UTC), asyncio.Event()
            running = asyncio.create_task(SourcePoller(database, settings).run(stop))
            seconds: list[float] = []
            while len(seconds) < good:
                await asyncio.sleep(0.25)
                with database.read() as session:
                    done = select(ImportSource.last_success_at).where(col(ImportSource.name).like("good%"))
                    seconds = [(at - began).total_seconds() for at in session.exec(done) if at]
            stop.set()
            await running
            database.dispose()
    return sorted(seconds)


async def compare(sources: int, bad: int, rounds: int) -> None:
    """Print the times of the good sources alone and beside the bad ones."""
    good, alone, beside = sources - bad, [], []
    for number in range(rounds):
        alone.append(await poll(good, 0))
        beside.append(await poll(good, bad))
        for words, times in (("alone", alone[-1]), (f"beside {bad} bad ones", beside[-1])):
            middle = statistics.median(times)
            print(
                f"round {number + 1}: {good} sources {words}: {middle:.1f} s median, {times[-1]:.1f} s last"
            )
    ratio = statistics.median(times[-1] for times in beside) / statistics.median(t[-1] for t in alone)
    print(f"the last good source, beside / alone: {ratio:.2f}")


POLL = """
import asyncio, sys
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from broadsheet_server.operations.source_poller import SourcePoller
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database
settings = Settings(
    data=Path(sys.argv[1]), fetching=FetchingSettings(allowed_networks=[ip_network("127.0.0.0/8")])
)
now = datetime.fromisoformat(sys.argv[2])
asyncio.run(SourcePoller(Database(settings.store_url), settings, clock=lambda: now).run_until_idle())
"""
"""A process that polls all due sources, as if it were the moment of its second argument."""


async def kill(kills: int) -> None:
    """Kill polls at random moments, run each to its end, and print what is there."""
    served = asyncio.Event()

    async def serve(writer: asyncio.StreamWriter) -> None:
        served.set()
        await answer(feed("killed", KILLED_ITEMS))(writer)

    amid = lost = doubled = 0
    async with web_server([serve]) as urls:
        with tempfile.TemporaryDirectory() as folder:
            open_store(Path(folder), ["killed"], urls)[0].dispose()
            undisturbed = await killed_after(folder, served, None)
        for _ in range(kills):
            with tempfile.TemporaryDirectory() as folder:
                database, _ = open_store(Path(folder), ["killed"], urls)
                await killed_after(folder, served, random.uniform(0.0, undisturbed))
                amid += 0 < len(references(database)) < KILLED_ITEMS
                await killed_after(folder, served, None)
                found = references(database)
                lost += KILLED_ITEMS - len(set(found))
                doubled += len(found) - len(set(found))
                database.dispose()
    print(f"{kills} kills, {amid} of them amid the articles: {lost} lost, {doubled} doubled")


async def killed_after(folder: str, served: asyncio.Event, seconds: float | None) -> float:
    """Poll in a process that is killed so long after its request, if at all; how long it ran from there."""
    served.clear()
    later = datetime.now(UTC) + timedelta(days=1 if seconds is None else 0, minutes=1)
    process = start(folder, later)
    await served.wait()
    began = time.monotonic()
    if seconds is not None:
        await asyncio.sleep(seconds)
        process.kill()
    await asyncio.to_thread(process.wait)
    return time.monotonic() - began


def start(folder: str, now: datetime) -> subprocess.Popen[bytes]:
    """Start a process that polls."""
    return subprocess.Popen([sys.executable, "-c", POLL, folder, now.isoformat()])


def references(database: Database) -> list[str | None]:
    """The ids of all articles at their source."""
    with database.read() as session:
        return list(session.exec(select(Article.external_reference)))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--bad", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=10)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)  # what the bad ones do
    began = time.monotonic()
    asyncio.run(compare(arguments.sources, arguments.bad, arguments.rounds))
    asyncio.run(kill(arguments.kills))
    print(f"measured in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
