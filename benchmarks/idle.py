"""The processor time of servers that nobody uses, beside that of uvicorn with an empty application.

    python benchmarks/idle.py [--seconds 60]

All run at the same time, with mail switched on: one on SQLite, one on an embedded PostgreSQL, if there is one
here. They have half a minute to start. Printed is the time that all threads of each have used, by the
scheduler's own account (`/proc/PID/task/*/schedstat`); of PostgreSQL that of all its processes, beside its
server.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests know how to start a PostgreSQL

from tests import postgres_server

from broadsheet_server.storage.database import Database
from broadsheet_server.storage.migration import migrate
from server_processes import free_port, process_tree, server_process

START_SECONDS = 30
MAIL = {
    "BROADSHEET_MAIL__HOST": "127.0.0.1",
    "BROADSHEET_MAIL__TLS": "none",
    "BROADSHEET_MAIL__SENDER": "news@news.example",
    "BROADSHEET_PUBLIC_URL": "https://news.example",
}


def processor_seconds(pids: list[int]) -> float:
    """The processor time of all threads of processes."""
    return sum(_nanoseconds(pids)) / 1e9


def _nanoseconds(pids: list[int]) -> Iterator[int]:
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):  # a process or a thread that has ended
            for thread in Path(f"/proc/{pid}/task").iterdir():
                yield int((thread / "schedstat").read_text().split()[0])


def idle_servers(stack: ExitStack) -> dict[str, int]:
    """Servers that nobody uses, with the process id of each."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    servers = {
        "uvicorn alone": _start(stack, __file__, "--serve-nothing", environment={}),
        "on SQLite": _serve(stack, folder / "sqlite", {}),
    }
    if (programs := postgres_server.binaries()) is not None:
        postgres = stack.enter_context(postgres_server.running(programs))
        database = Database(postgres.url)
        migrate(database)
        database.dispose()
        servers["on PostgreSQL"] = _serve(stack, folder / "postgresql", {"DATABASE_URL": postgres.url})
        servers["PostgreSQL"] = int((postgres.home / "data" / "postmaster.pid").read_text().split()[0])
    return servers


def _serve(stack: ExitStack, data: Path, settings: dict[str, str]) -> int:
    named = {f"BROADSHEET_{name}": value for name, value in settings.items()}
    data.mkdir(mode=0o700)
    environment = MAIL | named | {"BROADSHEET_DATA": str(data)}
    return _start(stack, "-m", "broadsheet_server.cli", "serve", "--port", environment=environment)


def _start(stack: ExitStack, *command: str, environment: dict[str, str]) -> int:
    port = free_port()
    return stack.enter_context(server_process([sys.executable, *command, port], port, environment))


def main() -> None:
    """Start, wait, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--serve-nothing", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve_nothing:
        uvicorn.run(Starlette(), port=arguments.serve_nothing, access_log=False, log_level="warning")
        return
    with ExitStack() as stack:
        servers = idle_servers(stack)
        time.sleep(START_SECONDS)
        before = {name: processor_seconds(process_tree(pid)) for name, pid in servers.items()}
        time.sleep(arguments.seconds)
        for name, pid in servers.items():
            share = (processor_seconds(process_tree(pid)) - before[name]) / arguments.seconds
            print(f"{name:14} {share:7.3%} of one core")


if __name__ == "__main__":
    main()
