"""Rows of PostgreSQL by prepared statements of libpq, at a third of what psycopg's cursors cost.

psycopg opens the connections, cancels statements and reads values; between, its wrapper of libpq is used
(psycopg documentation, "pq - libpq wrapper module"; PostgreSQL documentation, section 32.4).
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import orjson
import psycopg
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.types.json import set_json_loads
from psycopg.types.string import TextLoader

from broadsheet_server.storage.deadline import DeadlineError, remaining_seconds
from broadsheet_server.storage.engines import POOL_SIZE
from broadsheet_server.storage.row_readers import RawRows, Take, wrapped_error
from broadsheet_server.storage.statement_text import StatementText

STATEMENTS_MAX: Final = 400
"""Most prepared statements of a connection; where there are more, all are prepared anew."""

CANCEL_SECONDS: Final = 5.0
"""How long PostgreSQL may take to hear that a statement is cancelled."""

_GOOD: Final = frozenset({ExecStatus.TUPLES_OK, ExecStatus.SINGLE_TUPLE, ExecStatus.COMMAND_OK})


class PreparedConnection:
    """One connection, for one statement at a time, in the event loop in which it is made.

    After an error it has to be abandoned.
    """

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._libpq = connection.pgconn
        self._libpq.nonblocking = 1
        self._socket = self._libpq.socket
        self._transformer = Transformer(connection)
        self._names: dict[str, bytes] = {}
        self._arrival: asyncio.Future[None] | None = None
        self.is_lost = False
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(self._socket, self._receive)

    async def rows(
        self, sql: str, parameters: Sequence[Any], take: Take, *, one_by_one: bool
    ) -> Sequence[tuple[Any, ...]]:
        """The rows of a statement, through `take`: all together, or each as soon as it has arrived."""
        name = self._names.get(sql) or await self._prepare(sql)
        self._libpq.send_query_prepared(name, [_encoded(value) for value in parameters])
        if one_by_one:
            self._libpq.set_single_row_mode()
        await self._flush()
        rows: list[tuple[Any, ...]] = []
        while (result := await self._result()) is not None:
            rows += take(self._loaded(result))
        return rows

    async def _prepare(self, sql: str) -> bytes:
        if len(self._names) >= STATEMENTS_MAX:
            self._names.clear()
            self._libpq.send_query(b"DEALLOCATE ALL")
            await self._end_of_results()
        name = b"s%d" % len(self._names)
        self._libpq.send_prepare(name, sql.encode())
        await self._end_of_results()
        self._names[sql] = name
        return name

    async def _end_of_results(self) -> None:
        await self._flush()
        while (result := await self._result()) is not None:
            self._check(result)

    def _loaded(self, result: PGresult) -> list[tuple[Any, ...]]:
        self._check(result)
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, tuple)

    def _check(self, result: PGresult) -> None:
        if result.status not in _GOOD:
            raise error_from_result(result)

    async def _flush(self) -> None:
        """Send what is still to be sent; nearly always it has been sent already."""
        while self._libpq.flush():
            writable = self.loop.create_future()
            self.loop.add_writer(self._socket, _wake, writable)
            try:
                await writable
            finally:
                self.loop.remove_writer(self._socket)

    async def _result(self) -> PGresult | None:
        """The next result; None at the end."""
        while self._libpq.is_busy():
            if self.is_lost:
                raise psycopg.OperationalError("the connection is lost")
            self._arrival = self.loop.create_future()
            try:
                await self._arrival
            finally:
                self._arrival = None
        return self._libpq.get_result()

    def _receive(self) -> None:
        """Take what has arrived, also the end of a connection that nobody uses at the moment."""
        try:
            self._libpq.consume_input()
        except psycopg.OperationalError:
            self.is_lost = True
            self.loop.remove_reader(self._socket)
        if self._arrival is not None and (self.is_lost or not self._libpq.is_busy()):
            _wake(self._arrival)

    async def abandon(self) -> None:
        """Close it. What the server still does for it is cancelled."""
        try:
            if self._libpq.transaction_status == TransactionStatus.ACTIVE and not self.is_lost:
                with suppress(psycopg.Error):
                    await self._connection.cancel_safe(timeout=CANCEL_SECONDS)
        finally:
            self.close()

    def close(self) -> None:
        """Close it at once."""
        if not self.loop.is_closed() and not self.is_lost:
            self.loop.remove_reader(self._socket)
        self.is_lost = True
        self._libpq.finish()


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


def _encoded(value: Any) -> bytes | None:
    """A parameter in PostgreSQL's text format: a text, number, UUID, date or truth value."""
    return None if value is None else str(value).encode()


class PostgresRowReader:
    """Implements `RowReader` on a few connections, which are opened when needed and kept."""

    def __init__(self, options: dict[str, Any], size: int = POOL_SIZE) -> None:
        self._options = options
        self._free: list[PreparedConnection] = []
        self._slots = asyncio.Semaphore(size)

    async def fetch(
        self,
        statement: StatementText,
        values: Mapping[str, Any],
        take: Take,
        *,
        is_slow: bool,
        one_by_one: bool,
    ) -> RawRows:
        """All rows; see RowReader. A connection that has gone is replaced once, as after a restart."""
        try:
            async with asyncio.timeout(remaining_seconds()), self._slots:
                while True:
                    connection = self._free_connection()
                    is_new = connection is None
                    if connection is None:
                        connection = await self._connect()
                    try:
                        return await self._run(connection, statement, values, take, one_by_one=one_by_one)
                    except psycopg.OperationalError:
                        if is_new or not connection.is_lost:
                            raise
        except TimeoutError as error:
            raise DeadlineError from error
        except psycopg.Error as error:
            raise wrapped_error(error, psycopg.Error) from error

    def _free_connection(self) -> PreparedConnection | None:
        """A connection of this event loop that has not been lost while nobody used it."""
        while self._free:
            connection = self._free.pop()
            if not connection.is_lost and connection.loop is asyncio.get_running_loop():
                return connection
            connection.close()
        return None

    async def _run(
        self,
        connection: PreparedConnection,
        statement: StatementText,
        values: Mapping[str, Any],
        take: Take,
        *,
        one_by_one: bool,
    ) -> RawRows:
        try:
            rows = await connection.rows(
                statement.sql, tuple(statement.bind(values)), take, one_by_one=one_by_one
            )
        except BaseException:
            await connection.abandon()
            raise
        self._free.append(connection)
        return rows

    async def _connect(self) -> PreparedConnection:
        connection = await psycopg.AsyncConnection.connect(autocommit=True, **self._options)
        set_json_loads(orjson.loads, connection)
        for name in ("uuid", "timestamptz"):
            connection.adapters.register_loader(name, TextLoader)
        return PreparedConnection(connection)

    async def close(self) -> None:
        """Close the connections that are not in use."""
        while self._free:
            self._free.pop().close()
