"""What readers lose while articles arrive, by a clock that only the server's own work moves.

    python benchmarks/arriving_articles.py [--articles 1000] [--rounds 5] [--seconds 1] [--writes 5]
        [--operations ...] [--stores SQLite PostgreSQL]

The endpoint, the answer cache and the followers of a server in this process, asked by 32 readers at a time.
A second is one of this process's processor time, less what publishing takes, which is another process's: five
articles arrive in each, and the followers look, rest and wait by it. So the figures are those of a server
that has a core for itself, whatever else the machine does; `writes_beside_reads.py` measures whole servers,
but on a busy machine an index that commits once a second commits far more often for each answer.

Before anything is measured the followers have caught up with the whole archive: index, features, related
lists. A turn is a slice with writes between two without, because a busy machine changes its speed within
seconds, by more than what is measured. The ratio of a turn compares its slice with writes with the mean of
the two beside it. Printed is the median of the turns, and between which ratios the middle half of them is:
where these are far apart the median says little, and more rounds say more. The first second with writes is
not counted.

HTTP is not in it: 60 µs are added to each answer that is made anew, 35 to each known one, which is what `wrk`
and `uvicorn` make of them. Printed are µs of an answer, server + database, without writes and with them (of
PostgreSQL the processes that write the articles count too), and the ratio of the sums; then of each second
with writes the milliseconds that the followers took (search index, related lists), and those that readers
took more than they do without writes.
"""

import argparse
import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from broadsheet_server import app
from broadsheet_server.execution import answers
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.operations.garbage_collection import collect_less_often, spare_what_is_imported
from broadsheet_server.search import kept_results
from broadsheet_server.search.opening import open_index
from broadsheet_server.settings import Settings
from broadsheet_server.storage import data_version
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.polling import POLL_SECONDS
from broadsheet_server.transport import cached_answers
from broadsheet_server.transport.connections import WRITE_RESPONSE
from bulk_archive import BulkArchive
from filled_stores import Store, filled_stores
from operations import NAMES, Bodies, bodies_by
from server_processes import processor_seconds
from writes_beside_reads import KNOWN, Newsroom

READERS = 32
HTTP_SECONDS = {False: 60e-6, True: 35e-6}
"""What HTTP adds to an answer, by whether answers are kept."""

_STORES = ("SQLite", "PostgreSQL")
_CLOCKED = (answers, kept_results, data_version, cached_answers)
_SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "POST",
    "path": "/graphql",
    "query_string": b"",
    "client": ("127.0.0.1", 1),
}


class ServerClock:
    """In place of the module `time`: the processor time of this process, less what others' work took."""

    def __init__(self) -> None:
        self._added = 0.0

    def monotonic(self) -> float:
        """The time in seconds."""
        return time.process_time() + self._added

    def add(self, seconds: float) -> None:
        """Count what a server does and this program does not."""
        self._added += seconds

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """It stands still meanwhile."""
        began = time.process_time()
        try:
            yield
        finally:
            self._added -= time.process_time() - began


class Server:
    """The endpoint of one store, and its followers, which go by a clock."""

    def __init__(self, store: Store, clock: ServerClock, *, cache: bool) -> None:
        settings = _settings(store.settings, cache=cache)
        self.clock, self.cache, self.process = clock, cache, store.database
        self.database = Database(settings.store_url)
        self.followers = ServerFollowers(self.database, settings)
        for follower in self.followers._retried:
            follower._clock = clock.monotonic
        application = app.create_app(settings)
        application.state.settings, application.state.database = settings, self.database
        application.state.index = open_index(settings.index)
        self._answer = app._known_answers(application, settings)

    async def ask(self, body: bytes) -> bytes:
        """The body of the answer to a POST request."""
        written: list[bytes] = []

        def write(_: object, __: bytes, text: bytes) -> bool:
            written.append(text)
            return True

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            written.append(message.get("body", b""))

        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        scope = {**_SCOPE, "headers": headers, "extensions": {WRITE_RESPONSE: {"write": write}}}
        await self._answer(scope, receive, send)
        self.clock.add(HTTP_SECONDS[self.cache])
        return b"".join(written)

    async def data(self, body: bytes) -> Any:
        """The data of the answer."""
        return json.loads(await self.ask(body))["data"]

    def follow(self) -> float:
        """What the followers do when they look; the seconds that it took."""
        began = self.clock.monotonic()
        while self.followers.step_with_retry():
            pass
        return self.clock.monotonic() - began

    async def close(self) -> None:
        """Close what is open."""
        self.followers.close()
        await self.database.close()
        self.database.dispose()


def _settings(settings: Settings, *, cache: bool) -> Settings:
    kept = settings.answer_cache.model_copy(update={"megabytes": 64 if cache else 0})
    return settings.model_copy(update={"answer_cache": kept, "public_url": "https://news.example"})


class Found(NamedTuple):
    """Seconds of server and database for each answer, and the share of the time that the followers took."""

    server_s: float
    database_s: float
    following: float


class Turn(NamedTuple):
    """A slice with writes, and the mean of those without before and after it."""

    alone: Found
    beside: Found

    @property
    def ratio(self) -> float:
        """What is left with writes of the answers that a second of the processor gives."""
        return _seconds(self.alone) / _seconds(self.beside)


def _seconds(found: Found) -> float:
    return found.server_s + found.database_s


def mean_of(slices: Sequence[Found]) -> Found:
    """The mean of each figure."""
    return Found(*map(statistics.fmean, zip(*slices, strict=True)))


