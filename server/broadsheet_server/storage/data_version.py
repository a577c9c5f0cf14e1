"""The version of the data in a store: two equal versions mean that no transaction was committed in between.

SQLite counts the commits of other connections (`PRAGMA data_version`; this connection never writes, so all
are others). PostgreSQL has no such counter, but a snapshot names the transactions that are visible: while it
is the same, the same data is visible (`pg_current_snapshot()`, PostgreSQL documentation, section 9.27). On
a hot standby it does not name the transactions in progress; there the position of the replay is the version.
"""

import asyncio
import sqlite3
import time
from collections.abc import Hashable
from itertools import count
from typing import Final, NamedTuple, Protocol

from sqlalchemy.exc import SQLAlchemyError

from broadsheet_server.storage.database import Database
from broadsheet_server.storage.deadline import DeadlineError
from broadsheet_server.storage.polling import POLL_SECONDS
from broadsheet_server.storage.statement_text import StatementText
from broadsheet_server.storage.wal_index import WalIndexHeader, find_wal_index_header, is_settled

_SNAPSHOT: Final = StatementText(
    "SELECT CASE WHEN pg_is_in_recovery() THEN CAST(pg_last_wal_replay_lsn() AS text)"
    " ELSE CAST(pg_current_snapshot() AS text) END",
    order=None,
    fixed={},
    variables=(),
)

_connections = count()


class DataVersionError(Exception):
    """The store does not tell its version now."""


class DataVersionReader(Protocol):
    """Tells the version of the data in one store."""

    def known(self) -> Hashable | None:
        """The version if it costs nothing to tell; None where `read` has to be awaited.

        Raises DataVersionError.
        """
        ...

    async def read(self) -> Hashable:
        """The version now. Raises DataVersionError."""
        ...

    def forget(self) -> None:
        """This process has written: the next version is read from the store."""
        ...

    def close(self) -> None:
        """Give back the connection."""
        ...


class SqliteDataVersion:
    """Implements `DataVersionReader`: in 0.2 µs while nothing is written, otherwise in four.

    For one thread, which opens it by asking. The PRAGMA decides; it need not be asked while the header of
    the WAL index is the one that was there before it was asked last.
    """

    def __init__(self, database: Database) -> None:
        self._path = str(database.url.database)
        self._connection: sqlite3.Connection | None = None
        self._number = 0
        self._header: WalIndexHeader | None = None
        self._seen = b""
        self._version: Hashable = None

    def known(self) -> Hashable:
        """Which connection it is, because each counts for itself, and the commits that it has seen."""
        header = None if self._header is None else self._header.read()
        if header is None or header != self._seen:
            self._version = self._ask()
            self._seen = header if header is not None and is_settled(header) else b""
        return self._version

    def _ask(self) -> Hashable:
        """The version by the PRAGMA."""
        try:
            if self._connection is None:
                self._connection, self._number = self._connect(), next(_connections)
            version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error as error:
            self.close()
            raise DataVersionError from error
        if self._header is None and self._version != (self._number, version):
            self._header = find_wal_index_header(self._path)
        return self._number, version

    def _connect(self) -> sqlite3.Connection:
        """A connection that waits for no lock, since the event loop would wait with it."""
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        connection.execute("PRAGMA query_only=ON")
        return connection

    async def read(self) -> Hashable:
        """The same as `known`."""
        return self.known()

    def forget(self) -> None:
        """Nothing is remembered."""

    def close(self) -> None:
        """Close the connection, after which the header may not be read any more."""
        self._header, self._seen = None, b""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresDataVersion:
    """Implements `DataVersionReader`. What others commit is seen after `delay_seconds` at the latest.

    What was written through this `database` is seen at once. With a delay, those who ask at the same time ask
    the store once.
    """

    def __init__(self, database: Database, delay_seconds: float) -> None:
        self._database = database
        self._delay_s = delay_seconds
        self._told: tuple[_Question, str] | None = None
        self._asking: tuple[_Question, asyncio.Task[str]] | None = None

    def known(self) -> Hashable | None:
        """The version that was read at most `delay_seconds` ago."""
        if self._told is None or not self._holds(self._told[0]):
            return None
        return self._told[1]

    async def read(self) -> Hashable:
        """Ask the store. The answer is as old as the question: after a write meanwhile it is not kept."""
        if self._asking is None or not self._holds(self._asking[0]):
            question = _Question(time.monotonic(), self._database.last_write)
            self._asking = question, asyncio.create_task(self._ask(question))
        return await asyncio.shield(self._asking[1])

    def _holds(self, question: "_Question") -> bool:
        """Whether what the store answers to this question is new enough."""
        return (
            question.last_write is self._database.last_write
            and time.monotonic() < question.asked_at + self._delay_s
        )

    async def _ask(self, question: "_Question") -> str:
        try:
            [row] = await self._database.fetch_rows(_SNAPSHOT, {})
        except (SQLAlchemyError, DeadlineError, OSError) as error:
            raise DataVersionError from error
        snapshot: str = row[0]
        if self._asking is not None and self._asking[0] is question:
            self._told = question, snapshot
        return snapshot

    def forget(self) -> None:
        """Ask the store again at the next question."""
        self._told = self._asking = None

    def close(self) -> None:
        """It has no connection of its own."""
        self.forget()


class _Question(NamedTuple):
    """When the store was asked (monotonic clock), and after which write of this process."""

    asked_at: float
    last_write: object


def data_version(database: Database, delay_seconds: float) -> DataVersionReader:
    """What tells the version of this store; `delay_seconds` hold for PostgreSQL."""
    if database.is_sqlite:
        return SqliteDataVersion(database)
    return PostgresDataVersion(database, delay_seconds)


def shared_data_version(database: Database, delay_seconds: float) -> DataVersionReader:
    """The same for all who keep something of what others have kept; the first who asks sets the delay.

    An answer is made of cards. If it were kept for a version that is newer than that of its cards, a delay
    would end only with the next change.
    """
    return _companion(database, _SharedDataVersion, delay_seconds)


async def polled_data_version(database: Database) -> Hashable | None:
    """The version for a worker that looks whether anything was written; None where it is not known.

    Workers that look at the same time ask PostgreSQL once. What this process has written is seen at once,
    what others write at the next poll at the latest.
    """
    reader = _companion(database, _PolledDataVersion, POLL_SECONDS / 5)
    try:
        known = reader.known()
        return await reader.read() if known is None else known
    except DataVersionError:
        return None


class _SharedDataVersion:
    """What a database has once."""

    def __init__(self, reader: DataVersionReader) -> None:
        self.reader = reader

    def close(self) -> None:
        """Give back the connection."""
        self.reader.close()


class _PolledDataVersion(_SharedDataVersion):
    """Another one, for workers."""


def _companion(database: Database, kind: type[_SharedDataVersion], delay_seconds: float) -> DataVersionReader:
    """The reader of this kind; the first who asks sets the delay."""
    shared = database.companions.get(kind)
    if shared is None:
        shared = database.companions[kind] = kind(data_version(database, delay_seconds))
    assert isinstance(shared, kind)
    return shared.reader
