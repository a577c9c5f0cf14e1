"""Rows straight from the drivers, for statements whose text is compiled already: no SQLAlchemy on the way.

Values are the driver's: ids and dates are text, as SQLite stores them, or PostgreSQL writes them (ISO 8601).
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextvars import copy_context
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from broadsheet_server.storage.damaged_values import is_undecodable_text
from broadsheet_server.storage.deadline import DeadlineError, deadline, is_expired, remaining_seconds
from broadsheet_server.storage.statement_text import StatementText
from broadsheet_server.storage.text_budget import TooMuchTextError

FAST_QUERY_SECONDS = 0.02
"""How long a query that should be fast may hold up the event loop; then it is run anew in a thread."""

RawRows = Sequence[tuple[Any, ...]]
Take = Callable[[Iterable[tuple[Any, ...]]], RawRows]
"""Makes a sequence of the rows as they come from the database, or raises."""


class UndecodableTextError(ValueError):
    """A stored text is not UTF-8."""


class RowReader(Protocol):
    """The rows of one statement on one driver."""

    async def fetch(
        self,
        statement: StatementText,
        values: Mapping[str, Any],
        take: Take,
        *,
        is_slow: bool,
        one_by_one: bool,
    ) -> RawRows:
        """All rows, through `take`; where they may be long, `one_by_one`, so that it can stop them.

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

    async def fetch(
        self,
        statement: StatementText,
        values: Mapping[str, Any],
        take: Take,
        *,
        is_slow: bool,
        one_by_one: bool,
    ) -> RawRows:
        """All rows; see RowReader."""
        parameters = statement.bind(values)
        if not is_slow and (rows := self._fetch_fast(statement.sql, parameters, take)) is not None:
            return rows
        query = partial(copy_context().run, self._fetch, statement.sql, parameters, take)
        return await asyncio.get_running_loop().run_in_executor(self._slow_queries(), query)

    def _fetch_fast(self, sql: str, parameters: Any, take: Take) -> RawRows | None:
        """All rows; None where it takes so long that it has to be run in a thread."""
        remaining = remaining_seconds()
        try:
            with deadline(FAST_QUERY_SECONDS if remaining is None else min(remaining, FAST_QUERY_SECONDS)):
                return self._fetch(sql, parameters, take)
        except DeadlineError:
            if is_expired():
                raise
            return None

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
            raise wrapped_error(error, sqlite3.Error) from error
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
        while self._free:
            self._free.pop().close()


def wrapped_error(error: Exception, base: type[Exception]) -> DBAPIError:
    """The error as SQLAlchemy would raise it, without the statement and its values."""
    wrapped = DBAPIError.instance("", None, error, base, hide_parameters=True)
    assert isinstance(wrapped, DBAPIError)
    return wrapped
