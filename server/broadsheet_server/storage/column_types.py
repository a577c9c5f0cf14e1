"""Column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

UNREADABLE_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a stored value that is no date: one damaged row must not keep a list from being read."""


class _TolerantSqliteDateTime(sqlite.DATETIME):
    """SQLite stores any text in any column."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Read a date; what is none becomes `UNREADABLE_DATE`."""
        read = super().result_processor(dialect, coltype)

        def process(value: Any) -> datetime | None:
            try:
                return read(value) if read else value
            except (ValueError, TypeError):
                return UNREADABLE_DATE

        return process


class UtcDateTime(TypeDecorator[datetime]):
    """A date and time in UTC, timezone-aware in Python. A naive datetime raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the database's own."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_TolerantSqliteDateTime())  # type: ignore[no-untyped-call]
        return dialect.type_descriptor(self.impl_instance)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; use datetime.now(UTC) or .astimezone(UTC)")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        date: datetime = value
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer. SQLite makes a primary key the rowid only if its type is spelled INTEGER."""
