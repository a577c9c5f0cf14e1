"""The same archive on SQLite and on an embedded PostgreSQL, with its search index, and servers on them."""

import logging
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests know how to start a PostgreSQL

from tests import postgres_server
from tests.postgres_server import PostgresServer

from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.opening import open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.migration import migrate
from bulk_archive import BulkArchive
from server_processes import free_port, server_process

_ARTICLE_BYTES = 24_000
"""An article in PostgreSQL with all that it has, and as much again for the log of its insertion."""

_POSTGRES_SETTINGS = {"shared_buffers": "512MB", "jit": "off"}


@dataclass(frozen=True, slots=True)
class Store:
    """A filled store. `database` is the process id of PostgreSQL, None on SQLite."""

    name: str
    settings: Settings
    database: int | None = None
    socket: Path | None = None
    """The folder of PostgreSQL's socket."""


@contextmanager
def filled_stores(
    archive: BulkArchive, *, postgres: bool = True, indexed: bool = True
) -> Iterator[list[Store]]:
    """The archive on SQLite and, if there is a PostgreSQL here, on that too; `indexed` for searches."""
    with ExitStack() as stack:
        _end_by_sigterm_as_by_ctrl_c(stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="broadsheet-benchmark-")))
        stores = [Store("SQLite", _settings(folder / "sqlite"))]
        if postgres and (programs := postgres_server.binaries()) is not None:
            room = postgres_server.ROOM_BYTES + archive.size * _ARTICLE_BYTES
            server = stack.enter_context(postgres_server.running(programs, room))
            stores.append(_on_postgres(server, folder / "postgresql"))
        _fill(archive, stores, indexed=indexed)
        yield stores


@contextmanager
def broadsheet(
    store: Store, *, cache: bool, static: Path | None = None, workers: int = 1, program: str | None = None
) -> Iterator[tuple[int, int]]:
    """`broadsheet serve` on a store: its port and process id.

    With a folder of recorded answers it has those beside it (see `static_answers`). `program` is a benchmark
    that serves in its own way.
    """
    port = free_port()
    program = program if static is None else "static_answers.py"
    served_by = ["-m", "broadsheet_server.cli"] if program is None else [Path(__file__).with_name(program)]
    command = [sys.executable, *served_by, "serve", "--port", port, "--workers", workers]
    environment = environment_of(store, cache=cache) | ({"STATIC_ANSWERS": str(static)} if static else {})
    with server_process(command, port, environment) as pid:
        yield port, pid


def environment_of(store: Store, *, cache: bool) -> dict[str, str]:
    """The settings of a store as the variables of a server."""
    url = {"BROADSHEET_DATABASE_URL": store.settings.database_url} if store.settings.database_url else {}
    no_cache = {} if cache else {"BROADSHEET_ANSWER_CACHE__MEGABYTES": "0"}
    return {
        "BROADSHEET_DATA": str(store.settings.data),
        "BROADSHEET_PUBLIC_URL": "https://news.example",
        **no_cache,
        **url,
    }


def _end_by_sigterm_as_by_ctrl_c(stack: ExitStack) -> None:
    """Whoever ends a benchmark ends its servers too."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    stack.callback(signal.signal, signal.SIGTERM, before)


def _settings(folder: Path, url: str | None = None) -> Settings:
    folder.mkdir(mode=0o700)
    return Settings(data=folder, database_url=url)


def _on_postgres(server: PostgresServer, folder: Path) -> Store:
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name, value in _POSTGRES_SETTINGS.items():
            connection.execute(text(f"ALTER SYSTEM SET {name} = '{value}'"))
    engine.dispose()
    server.stop()
    server.start()
    pid = int((server.home / "data" / "postmaster.pid").read_text().splitlines()[0])
    return Store("PostgreSQL", _settings(folder, server.url), pid, server.home)


def _fill(archive: BulkArchive, stores: list[Store], *, indexed: bool) -> None:
    databases = [Database(store.settings.store_url) for store in stores]
    for database in databases:
        migrate(database)
    archive.fill(*databases)
    if indexed:
        _index(databases[0], stores[0].settings)
    for store in stores[1:] if indexed else ():
        shutil.copytree(stores[0].settings.index, store.settings.index)
    for database in databases:
        database.dispose()


def _index(database: Database, settings: Settings) -> None:
    logging.getLogger("broadsheet_server").setLevel(logging.ERROR)  # it would say that there is no index
    follower = IndexFollower(database, open_index_storage(settings.index))
    while follower.step(datetime.now(UTC)):
        pass
    follower.close()
