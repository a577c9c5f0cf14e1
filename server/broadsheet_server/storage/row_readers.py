"""Rows straight from the drivers, for statements whose text is compiled already: no SQLAlchemy on the way.

Values are the driver's: on SQLite ids and dates are text; on PostgreSQL ids are text too, and dates are aware
datetimes in UTC.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextvars import copy_context
from functools import partial
from typing import Any, Protocol

import orjson
import psycopg
from psycopg.types.json import set_json_loads
from psycopg.types.string import TextLoader
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from broadsheet_server.storage.damaged_values import is_undecodable_text, read_dates_tolerantly
from broadsheet_server.storage.deadline import DeadlineError, is_expired, remaining_seconds
from broadsheet_server.storage.statement_text import StatementText
from broadsheet_server.storage.text_budget import TooMuchTextError

POOL_SIZE = 8
"""Most connections to PostgreSQL for rows. There is no overflow: readers wait for a connection."""

RawRows = Sequence[tuple[Any, ...]]
DataVersion = tuple[int, int]
"""The number of a connection and what it says: another pair wherever anybody has committed anything."""
Take = Callable[[Iterable[tuple[Any, ...]]], RawRows]
"""Makes a sequence of the rows as they come from the database, or raises."""


class UndecodableTextError(ValueError):
    """A stored text is not UTF-8."""


class RowReader(Protocol):
    """The rows of one statement on one driver."""

    async def fetch(
        self, statement: StatementText, values: Mapping[str, Any], take: Take, *, is_slow: bool
    ) -> RawRows:
        """All rows, through `take`.

        Raises DBAPIError for an error of the driver, DeadlineError when the time is over.
        """
        ...

    async def close(self) -> None:
        """Close every connection that is not in use."""
        ...


class SqliteRowReader:
    """Runs fast statements at once, in the event loop, and slow ones in a thread.

    Connections are taken from the pool of `engine`, which configures them, and kept.
    """

    def __init__(self, engine: Engine, slow_queries: Callable[[], Executor]) -> None:
        self._engine = engine
        self._slow_queries = slow_queries
        self._free: list[sqlite3.Connection] = []
        self._watcher: sqlite3.Connection | None = None
        self._watchers = 0

    def data_version(self) -> DataVersion:
        """The version of the store: different from an earlier one wherever anything was committed since.

        `PRAGMA data_version` on a connection of its own, whose values mean nothing to another connection.
        """
        if self._watcher is None:
            self._watcher = self._connect()
            self._watchers += 1
        try:
            (version,) = self._watcher.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error as error:
            self._forget_watcher()
            raise _wrapped(error, sqlite3.Error) from error
        return self._watchers, version

    def _forget_watcher(self) -> None:
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None

    async def fetch(
        self, statement: StatementText, values: Mapping[str, Any], take: Take, *, is_slow: bool
    ) -> RawRows:
        """All rows; see RowReader."""
        parameters = statement.bind(values)
        if not is_slow:
            return self._fetch(statement.sql, parameters, take)
        query = partial(copy_context().run, self._fetch, statement.sql, parameters, take)
        return await asyncio.get_running_loop().run_in_executor(self._slow_queries(), query)

    def _fetch(self, sql: str, parameters: Any, take: Take) -> RawRows:
        if is_expired():
            raise DeadlineError
        connection = self._take()
        try:
            rows = take(connection.execute(sql, parameters))
        except TooMuchTextError:
            connection.close()  # its statement is not at its end
            raise
        except sqlite3.Error as error:
            connection.close()
            if is_expired():
                raise DeadlineError from error
            if is_undecodable_text(error):
                raise UndecodableTextError(str(error)) from error
            raise _wrapped(error, sqlite3.Error) from error
        self._free.append(connection)
        return rows

    def _take(self) -> sqlite3.Connection:
        try:
            return self._free.pop()  # one step, so that no two threads get the same connection
        except IndexError:
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        pooled = self._engine.raw_connection()
        connection = pooled.dbapi_connection
        assert isinstance(connection, sqlite3.Connection)
        pooled.detach()
        return connection

    async def close(self) -> None:
        """Close the connections that are not in use."""
        self.dispose()

    def dispose(self) -> None:
        """The same, without an event loop."""
        self._forget_watcher()
        while self._free:
            self._free.pop().close()


class PostgresRowReader:
    """Prepared statements on a pool of psycopg's connections, opened when needed."""

    def __init__(self, options: dict[str, Any], size: int = POOL_SIZE) -> None:
        self._options = options
        self._free: list[psycopg.AsyncConnection[Any]] = []
        self._slots = asyncio.Semaphore(size)

    async def fetch(
        self, statement: StatementText, values: Mapping[str, Any], take: Take, *, is_slow: bool
    ) -> RawRows:
        """All rows; see RowReader. A connection that has gone is replaced once, as after a restart."""
        try:
            async with asyncio.timeout(remaining_seconds()), self._slots:
                while True:
                    is_new = not self._free
                    connection = await self._connect() if is_new else self._free.pop()
                    try:
                        return take(await self._run(connection, statement, values))
                    except psycopg.OperationalError:
                        if is_new or not connection.broken:
                            raise
        except TimeoutError as error:
            raise DeadlineError from error
        except psycopg.Error as error:
            raise _wrapped(error, psycopg.Error) from error

    async def _run(
        self, connection: psycopg.AsyncConnection[Any], statement: StatementText, values: Mapping[str, Any]
    ) -> RawRows:
        try:
            cursor = await connection.execute(statement.sql, statement.bind(values), prepare=True)
            return await cursor.fetchall()
        finally:
            if connection.broken or connection.closed:
                await connection.close()
            else:
                self._free.append(connection)

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        connection = await psycopg.AsyncConnection.connect(autocommit=True, **self._options)
        set_json_loads(orjson.loads, connection)
        connection.adapters.register_loader("uuid", TextLoader)
        read_dates_tolerantly(connection.adapters)
        return connection

    async def close(self) -> None:
        """Close the connections that are not in use."""
        while self._free:
            await self._free.pop().close()


def _wrapped(error: Exception, base: type[Exception]) -> DBAPIError:
    """The error as SQLAlchemy would raise it, without the statement and its values."""
    wrapped = DBAPIError.instance("", None, error, base, hide_parameters=True)
    assert isinstance(wrapped, DBAPIError)
    return wrapped
