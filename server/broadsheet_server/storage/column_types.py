"""Column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from broadsheet_server.storage.damaged_values import SqliteDateTime, tolerant


class UtcDateTime(TypeDecorator[datetime]):
    """A date and time in UTC, timezone-aware in Python. A naive datetime raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the database's own."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(SqliteDateTime())  # type: ignore[no-untyped-call]
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


class Day(TypeDecorator[date]):
    """A date without a time of day."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], date | None] | None:
        """The function that reads a stored value; what is no date is None."""
        return tolerant(super().result_processor(dialect, coltype), None)


BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer. SQLite makes a primary key the rowid only if its type is spelled INTEGER."""
