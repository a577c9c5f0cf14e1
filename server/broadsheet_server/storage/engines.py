"""SQLAlchemy's engines for both databases: how connections are made, and what each of them is set to."""

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import URL, Engine, Uuid, create_engine, event
from sqlalchemy.engine import ExceptionContext

from broadsheet_server.storage.damaged_values import SqliteUuid, read_json
from broadsheet_server.storage.deadline import is_expired

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

POOL_SIZE = 8
"""Most connections to PostgreSQL for rows. There is no overflow: readers wait for a connection."""
BUSY_TIMEOUT_MS = 8_000
"""How long a SQLite writer waits for the write lock: less than a request may take."""
STATEMENT_TIMEOUT_MS = 15_000
"""PostgreSQL's `statement_timeout` for readers: it ends a statement that nobody is left to cancel."""
_ROW_OPTIONS = "-c timezone=UTC -c DateStyle=ISO -c random_page_cost=1.1 -c jit=off"
"""For short statements whose rows are in memory; a planner that reckons with disks reads whole tables."""
CONNECT_TIMEOUT_SECONDS = 5
"""How long PostgreSQL may take to accept a connection, unless the URL has `connect_timeout`."""
READER_CACHE_KIB = 1_000
"""Pages of the file that each of some ten connections of readers keeps; the system keeps the whole file.

Twenty articles at random take a tenth longer than with 4,000, and a server that is used takes 6 MB less.
"""
PROGRESS_HANDLER_STEPS = 20_000
"""Virtual machine instructions of SQLite between two checks of the deadline: about a millisecond."""


def _to_json(value: object) -> str:
    return orjson.dumps(value).decode()


_ENGINE_OPTIONS: dict[str, Any] = {
    "json_serializer": _to_json,
    "json_deserializer": read_json,
    "hide_parameters": True,  # errors are logged, and parameters are mail addresses, notes and messages
}


def _hide_detail(context: ExceptionContext) -> None:
    """Remove the detail of a PostgreSQL error, which repeats the values of the row."""
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    message, separator, _ = str(original).partition("\nDETAIL:")
    if separator and wrapped is not None:
        wrapped.args = tuple(str(argument).replace(str(original), message) for argument in wrapped.args)
        original.args = (message,)


def _tolerate_damage(connection: Any, _record: Any) -> None:
    """Connections of the asynchronous engine are wrapped."""
    from broadsheet_server.storage.postgres_dates import read_dates_tolerantly

    read_dates_tolerantly(getattr(connection, "driver_connection", connection).adapters)


def _connecting(url: URL) -> dict[str, Any]:
    return {"connect_timeout": CONNECT_TIMEOUT_SECONDS, **url.query}


def _reading(url: URL) -> dict[str, Any]:
    return _connecting(url) | {"options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"}


def postgres_engine(url: URL) -> Engine:
    """The engine of writers to PostgreSQL."""
    engine = create_engine(url, pool_pre_ping=True, connect_args=_connecting(url), **_ENGINE_OPTIONS)
    event.listen(engine, "handle_error", _hide_detail)
    event.listen(engine, "connect", _tolerate_damage)
    return engine


def postgres_reader(url: URL) -> "AsyncEngine":
    """The engine of readers of PostgreSQL, who wait for a connection if all are in use."""
    from sqlalchemy.ext.asyncio import create_async_engine  # nothing on SQLite needs it

    engine = create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,  # to wait for a connection is cheaper than to open one for a statement
        pool_pre_ping=True,
        isolation_level="AUTOCOMMIT",
        connect_args=_reading(url),
        **_ENGINE_OPTIONS,
    )
    event.listen(engine.sync_engine, "connect", _tolerate_damage)
    return engine


def psycopg_options(engine: "AsyncEngine") -> dict[str, Any]:
    """Arguments of `psycopg.connect` for the same connections, with dates in UTC and ISO 8601."""
    _, arguments = engine.dialect.create_connect_args(engine.url)
    reading = _reading(engine.url)
    return {**arguments, **reading, "options": f"{reading['options']} {_ROW_OPTIONS}"}


def sqlite_engine(url: URL) -> Engine:
    """The engine of writers to a SQLite file: each transaction begins with the write lock."""
    engine = create_engine(url, connect_args={"check_same_thread": False}, **_ENGINE_OPTIONS)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # otherwise sqlite3 begins transactions itself
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # an accepted article or mail survives a power cut
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # an erased mail address leaves no copy in the file

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def sqlite_reader(url: URL) -> Engine:
    """The engine of readers of a SQLite file, which cannot write and end at the deadline."""
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False},
        isolation_level="AUTOCOMMIT",
        pool_use_lifo=True,  # one connection, with the pages in its cache, for nearly all queries
        **_ENGINE_OPTIONS,
    )
    engine.dialect.colspecs = {**engine.dialect.colspecs, Uuid: SqliteUuid}

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA query_only=ON")
        connection.execute(f"PRAGMA cache_size=-{READER_CACHE_KIB}")
        connection.set_progress_handler(is_expired, PROGRESS_HANDLER_STEPS)  # ends a query at the deadline

    return engine
