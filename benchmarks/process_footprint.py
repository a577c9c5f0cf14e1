"""What a server process costs: the processor time of its start, and its memory, idle and after much use.

    python benchmarks/process_footprint.py [--articles 20000] [--requests 5000] [--starts 5] [--data DIR]

The store has invented news and the demo's articles, some of them Chinese; its index and its related lists are
built by a first start that is not measured. With `--data` it is kept there, and found again. Memory is the
proportional set size (PSS) of the process, from `/proc`: Linux only. Beside the processor time of the start
stands that of importing the frameworks alone, because a busy machine makes both longer.
"""

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

from broadsheet_server.demo import newspaper
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.settings import Settings
from invented_news import InventedNews
from reading import CARD

FRAMEWORKS = "import jinja2, pydantic_settings, sqlmodel, starlette.applications, strawberry, uvicorn"
FRONT_PAGE = f"{{ articles {{ nodes {{ {CARD} }} }} }}"
CONNECTIONS = 8
SETTLING_SECONDS = 3
"""How long a process that is ready is left alone before its memory is read."""
SEARCHES = ("harbour council", "bridge", "election -budget", '"the harbour"', "吊桥", "图书馆", "渡轮 沉没")


def main() -> None:
    """Fill a store, start servers on it, ask one of them much, and print."""
    parser = argparse.ArgumentParser(description="What a server process costs.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=5_000)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--data", type=Path, help="folder of the store, kept")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.data or Path(folder) / "data"
        if not data.exists():
            fill(data, arguments.articles)
            with server(data):  # builds the index and the lists
                pass
        measure_start(data, arguments.starts)
        measure_memory(data, arguments.requests)


def fill(data: Path, articles: int) -> None:
    """A store with invented news and the demo's articles."""
    newspaper.prepare_data_folder(data)
    settings = Settings(data=data)
    database = open_store(settings)
    InventedNews(articles).fill(database, settings.media)
    for _ in newspaper.import_articles(database, settings):
        pass
    database.dispose()


def measure_start(data: Path, starts: int) -> None:
    """Print the processor time until the server is ready, and until it has answered."""
    ready, answered, frameworks = [], [], []
    for _ in range(starts):
        with server(data) as (process, port):
            ready.append(cpu_ms(process.pid))
            ask(http.client.HTTPConnection("127.0.0.1", port), graphql(FRONT_PAGE))
            answered.append(cpu_ms(process.pid))
        started = _children_ms()
        subprocess.run([sys.executable, "-c", FRAMEWORKS], check=True)
        frameworks.append(_children_ms() - started)
    for name, figures in (("ready", ready), ("first answer", answered), ("frameworks alone", frameworks)):
        print(f"{name:18} {statistics.median(figures):6.0f} ms CPU   best {min(figures):6.0f}")
    ratio = statistics.median(ready) / statistics.median(frameworks)
    print(f"{'ready/frameworks':18} {ratio:6.2f}", flush=True)


def _children_ms() -> float:
    """Processor time of all child processes that have ended, in milliseconds."""
    times = os.times()
    return 1_000 * (times.children_user + times.children_system)


def measure_memory(data: Path, count: int) -> None:
    """Print the memory of a process that is ready, and after so many requests of every kind."""
    with server(data) as (process, port):
        time.sleep(SETTLING_SECONDS)
        print(f"{'idle':18} {pss_mb(process.pid):6.1f} MB PSS", flush=True)
        kinds = list(requests(port))
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            asking = [
                threads.submit(ask_all, port, kinds[number::CONNECTIONS], count // CONNECTIONS)
                for number in range(CONNECTIONS)
            ]
        for each in asking:
            each.result()
        print(f"{f'after {count:,}':18} {pss_mb(process.pid):6.1f} MB PSS", flush=True)


def requests(port: int) -> Iterator[tuple[str, str, bytes | None]]:
    """Method, path and body of requests of each kind, in turns: pages, articles, lists, searches."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    answer = ask(connection, graphql("{ articles(first: 100) { nodes { slug path section { path } } } }"))
    articles = json.loads(answer)["data"]["articles"]["nodes"]
    words = cycle(SEARCHES)
    for number, article in enumerate(articles):
        slug, section = article["slug"], article["section"]["path"]
        yield "GET", article["path"], None
        related = f"related {{ edges {{ node {{ {CARD} }} }} }}"
        yield graphql(f'{{ article(by: {{ slug: "{slug}" }}) {{ {CARD} bodyHtml {related} }} }}')
        page = f"articles(first: {number % 50 + 1}) {{ nodes {{ {CARD} }} }}"
        yield graphql(f'{{ section(path: "{section}") {{ {page} }} }}')
        query = f"{next(words)} {article['slug'].split('-')[0]}" if number % 2 else next(words)
        yield graphql(
            f"{{ search(query: {json.dumps(query)}) {{ totalCount {{ value }} edges {{ node {{ headline }} "
            "highlights { text } } } }"
        )
        yield "GET", f"/?{urllib.parse.urlencode({'page': number})}", None


def graphql(query: str) -> tuple[str, str, bytes]:
    """A GraphQL request."""
    return "POST", "/graphql", json.dumps({"query": query}).encode()


def ask_all(port: int, kinds: list[tuple[str, str, bytes | None]], count: int) -> None:
    """Send so many requests over one connection, each kind in turn."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for request in islice(cycle(kinds), count):
        ask(connection, request)


def ask(connection: http.client.HTTPConnection, request: tuple[str, str, bytes | None]) -> bytes:
    """The body of the response, which has to be 200 and without errors."""
    method, path, body = request
    headers = {"Content-Type": "application/json", "Accept": "*/*"} if body else {}
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    content = response.read()
    if response.status != 200 or b'"errors"' in content[:20]:
        raise SystemExit(f"{method} {path} {body!r}: {response.status} {content[:300]!r}")
    return content


@contextmanager
def server(data: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A server process that is ready, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "broadsheet_server.cli",
        "serve",
        "--data",
        str(data),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not is_ready(port):
            if process.poll() is not None:
                raise SystemExit("The server ended.")
            time.sleep(0.1)
        yield process, port
    finally:
        process.terminate()
        process.wait()


def is_ready(port: int) -> bool:
    """Whether the server says that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def cpu_ms(pid: int) -> float:
    """Processor time of a process until now, in milliseconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return 1_000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int) -> float:
    """Proportional set size of a process in MB."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1_024


if __name__ == "__main__":
    main()
