"""Statements of SQLAlchemy Core, compiled once to what a driver takes: text and the order of parameters."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect

from broadsheet_server.storage.column_types import UtcDateTime


@cache
def _dialect(name: str) -> Dialect:
    if name == "sqlite":
        return SQLiteDialect_pysqlite()
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

    return PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


Process = Callable[[Any], Any]
Parameters = tuple[Any, ...] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class StatementText:
    """The text of a statement for one driver.

    `order` names the positional parameters; it is None where there are none. `fixed` are the
    values that the statement was built with, `variables` the names of the others, each with what makes the
    driver's value of it; a name with `members` is a list, whose members are parameters of their own.
    """

    sql: str
    order: tuple[str, ...] | None
    fixed: Mapping[str, Any]
    variables: tuple[tuple[str, Process | None, tuple[str, ...] | None], ...]

    def bind(self, values: Mapping[str, Any]) -> Parameters:
        """The parameters for these values. Raises KeyError where one is missing."""
        bound = dict(self.fixed)
        for name, process, members in self.variables:
            value = values[name]
            if members is not None:
                bound |= zip(members, map(process, value) if process else value, strict=True)
            else:
                bound[name] = value if process is None or value is None else process(value)
        return bound if self.order is None else tuple([bound[name] for name in self.order])


def compile_statement(
    statement: Select[*tuple[Any, ...]],
    dialect_name: str,
    *,
    lengths: Mapping[str, int] | None = None,
    raw: frozenset[str] = frozenset(),
) -> StatementText:
    """Compile a statement for `sqlite` or `postgresql`. `lengths` says how many members a list has where
    it is in an `IN (…)`.

    The values of `raw` parameters go to the driver as they are given.
    """
    dialect = _dialect(dialect_name)
    compiled: Any = statement.compile(dialect=dialect)
    binds: dict[str, BindParameter[Any]] = {
        name: compiled.binds[name] for name in compiled.bind_names.values()
    }
    required = [name for name, bind in binds.items() if bind.required]
    lengths = {name: length for name, length in (lengths or {}).items() if name in required}
    variables = tuple(
        (name, None if name in raw else _processor(binds[name], dialect), _members(name, lengths))
        for name in required
    )
    fixed = {name: _plain(bind.effective_value) for name, bind in binds.items() if not bind.required}
    if lengths:
        compiled = _compiled_with_lists(statement, dialect, required, lengths)
    order = tuple(compiled.positiontup) if compiled.positional else None
    return StatementText(str(compiled), order, fixed, variables)


def _compiled_with_lists(
    statement: Select[*tuple[Any, ...]], dialect: Dialect, required: Iterable[str], lengths: Mapping[str, int]
) -> Any:
    """The statement with a place for each member of its lists."""
    samples = {name: [None] * lengths[name] if name in lengths else None for name in required}
    return statement.params(samples).compile(dialect=dialect, compile_kwargs={"render_postcompile": True})


def _members(name: str, lengths: Mapping[str, int]) -> tuple[str, ...] | None:
    """The names that SQLAlchemy gives the members of an expanding parameter."""
    if name not in lengths:
        return None
    return tuple(f"{name}_{number}" for number in range(1, lengths[name] + 1))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _processor(bind: BindParameter[Any], dialect: Dialect) -> Process | None:
    if dialect.name == "sqlite" and isinstance(bind.type, UtcDateTime):
        return sqlite_date
    implementation: Any = bind.type.dialect_impl(dialect)
    process: Process | None = implementation.bind_processor(dialect)
    return process


def sqlite_date(value: datetime) -> str:
    """A date as SQLAlchemy stores it in SQLite. Raises ValueError where it has no time zone."""
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone; use datetime.now(UTC) or .astimezone(UTC)")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
