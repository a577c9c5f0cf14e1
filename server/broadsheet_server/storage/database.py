"""The one door to the store: transactions for writers, narrow statements for readers."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Engine, Executable, Row, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import Session

from broadsheet_server.storage.deadline import DeadlineError, is_expired, remaining_seconds

BUSY_TIMEOUT_MS = 8_000
"""How long SQLite's writers wait for each other: less than a request has, so that it can say how it ended."""
STATEMENT_TIMEOUT_MS = 15_000
"""PostgreSQL ends a reader's statement by itself after this time, should nobody be left to cancel it."""

_PROGRESS_HANDLER_STEPS = 20_000
"""Steps of SQLite between two looks at the clock: about a millisecond."""
_SLOW_QUERY_THREADS = 4
"""Long statements of SQLite at the same time; the pool has connections left for the short ones."""

Rows = Sequence[Row[Any]]


class StoreBusyError(OperationalError):
    """Another writer kept its turn too long; nothing was done."""


class Reader(Protocol):
    """What `reading` needs of a database: the rows of one statement."""

    async def fetch(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, *, is_slow: bool = False
    ) -> Rows:
        """Return all rows of `statement`, which takes well under a millisecond unless it `is_slow`.

        Raises DeadlineError where the time that `deadline` gave is over.
        """
        ...


class Database:
    """A SQLite file or a PostgreSQL database, chosen by its URL.

    Writers take `write()`, a session in one transaction. Readers take `fetch()`: on SQLite it runs at
    once, because a thread hop costs more than the statement, and in a thread if it may last; on PostgreSQL
    it awaits the answer.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = _sqlite_engine(self.url)
            self._slow_queries = _slow_query_pool()
            self._sqlite_reader: Engine | None = _sqlite_reader(self.url)
            self._postgres_reader: AsyncEngine | None = None
        else:
            self.url = self.url.set(drivername="postgresql+psycopg")
            self.engine = create_engine(self.url, pool_pre_ping=True)
            self._sqlite_reader = None
            self._postgres_reader = create_async_engine(
                self.url,
                pool_size=8,
                isolation_level="AUTOCOMMIT",
                connect_args={"options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"},
            )

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back whole when it raises.

        Raises StoreBusyError where SQLite has no turn to give.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            if self.is_sqlite:
                _acquire_write_lock(session)
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for the command line and the workers; it never takes the write lock."""
        engine = self._sqlite_reader or self.engine
        with Session(engine, expire_on_commit=False) as session:
            yield session

    async def fetch(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, *, is_slow: bool = False
    ) -> Rows:
        """Return all rows of `statement`; see `Reader` and the class."""
        if self._postgres_reader is not None:
            return await _fetch_async(self._postgres_reader, statement, parameters)
        assert self._sqlite_reader is not None
        if not is_slow:
            return _fetch_sync(self._sqlite_reader, statement, parameters)
        work = partial(_fetch_sync, self._sqlite_reader, statement, parameters)
        return await asyncio.get_running_loop().run_in_executor(self._slow_queries, copy_context().run, work)

    @property
    def read_engines(self) -> tuple[Engine, ...]:
        """The synchronous engines that readers' statements pass through, for those who count them."""
        if self._sqlite_reader is not None:
            return (self._sqlite_reader,)
        assert self._postgres_reader is not None
        return (self._postgres_reader.sync_engine,)

    async def close(self) -> None:
        """Give every connection back, from within the loop that used them."""
        if self._postgres_reader is not None:
            await self._postgres_reader.dispose()
        self.dispose()

    def dispose(self) -> None:
        """Give the synchronous connections back."""
        if self._sqlite_reader is not None:
            self._slow_queries.shutdown()
            self._slow_queries = _slow_query_pool()  # like the engines, for whoever comes after all
            self._sqlite_reader.dispose()
        self.engine.dispose()


def _slow_query_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_SLOW_QUERY_THREADS, "reader")


async def _fetch_async(
    engine: AsyncEngine, statement: Executable, parameters: Mapping[str, Any] | None
) -> Rows:
    """Ask PostgreSQL; whoever stops waiting cancels the statement there too."""
    try:
        async with asyncio.timeout(remaining_seconds()), engine.connect() as connection:
            return (await connection.execute(statement, parameters)).all()
    except TimeoutError as trouble:
        raise DeadlineError from trouble


def _fetch_sync(engine: Engine, statement: Executable, parameters: Mapping[str, Any] | None) -> Rows:
    if is_expired():
        raise DeadlineError
    try:
        with engine.connect() as connection:
            return connection.execute(statement, parameters).all()
    except OperationalError as trouble:
        if is_expired():
            raise DeadlineError from trouble
        raise


def _acquire_write_lock(session: Session) -> None:
    try:
        session.connection()
    except OperationalError as trouble:
        if getattr(trouble.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY and trouble.orig:
            raise StoreBusyError(trouble.statement, trouble.params, trouble.orig) from trouble
        raise


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return str(URL.create("sqlite", database=str(path.absolute())))


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours to begin
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # an accepted article or mail survives a power cut
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(
            "PRAGMA secure_delete=ON"
        )  # a friend's address that is erased is gone from the file

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _sqlite_reader(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False}, isolation_level="AUTOCOMMIT")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA query_only=ON")
        connection.set_progress_handler(
            is_expired, _PROGRESS_HANDLER_STEPS
        )  # it ends the statement of whoever has no time
        connection.execute("PRAGMA cache_size=-16000")

    return engine
