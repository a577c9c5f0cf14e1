"""Server processes on loopback, and what they use: processor time with that of their children, memory."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

START_SECONDS = 120
_TICKS = os.sysconf("SC_CLK_TCK")


class ServerNotStartedError(RuntimeError):
    """A server has ended, or does not answer."""


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def server_process(
    command: Sequence[object],
    port: int,
    environment: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """Run a server until the block ends; its process id, once it listens. Raises ServerNotStartedError."""
    with TemporaryFile() as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            env=installed_environment() | dict(environment or {}),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _listens(process, port):
                log.seek(0)
                raise ServerNotStartedError(f"{process.args!r} does not listen: {log.read().decode()}")
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def installed_environment() -> dict[str, str]:
    """The environment of this process, in which a program starts as an installed one does.

    Where PYTHONDONTWRITEBYTECODE is set, each start would compile all modules that have changed since they
    were compiled: the time of a start would be that of the compiler.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _listens(process: "subprocess.Popen[bytes]", port: int) -> bool:
    """Wait until a server listens; False where it has ended, or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False


def process_tree(pid: int) -> list[int]:
    """A process and all below it."""
    children: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):  # the process has ended meanwhile
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has
                children += map(int, (task / "children").read_text().split())
    return [pid, *(found for child in children for found in process_tree(child))]


def processor_seconds(pid: int) -> float:
    """The processor time of a process and all below it, also of those that have ended."""
    ticks = 0
    for number in process_tree(pid):
        with suppress(FileNotFoundError, ProcessLookupError):  # then its parent has its time
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / _TICKS


def memory_megabytes(pid: int) -> float:
    """The proportional set size (PSS) of a process and all below it."""
    return sum(_pss_kilobytes(number) for number in process_tree(pid)) / 1024


def _pss_kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def memory_by_kind(pid: int) -> dict[str, float]:
    """The megabytes (PSS) of a process by kind: its own, and those of files, which others may use too."""
    kilobytes: Counter[str] = Counter()
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        name, *rest = line.split(maxsplit=5)
        if not name.endswith(":"):
            kind = _kind(rest[4] if len(rest) == 5 else "")
        elif name == "Pss:":
            kilobytes[kind] += int(rest[0])
    return {kind: size / 1024 for kind, size in kilobytes.most_common()}


def _kind(path: str) -> str:
    if not path or path.startswith("["):
        return "own"
    if "/index/" in path:
        return "search index"
    return "libraries" if ".so" in path else "other files"


def post(port: int, body: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """The headers, without date and connection, and the body of the answer to a GraphQL request."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:
        headers = [(name.lower(), value) for name, value in response.getheaders()]
        return [pair for pair in headers if pair[0] not in {"date", "connection"}], response.read()


IDLE_SECONDS = 2


def wait_until_caught_up(port: int) -> None:
    """Wait until search index and related lists have come to the newest change: then nothing is written."""
    while True:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as response:
            health = json.load(response)
        if health["sequence"] == health["indexSequence"] == health["listsSequence"]:
            return
        time.sleep(0.2)


def wait_until_idle(pid: int) -> None:
    """Wait until a server has nothing left to do for articles that came at once, such as their features."""
    while True:
        began = processor_seconds(pid)
        time.sleep(IDLE_SECONDS)
        if processor_seconds(pid) - began < IDLE_SECONDS / 20:
            return
