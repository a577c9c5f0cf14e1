"""The database: transactions for writers, single statements for readers."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from sqlalchemy import URL, Connection, Engine, Executable, Row, make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from broadsheet_server.storage import engines
from broadsheet_server.storage.damaged_values import (
    decode_tolerantly,
    decoding_tolerantly,
    has_undecodable_text,
)
from broadsheet_server.storage.deadline import DeadlineError, deadline, is_expired, remaining_seconds
from broadsheet_server.storage.engines import (
    postgres_engine,
    postgres_reader,
    psycopg_options,
    sqlite_engine,
    sqlite_reader,
)
from broadsheet_server.storage.row_readers import (
    FAST_QUERY_SECONDS,
    RawRows,
    RowReader,
    SqliteRowReader,
    Take,
)
from broadsheet_server.storage.statement_text import StatementText
from broadsheet_server.storage.time_slice import TimeSlice

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

CHECKPOINT_TIMEOUT_MS = 200
"""How long a checkpoint waits for readers of SQLite: writers wait meanwhile."""
SLOW_QUERY_THREADS = 4
"""Slow queries of SQLite at the same time. The connection pool (5, overflow 10) stays free for fast ones."""

Rows = Sequence[Row[Any]]


class StoreBusyError(OperationalError):
    """Another writer kept the write lock too long. Nothing was written."""


class Reader(Protocol):
    """What `reading` needs of a database: the rows of one statement."""

    async def fetch(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, *, is_slow: bool = False
    ) -> Rows:
        """Return all rows of `statement`. Pass `is_slow` where it may take more than a millisecond.

        Raises DeadlineError when the time given by `deadline` is over.
        """
        ...


class Companion(Protocol):
    """Something that is made once for a database, lives as long as it, and is closed with it each time."""

    def close(self) -> None:
        """Give back what it holds; it stays usable, as the database does."""
        ...


class Database:
    """A SQLite file or a PostgreSQL database, chosen by its URL.

    Writers use `write()`, a session in one transaction. Readers use `fetch()`. SQLite runs a fast query
    synchronously, because a thread hop costs more than the query, and a slow query in a thread; PostgreSQL
    is awaited. `companions` are by their types.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.last_write = object()
        self.companions: dict[type, Companion] = {}
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = sqlite_engine(self.url)
            self._slow_queries = _slow_query_pool()
            self._sqlite_reader: Engine | None = sqlite_reader(self.url)
            self._postgres_reader: AsyncEngine | None = None
            self._rows: RowReader = SqliteRowReader(self._sqlite_reader, lambda: self._slow_queries)
        else:
            from broadsheet_server.storage.postgres_rows import PostgresRowReader  # psycopg takes 9 MB

            self.url = self.url.set(drivername="postgresql+psycopg")
            self.engine = postgres_engine(self.url)
            self._sqlite_reader = None
            self._postgres_reader = postgres_reader(self.url)
            self._rows = PostgresRowReader(psycopg_options(self._postgres_reader))

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        `last_write` is another object afterwards: what this process knew of the data may be old. Raises
        StoreBusyError when SQLite's write lock cannot be acquired in time.
        """
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                if self.is_sqlite:
                    _acquire_write_lock(session)
                yield session
        finally:
            self.last_write = object()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for the command line and background workers; it never acquires the write lock."""
        if self._sqlite_reader is None:
            with Session(self.engine, expire_on_commit=False) as session:
                yield session
            return
        with (
            self._sqlite_reader.connect() as connection,
            decoding_tolerantly(_sqlite_connection(connection)),
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session

    @contextmanager
    def read_snapshot(self) -> Iterator[Session]:
        """As `read`, but all statements see the store as it was at the first one."""
        with self.read() as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN")
            else:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    async def fetch(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, *, is_slow: bool = False
    ) -> Rows:
        """Return all rows of `statement`; see `Reader.fetch` and the class."""
        if self._postgres_reader is not None:
            return await _fetch_async(self._postgres_reader, statement, parameters)
        assert self._sqlite_reader is not None
        if not is_slow and (rows := await self._fetch_at_once(statement, parameters)) is not None:
            return rows
        query = partial(_fetch_sync, self._sqlite_reader, statement, parameters)
        return await asyncio.get_running_loop().run_in_executor(self._slow_queries, copy_context().run, query)

    async def _fetch_at_once(
        self, statement: Executable, parameters: Mapping[str, Any] | None
    ) -> Rows | None:
        """Run a fast query of SQLite in the event loop; None where it proves to be slow."""
        assert self._sqlite_reader is not None
        time_slice, remaining = TimeSlice(), remaining_seconds()
        try:
            with deadline(FAST_QUERY_SECONDS if remaining is None else min(remaining, FAST_QUERY_SECONDS)):
                rows = _fetch_sync(self._sqlite_reader, statement, parameters)
        except DeadlineError:
            if is_expired():
                raise
            return None
        if time_slice.is_over:
            await time_slice.next()
        return rows

    async def fetch_rows(
        self,
        statement: StatementText,
        values: Mapping[str, Any],
        take: Take = list,
        *,
        is_slow: bool = False,
        one_by_one: bool = False,
    ) -> RawRows:
        """Return all rows of a compiled statement as the driver gives them, at half the cost of `fetch`.

        `take` gets them as they come; on PostgreSQL all at once, or `one_by_one`. Raises
        DBAPIError and DeadlineError as `fetch` does.
        """
        return await self._rows.fetch(statement, values, take, is_slow=is_slow, one_by_one=one_by_one)

    @property
    def dialect_name(self) -> str:
        """What `compile_statement` has to compile for."""
        return "sqlite" if self.is_sqlite else "postgresql"

    def checkpoint(self) -> bool:
        """Move all of SQLite's write-ahead log into the file and truncate it, so that erased values are gone.

        Return False where a reader holds on to the log; waits for readers `CHECKPOINT_TIMEOUT_MS` at most.
        PostgreSQL needs none.
        """
        if not self.is_sqlite:
            return True
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={CHECKPOINT_TIMEOUT_MS}")
            try:
                (is_busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout={engines.BUSY_TIMEOUT_MS}")
            return not is_busy
        finally:
            connection.close()

    @property
    def read_engines(self) -> tuple[Engine, ...]:
        """The synchronous engines behind `fetch`, to listen to their events."""
        if self._sqlite_reader is not None:
            return (self._sqlite_reader,)
        assert self._postgres_reader is not None
        return (self._postgres_reader.sync_engine,)

    async def close(self) -> None:
        """Close every connection. Call it in the event loop that used them."""
        await self._rows.close()
        if self._postgres_reader is not None:
            await self._postgres_reader.dispose()
        self.dispose()

    def dispose(self) -> None:
        """Close the synchronous connections. The database stays usable, as an engine does."""
        for companion in self.companions.values():
            companion.close()
        if self._sqlite_reader is not None:
            self._slow_queries.shutdown()
            self._slow_queries = _slow_query_pool()
            assert isinstance(self._rows, SqliteRowReader)
            self._rows.dispose()
            self._sqlite_reader.dispose()
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return str(URL.create("sqlite", database=str(path.absolute())))


def _slow_query_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(SLOW_QUERY_THREADS, "reader")


async def _fetch_async(
    engine: "AsyncEngine", statement: Executable, parameters: Mapping[str, Any] | None
) -> Rows:
    """Run a query on PostgreSQL. At the deadline, or when the task is cancelled, psycopg cancels it there.

    The connection is given back by this task. `async with` would begin another one for that, which never
    runs where the event loop ends just then.
    """
    try:
        async with asyncio.timeout(remaining_seconds()):
            connection = await engine.connect()
            try:
                return (await connection.execute(statement, parameters)).all()
            finally:
                await connection.close()
    except TimeoutError as error:
        raise DeadlineError from error


def _fetch_sync(engine: Engine, statement: Executable, parameters: Mapping[str, Any] | None) -> Rows:
    if is_expired():
        raise DeadlineError
    try:
        with engine.connect() as connection:
            return connection.execute(statement, parameters).all()
    except OperationalError as error:
        if is_expired():
            raise DeadlineError from error
        if not has_undecodable_text(error):
            raise
    return _fetch_tolerantly(engine, statement, parameters)


def _fetch_tolerantly(engine: Engine, statement: Executable, parameters: Mapping[str, Any] | None) -> Rows:
    """Run a query of which a text is damaged, on a connection that is not used again."""
    with engine.connect() as connection:
        connection.detach()
        decode_tolerantly(cast("sqlite3.Connection", connection.connection.dbapi_connection))
        return connection.execute(statement, parameters).all()


def _sqlite_connection(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


def _acquire_write_lock(session: Session) -> None:
    """Begin the transaction now, so that a busy database is reported before any work is done."""
    try:
        session.connection()
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY and error.orig:
            raise StoreBusyError(error.statement, error.params, error.orig, hide_parameters=True) from error
        raise
