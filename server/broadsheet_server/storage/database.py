"""The database: transactions for writers, single statements for readers."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any, Protocol, cast

import orjson
from sqlalchemy import URL, Connection, Engine, Executable, Row, Uuid, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import Session

from broadsheet_server.storage.damaged_values import (
    SqliteUuid,
    decode_tolerantly,
    decoding_tolerantly,
    has_undecodable_text,
    read_dates_tolerantly,
    read_json,
)
from broadsheet_server.storage.deadline import DeadlineError, deadline, is_expired, remaining_seconds
from broadsheet_server.storage.row_readers import (
    POOL_SIZE,
    DataVersion,
    PostgresRowReader,
    RawRows,
    SqliteRowReader,
    Take,
)
from broadsheet_server.storage.statement_text import StatementText
from broadsheet_server.storage.time_slice import TimeSlice

BUSY_TIMEOUT_MS = 8_000
"""How long a SQLite writer waits for the write lock: less than a request may take."""
CHECKPOINT_TIMEOUT_MS = 200
"""How long a checkpoint waits for readers of SQLite: writers wait meanwhile."""
STATEMENT_TIMEOUT_MS = 15_000
"""PostgreSQL's `statement_timeout` for readers: it ends a statement that nobody is left to cancel."""
CONNECT_TIMEOUT_SECONDS = 5
"""How long PostgreSQL may take to accept a connection, unless the URL has `connect_timeout`."""
PROGRESS_HANDLER_STEPS = 20_000
"""Virtual machine instructions of SQLite between two checks of the deadline: about a millisecond."""
FAST_QUERY_SECONDS = 0.02
"""How long a query that should be fast may hold up the event loop; then it is run anew in a thread."""
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


class Database:
    """A SQLite file or a PostgreSQL database, chosen by its URL.

    Writers use `write()`, a session in one transaction. Readers use `fetch()`. SQLite runs a fast query
    synchronously, because a thread hop costs more than the query, and a slow query in a thread; PostgreSQL
    is awaited.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = _sqlite_engine(self.url)
            self._slow_queries = _slow_query_pool()
            self._sqlite_reader: Engine | None = _sqlite_reader(self.url)
            self._postgres_reader: AsyncEngine | None = None
            self._rows: SqliteRowReader | PostgresRowReader = SqliteRowReader(
                self._sqlite_reader, lambda: self._slow_queries
            )
        else:
            self.url = self.url.set(drivername="postgresql+psycopg")
            connecting = {"connect_timeout": CONNECT_TIMEOUT_SECONDS, **self.url.query}
            reading = connecting | {"options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"}
            self.engine = create_engine(
                self.url, pool_pre_ping=True, connect_args=connecting, **_ENGINE_OPTIONS
            )
            event.listen(self.engine, "handle_error", _hide_detail)
            event.listen(self.engine, "connect", _tolerate_damage)
            self._sqlite_reader = None
            self._postgres_reader = create_async_engine(
                self.url,
                pool_size=POOL_SIZE,
                max_overflow=0,  # to wait for a connection is cheaper than to open one for a statement
                pool_pre_ping=True,
                isolation_level="AUTOCOMMIT",
                connect_args=reading,
                **_ENGINE_OPTIONS,
            )
            event.listen(self._postgres_reader.sync_engine, "connect", _tolerate_damage)
            self._rows = PostgresRowReader(_psycopg_options(self._postgres_reader, reading))

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises StoreBusyError when SQLite's write lock cannot be acquired in time.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            if self.is_sqlite:
                _acquire_write_lock(session)
            yield session

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
        self, statement: StatementText, values: Mapping[str, Any], take: Take = list, *, is_slow: bool = False
    ) -> RawRows:
        """Return all rows of a compiled statement as the driver gives them, at half the cost of `fetch`.

        `take` gets them as they come. Raises DBAPIError and DeadlineError as `fetch` does.
        """
        return await self._rows.fetch(statement, values, take, is_slow=is_slow)

    def data_version(self) -> DataVersion | None:
        """The version of the store, which every commit changes; None where it cannot be told (PostgreSQL)."""
        return self._rows.data_version() if isinstance(self._rows, SqliteRowReader) else None

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
                cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
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
    engine: AsyncEngine, statement: Executable, parameters: Mapping[str, Any] | None
) -> Rows:
    """Run a query on PostgreSQL. At the deadline, or when the task is cancelled, psycopg cancels it there."""
    try:
        async with asyncio.timeout(remaining_seconds()), engine.connect() as connection:
            return (await connection.execute(statement, parameters)).all()
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


def _to_json(value: object) -> str:
    return orjson.dumps(value).decode()


_ENGINE_OPTIONS: dict[str, Any] = {
    "json_serializer": _to_json,
    "json_deserializer": read_json,
    "hide_parameters": True,  # errors are logged, and parameters are mail addresses, notes and messages
}


def _hide_detail(context: ExceptionContext) -> None:
    """Remove the detail of a PostgreSQL error, which repeats the values of the row."""
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    message, separator, _ = str(original).partition("\nDETAIL:")
    if separator and wrapped is not None:
        wrapped.args = tuple(str(argument).replace(str(original), message) for argument in wrapped.args)
        original.args = (message,)


def _tolerate_damage(connection: Any, _record: Any) -> None:
    """Connections of the asynchronous engine are wrapped."""
    read_dates_tolerantly(getattr(connection, "driver_connection", connection).adapters)


def _psycopg_options(engine: AsyncEngine, options: dict[str, Any]) -> dict[str, Any]:
    """Arguments of `psycopg.connect` for the same connections, in UTC."""
    _, arguments = engine.dialect.create_connect_args(engine.url)
    return {**arguments, **options, "options": f"{options['options']} -c timezone=UTC"}


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False}, **_ENGINE_OPTIONS)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # otherwise sqlite3 begins transactions itself
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # an accepted article or mail survives a power cut
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # an erased mail address leaves no copy in the file

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _sqlite_reader(url: URL) -> Engine:
    engine = create_engine(
        url, connect_args={"check_same_thread": False}, isolation_level="AUTOCOMMIT", **_ENGINE_OPTIONS
    )
    engine.dialect.colspecs = {**engine.dialect.colspecs, Uuid: SqliteUuid}

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA cache_size=-16000")
        connection.set_progress_handler(is_expired, PROGRESS_HANDLER_STEPS)  # ends a query at the deadline

    return engine
