"""`broadsheet serve`: run the server."""

import argparse
import errno
import os
import signal
import socket
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from broadsheet_server.app import create_server
from broadsheet_server.execution.document_files import DocumentFileError
from broadsheet_server.execution.known_documents import fixed_documents
from broadsheet_server.operations.freed_memory import keep_little_freed_memory
from broadsheet_server.operations.garbage_collection import collect_less_often, spare_what_is_imported
from broadsheet_server.operations.logs import start_logging
from broadsheet_server.operations.open_store import StoreUnavailableError, open_store
from broadsheet_server.settings import Settings
from broadsheet_server.storage.migration import StoreTooNewError
from broadsheet_server.transport.connections import BoundedHttpProtocol
from broadsheet_server.transport.uvicorn_server import RestingServer, websocket_protocol
from broadsheet_shared.limits import KEYED_BODY_BYTES_MAX

GRACE_SECONDS = 10
"""How long open requests may take after SIGTERM."""
FILES_WANTED = 16_384
"""Open files that are enough for every connection, the store and the search index."""
NOT_STARTED = 3
"""The exit status of a server that could not start, as uvicorn has it."""
WORKER_SILENT_SECONDS = 30
"""How long a worker may leave the health checks of its parent unanswered, as it does while it starts."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of the store (default: broadsheet-data)"
    )
    parser.add_argument("--host", metavar="H", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="port to listen on (default: 8080)")
    parser.add_argument("--workers", type=int, metavar="N", help="server processes (default: 1)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    options = {name: getattr(arguments, name) for name in ("data", "host", "port", "workers")}
    settings = Settings(**{name: value for name, value in options.items() if value is not None})
    start_logging()
    raise_file_limit()
    if error := startup_error(settings):
        print(error, file=sys.stderr)
        return 2
    if os.name == "posix" and settings.data.stat().st_mode & 0o077:
        print(f"Warning: others can look into {settings.data}: chmod 700 it.", file=sys.stderr)
    print(f"Broadsheet is at {settings.base_url}/  (playground: {settings.base_url}/playground)", flush=True)
    if settings.workers == 1:
        serve(settings)
    else:
        _serve_with_workers(settings)
    return 0


def serve(settings: Settings) -> None:
    """Serve from this process until SIGINT or SIGTERM. Ends the process where the app cannot start."""
    server = RestingServer(uvicorn.Config(create_server(settings), **_options(settings)))
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal again once all is closed
        server.run()
    if not server.started:
        sys.exit(NOT_STARTED)


def _options(settings: Settings) -> dict[str, Any]:
    """uvicorn's options, for one process or several."""
    return {
        "host": settings.host,
        "port": settings.port,
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "proxy_headers": False,  # `transport.client_addresses` reads them
        "forwarded_allow_ips": ",".join(settings.trusted_proxies),
        "loop": event_loop(),
        "http": BoundedHttpProtocol,
        "ws": websocket_protocol,
        "ws_max_size": KEYED_BODY_BYTES_MAX,
        "ws_per_message_deflate": False,  # it would take 64 kB a connection
        "timeout_graceful_shutdown": GRACE_SECONDS,
    }


def raise_file_limit() -> None:
    """Allow as many open files as the system lets this process have: each connection is one.

    Many systems start with 256 or 1,024. Windows has no such limit.
    """
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def event_loop() -> str:
    """The event loop, as uvicorn names it. psycopg cannot use the default one of Windows."""
    return "asyncio:SelectorEventLoop" if sys.platform == "win32" else "auto"


def startup_error(settings: Settings) -> str | None:
    """A sentence that says why the server cannot start; None when it can."""
    if error_message := listen_error(settings.host, settings.port):
        return error_message
    if error_message := missing_library(settings):
        return error_message
    try:
        fixed_documents(tuple(settings.documents.files))
        open_store(settings).dispose()
    except (StoreUnavailableError, StoreTooNewError, DocumentFileError) as error:
        return str(error)
    return None


def missing_library(settings: Settings) -> str | None:
    """A sentence that says which library a setting needs; None where all are there."""
    if settings.rate_limits.valkey_url is None or find_spec("valkey") is not None:
        return None
    return (
        "rate_limits.valkey_url is set, and the package `valkey` is not installed: install it by "
        "`pip install broadsheet[valkey]`, or leave the setting out."
    )


def listen_error(host: str, port: int) -> str | None:
    """A sentence that says why the server cannot listen there; None when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # on Windows it would let two servers listen on one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} on {host} is taken. Choose another one with --port."
            return f"One cannot listen on port {port} of {host}: {error.strerror}."
    return None


def _serve_with_workers(settings: Settings) -> None:
    """Serve from several processes, which take their settings from the environment that they inherit."""
    os.environ["BROADSHEET_DATA"] = str(settings.data)
    os.environ["BROADSHEET_HOST"] = settings.host
    os.environ["BROADSHEET_PORT"] = str(settings.port)
    uvicorn.run(
        "broadsheet_server.cli.serve:worker_app",
        factory=True,
        workers=settings.workers,
        timeout_worker_healthcheck=WORKER_SILENT_SECONDS,
        **_options(settings),
    )


def worker_app() -> ASGIApp:
    """The app of one of several processes, by BROADSHEET_* alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the parent ends them
    start_logging()
    collect_less_often()
    keep_little_freed_memory()
    spare_what_is_imported()
    return create_server(Settings())
