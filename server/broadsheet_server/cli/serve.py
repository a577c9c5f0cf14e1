"""`broadsheet serve`: run the server."""

import argparse
import errno
import os
import socket
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from broadsheet_server.app import create_app
from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.logs import start_logging
from broadsheet_server.operations.open_store import StoreUnavailableError, open_store
from broadsheet_server.settings import Settings
from broadsheet_server.storage.migration import StoreTooNewError

GRACE_SECONDS = 10
WORKER_SILENT_SECONDS = 30
"""How long a process may leave its parent without an answer, as it does while it starts."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("serve", help="run the server", description=__doc__)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of the store (default: broadsheet-data)"
    )
    parser.add_argument("--host", metavar="H", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="port to listen on (default: 8080)")
    parser.add_argument("--workers", type=int, metavar="N", help="server processes (default: 1)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    given = {name: getattr(arguments, name) for name in ("data", "host", "port", "workers")}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    start_logging()
    if trouble := why_not(settings):
        print(trouble, file=sys.stderr)
        return 2
    print(f"Broadsheet is at {settings.base_url}/  (playground: {settings.base_url}/playground)", flush=True)
    if settings.workers == 1:
        serve(settings)
    else:
        _serve_by_many(settings)
    return 0


def serve(settings: Settings) -> None:
    """Run one server process, this one, until SIGINT or SIGTERM."""
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        loop=event_loop(),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def event_loop() -> str:
    """The event loop, as uvicorn names it. On Windows psycopg cannot wait on the one that is usual there."""
    return "asyncio:SelectorEventLoop" if sys.platform == "win32" else "auto"


def why_not(settings: Settings) -> str | None:
    """A sentence on why the server cannot start, or None when it can."""
    if trouble := why_not_listen(settings.host, settings.port):
        return trouble
    try:
        open_store(settings).dispose()
    except (StoreUnavailableError, StoreTooNewError) as trouble:
        return str(trouble)
    return None


def why_not_listen(host: str, port: int) -> str | None:
    """A sentence on why one cannot listen there, or None when one can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # elsewhere it would let two servers have the same port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as trouble:
            if trouble.errno == errno.EADDRINUSE:
                return f"Port {port} on {host} is taken. Choose another one with --port."
            return f"One cannot listen on port {port} of {host}: {trouble.strerror}."
    return None


def _serve_by_many(settings: Settings) -> None:
    """Several processes read their settings from the environment they inherit."""
    os.environ["BROADSHEET_DATA"] = str(settings.data)
    os.environ["BROADSHEET_HOST"] = settings.host
    os.environ["BROADSHEET_PORT"] = str(settings.port)
    uvicorn.run(
        "broadsheet_server.cli.serve:one_of_many",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        access_log=False,
        log_config=None,
        server_header=False,
        loop=event_loop(),
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_worker_healthcheck=WORKER_SILENT_SECONDS,
    )


def one_of_many() -> Starlette:
    """The app of one of several server processes, by BROADSHEET_* alone."""
    start_logging()
    collect_less_often()
    return create_app(Settings())