def median_of(slices: Sequence[Found]) -> Found:
    """The median of each figure."""
    return Found(*map(statistics.median, zip(*slices, strict=True)))


class Load:
    """Readers who ask a server, and articles that arrive, `writes` a second: none without a newsroom."""

    def __init__(
        self, server: Server, bodies: Sequence[bytes], newsroom: Newsroom | None, writes: float
    ) -> None:
        self._server = server
        self._bodies = itertools.cycle(bodies)
        self._newsroom = newsroom
        self._writes = writes
        self._arrived = self._looks = self._answered = 0
        self._following_s = 0.0

    async def run(self, seconds: float) -> Found:
        """Ask for so long."""
        clock, process = self._server.clock, self._server.process
        began, in_database = clock.monotonic(), processor_seconds(process) if process else 0.0
        await asyncio.gather(*(self._read(began, seconds) for _ in range(READERS)))
        spent = clock.monotonic() - began
        in_database = (processor_seconds(process) if process else 0.0) - in_database
        return Found(spent / self._answered, in_database / self._answered, self._following_s / spent)

    async def _read(self, began: float, seconds: float) -> None:
        while (passed := self._server.clock.monotonic() - began) < seconds:
            self._answered += 1
            await self._server.ask(next(self._bodies))
            if self._newsroom is not None:
                self._go_on(self._newsroom, passed)

    def _go_on(self, newsroom: Newsroom, passed: float) -> None:
        """Publish, and have the followers look, where it is time: in a slice as often as in a long run."""
        if passed * self._writes > self._arrived + 0.5:
            self._arrived += 1
            with self._server.clock.stopped():
                newsroom.publish()
        if passed > (self._looks + 0.5) * POLL_SECONDS:
            self._looks += 1
            self._following_s += self._server.follow()


async def _bodies(server: Server, archive: BulkArchive, size: int) -> Bodies:
    """The bodies of requests, with cursors of this server."""
    loop = asyncio.get_running_loop()

    def ask(body: bytes) -> Any:
        return asyncio.run_coroutine_threadsafe(server.data(body), loop).result()

    return await asyncio.to_thread(bodies_by, ask, archive, size)


async def measure(store: Store, archive: BulkArchive, chosen: argparse.Namespace) -> None:
    """Measure and print all operations on one store, made anew and kept."""
    clock = ServerClock()
    for module in _CLOCKED:
        module.time = clock  # type: ignore[attr-defined]
    newsroom = Newsroom(store, archive, chosen.articles)
    newsroom.publish()
    for cache in (False, True):
        server = Server(store, clock, cache=cache)
        server.followers.catch_up()
        sent = await _bodies(server, archive, chosen.articles)
        for name in chosen.operations:
            bodies = sent[name][: KNOWN if cache else None]
            turns = [await _turn(server, bodies, newsroom, chosen) for _ in range(chosen.rounds)]
            _show(f"{store.name}, {'cached' if cache else 'made anew'}, {name}", turns)
        await server.close()
    newsroom.database.dispose()


async def _turn(
    server: Server, bodies: Sequence[bytes], newsroom: Newsroom, chosen: argparse.Namespace
) -> Turn:
    """A slice with writes between two without; the followers have caught up before and after."""
    before = await _alone(server, bodies, chosen.seconds)
    await Load(server, bodies, newsroom, chosen.writes).run(1)
    beside = await Load(server, bodies, newsroom, chosen.writes).run(chosen.seconds)
    server.followers.catch_up()
    return Turn(mean_of([before, await _alone(server, bodies, chosen.seconds)]), beside)


async def _alone(server: Server, bodies: Sequence[bytes], seconds: float) -> Found:
    """A slice without writes, in which everything that is asked for was asked for before."""
    for body in bodies * 3:
        await server.ask(body)
    return await Load(server, bodies, None, 0).run(seconds)


def _show(name: str, turns: Sequence[Turn]) -> None:
    alone, beside = (median_of(slices) for slices in zip(*turns, strict=True))
    reads = statistics.median(1 - a.server_s / b.server_s - b.following for a, b in turns)
    ratios = [turn.ratio for turn in turns]
    low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    print(
        f"{name:38}{_micros(alone):>12}{_micros(beside):>12}{middle:8.2f}{f'{low:.2f} to {high:.2f}':>14}"
        f"{beside.following * 1e3:11.0f}{reads * 1e3:8.0f}",
        flush=True,
    )


def _micros(found: Found) -> str:
    return f"{found.server_s * 1e6:.0f} + {found.database_s * 1e6:.0f}"


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1, help="of a slice")
    parser.add_argument("--writes", type=float, default=5, help="articles a second")
    parser.add_argument("--operations", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--stores", nargs="+", choices=_STORES, default=list(_STORES))
    chosen = parser.parse_args()
    archive = BulkArchive(chosen.articles)
    collect_less_often()
    with filled_stores(archive, postgres="PostgreSQL" in chosen.stores) as filled:
        spare_what_is_imported()  # and what the archive is made of, which no server has
        print(f"{chosen.articles:,} articles, {chosen.writes:g} more a second")
        columns = f"{'alone':>12}{'beside':>12}{'ratio':>8}{'half of them':>14}{'followers':>11}{'reads':>8}"
        print(f"{'µs server + database':38}{columns}")
        for store in filled:
            if store.name in chosen.stores:
                asyncio.run(measure(store, archive, chosen))


if __name__ == "__main__":
    main()
