"""The version of the data in a store: two equal versions mean that no transaction was committed in between.

SQLite counts the commits of other connections (`PRAGMA data_version`; this connection never writes, so all
are others). PostgreSQL has no such counter, but a snapshot names the transactions that are visible: while it
is the same, the same data is visible (`pg_current_snapshot()`, PostgreSQL documentation, section 9.27).
"""

import sqlite3
import time
from collections.abc import Hashable
from typing import Final, Protocol

from sqlalchemy import text

from broadsheet_server.storage.availability import StoreError
from broadsheet_server.storage.database import Database

VERSION_ERRORS: Final = (StoreError, sqlite3.Error)
"""What `known` and `read` raise: SQLite is asked without SQLAlchemy."""

_SNAPSHOT: Final = text("SELECT CAST(pg_current_snapshot() AS text)")


class DataVersion(Protocol):
    """Tells the version of the data in one store."""

    def known(self) -> Hashable | None:
        """The version if it costs nothing to tell; None where `read` has to be awaited."""
        ...

    async def read(self) -> Hashable:
        """The version now. Raises one of VERSION_ERRORS."""
        ...

    def forget(self) -> None:
        """This process has written: the next version is read from the store."""
        ...

    def close(self) -> None:
        """Give back the connection."""
        ...


class SqliteDataVersion:
    """Implements `DataVersion`; it costs four microseconds. For one thread, which opens it by asking."""

    def __init__(self, database: Database) -> None:
        self._path = str(database.url.database)
        self._connection: sqlite3.Connection | None = None

    def known(self) -> Hashable:
        """The number of commits, as this connection has seen them."""
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, isolation_level=None)
            self._connection.execute("PRAGMA query_only=ON")
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    async def read(self) -> Hashable:
        """The same as `known`."""
        return self.known()

    def forget(self) -> None:
        """Nothing is remembered."""

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresDataVersion:
    """Implements `DataVersion`. What another process commits is seen after `delay_seconds` at the latest."""

    def __init__(self, database: Database, delay_seconds: float) -> None:
        self._database = database
        self._delay_s = delay_seconds
        self._snapshot = ""
        self._known_until = 0.0

    def known(self) -> Hashable | None:
        """The version that was read at most `delay_seconds` ago."""
        return self._snapshot if time.monotonic() < self._known_until else None

    async def read(self) -> Hashable:
        """Ask the store. The answer is as old as the question."""
        asked_at = time.monotonic()
        [row] = await self._database.fetch(_SNAPSHOT)
        self._snapshot, self._known_until = row[0], asked_at + self._delay_s
        return self._snapshot

    def forget(self) -> None:
        """Ask the store again at the next question."""
        self._known_until = 0.0

    def close(self) -> None:
        """It has no connection of its own."""


def data_version(database: Database, delay_seconds: float) -> DataVersion:
    """What tells the version of this store; `delay_seconds` hold for PostgreSQL."""
    if database.is_sqlite:
        return SqliteDataVersion(database)
    return PostgresDataVersion(database, delay_seconds)
