"""What a known answer costs, beside a static body that the same server sends.

    python benchmarks/answers.py [--articles 2000] [--rounds 5] [--seconds 2] [--no-cache]

One server process answers over loopback, 32 connections ask by `wrk` (https://github.com/wg/wrk), which
has to be installed. The static body is the front page's answer, sent by a bare ASGI function in the same
server after it has read the request. Static body and operations take turns; printed are the medians of
requests/s, the ratio of each operation to the static body, and the server's processor time a request.
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
from pathlib import Path
from typing import Any

from sqlmodel import select

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
BODY_VARIABLE = "BENCHMARK_STATIC_BODY"


def app() -> Any:
    """The server with the static body beside it; made by uvicorn in the server process."""
    server = create_server(Settings())
    body = Path(os.environ[BODY_VARIABLE]).read_bytes()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]

    async def with_static_body(scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") != "/static":
            await server(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return with_static_body


def post(port: int, body: bytes, path: str = "/graphql") -> bytes:
    """The answer to one request."""
    url = f"http://127.0.0.1:{port}{path}"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        answer: bytes = response.read()
    return answer


def processor_seconds(pid: int) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
        page = json.loads(post(port, body))["data"]["section"]["articles"]["pageInfo"]
        variables = {"after": page["endCursor"]} if page["hasNextPage"] else {}
    bodies["deep list"] = [body]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--no-cache", action="store_true")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: no load, no figures")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(sqlite_url(folder / "broadsheet.sqlite3"))
        migrate(database)
        fill(database, arguments.articles)
        bodies = operations(database)
        database.dispose()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        (folder / "body").write_bytes(b"")
        environment = os.environ | {
            "BROADSHEET_DATA": name,
            BODY_VARIABLE: str(folder / "body"),
            "BROADSHEET_ANSWER_CACHE__MEGABYTES": "0" if arguments.no_cache else "64",
        }
        measure(arguments, folder, port, bodies, environment)


def measure(
    arguments: argparse.Namespace,
    folder: Path,
    port: int,
    bodies: dict[str, list[bytes]],
    environment: dict[str, str],
) -> None:
    """Start the server twice: once for the static body's bytes, once to be measured."""
    with running(port, environment):
        (folder / "body").write_bytes(post(port, bodies["front page"][0]))
        with_cursor(port, bodies)
        wait_until_caught_up(port)
    with running(port, environment) as server:
        wait_until_caught_up(port)
        rates: dict[str, list[float]] = {"static": [], **{name: [] for name in bodies}}
        spent: dict[str, list[float]] = {name: [] for name in rates}
        for number in range(arguments.rounds + 1):
            for name in rates:
                path = "/static" if name == "static" else "/graphql"
                sent = bodies["front page"] if name == "static" else bodies[name]
                before = processor_seconds(server.pid)
                rate = load(port, path, sent, arguments.seconds, folder)
                if number:  # the first round warms up
                    rates[name].append(rate)
                    spent[name].append((processor_seconds(server.pid) - before) / rate / arguments.seconds)
    static = statistics.median(rates["static"])
    for name, measured in rates.items():
        rate = statistics.median(measured)
        microseconds = statistics.median(spent[name]) * 1e6
        print(
            f"{name:12} {rate:8,.0f} requests/s  {rate / static:5.2f} of static  {microseconds:6.0f} µs each"
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
