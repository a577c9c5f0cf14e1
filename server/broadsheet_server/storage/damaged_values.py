"""Reading stored values that are none of their column's type: one damaged row keeps no list from being read.

SQLite stores anything in any column. PostgreSQL has dates that Python has not: `infinity`, and those before
the year 1 or after 9999.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from sqlite3 import Connection as SqliteConnection
from typing import Any
from uuid import UUID

import orjson
from psycopg import DataError, adapters
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.pq import Format
from sqlalchemy import Uuid
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import OperationalError

UNREADABLE_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a stored value that is no date."""
UNREADABLE_ID = UUID(int=0)
"""Stands for a stored value that is no UUID: the id of nothing (RFC 9562, section 5.9)."""


class SqliteDateTime(sqlite.DATETIME):
    """A date; what is none is read as `UNREADABLE_DATE`."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """The function that reads a stored value."""
        read = super().result_processor(dialect, coltype)
        return tolerant(read, UNREADABLE_DATE)


class SqliteUuid(Uuid[UUID]):
    """A UUID; what is none is read as `UNREADABLE_ID`."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], UUID | None] | None:
        """The function that reads a stored value."""
        read = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return tolerant(read, UNREADABLE_ID)


def read_json(text: str | bytes) -> Any:
    """The value of a JSON text; None for what is none."""
    with suppress(orjson.JSONDecodeError):
        return orjson.loads(text)
    return None


def read_uuid(text: str) -> UUID:
    """The UUID in a text; `UNREADABLE_ID` for what is none."""
    with suppress(ValueError):
        return UUID(hex=text)
    return UNREADABLE_ID


def read_dates_tolerantly(adapters_of_connection: AdaptersMap) -> None:
    """Have a connection of psycopg read a moment that Python has not as `UNREADABLE_DATE`, a day as None."""
    for loader in (_TextMoment, _BinaryMoment, _TextDay, _BinaryDay):
        adapters_of_connection.register_loader(loader.type_name, loader)


def has_undecodable_text(error: OperationalError) -> bool:
    """Whether SQLite failed because a text is not UTF-8. See `decode_tolerantly`."""
    return is_undecodable_text(error.orig)


def is_undecodable_text(error: BaseException | None) -> bool:
    """The same for the driver's own error."""
    return str(error).startswith("Could not decode to UTF-8")


def decode_tolerantly(connection: SqliteConnection) -> None:
    """Have a connection read what is not UTF-8 as U+FFFD. It reads all texts more slowly then."""
    connection.text_factory = lambda stored: stored.decode(errors="replace")


@contextmanager
def decoding_tolerantly(connection: SqliteConnection) -> Iterator[None]:
    """Within it, `decode_tolerantly`."""
    decode_tolerantly(connection)
    try:
        yield
    finally:
        connection.text_factory = str


def tolerant(read: Callable[[Any], Any] | None, substitute: object) -> Callable[[Any], Any]:
    """The function, which gives the substitute for a value that it cannot read."""

    def process(value: Any) -> Any:
        try:
            return read(value) if read else value
        except (ValueError, TypeError, AttributeError):
            return substitute

    return process


class _TextMoment(Loader):
    """Psycopg's own loader of `timestamptz` in its text format, and a substitute where it fails."""

    format = Format.TEXT
    type_name = "timestamptz"
    substitute: datetime | None = UNREADABLE_DATE

    def __init__(self, oid: int, context: Any = None) -> None:
        super().__init__(oid, context)
        loader = adapters.get_loader(adapters.types[self.type_name].oid, self.format)
        assert loader is not None
        self._load = loader(oid, context).load

    def load(self, data: Buffer) -> Any:
        """The value; a moment in the time zone of the session."""
        try:
            return self._load(data)
        except DataError:
            return self.substitute


class _BinaryMoment(_TextMoment):
    """The same for the binary format."""

    format = Format.BINARY


class _TextDay(_TextMoment):
    """The same for `date`; what is none is None."""

    type_name = "date"
    substitute = None


class _BinaryDay(_TextDay):
    """The same for the binary format."""

    format = Format.BINARY
