"""Reading stored values that are none of their column's type: one damaged row keeps no list from being read.

SQLite stores anything in any column. For what PostgreSQL stores see `postgres_dates`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from sqlite3 import Connection as SqliteConnection
from typing import Any
from uuid import UUID

import orjson
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
