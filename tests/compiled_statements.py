"""Statements are compiled once for all stores of a test process, as a server compiles them once for its own.

SQLAlchemy keeps what it has compiled with the engine, and every test has engines of its own: to compile the
same statements again and again took a fifth of the time of tests on a store.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import URL

from broadsheet_server.storage import database

_MAKERS = ("sqlite_engine", "sqlite_reader", "postgres_engine", "postgres_reader")


def share_compiled_statements() -> None:
    """Have each kind of engine that stores make share what it compiles."""
    for name in _MAKERS:
        setattr(database, name, _sharing(getattr(database, name)))


def _sharing(make: Callable[[URL], Any]) -> Callable[[URL], Any]:
    first: list[Any] = []
    compiled: dict[Any, Any] = {}

    def made(url: URL) -> Any:
        engine = make(url)
        own = getattr(engine, "sync_engine", engine)
        own.update_execution_options(compiled_cache=compiled)
        if first and first[0].server_version_info:  # it has been connected: the dialect is complete
            own.dialect = first[0]  # what is compiled is kept by dialect
        else:
            first[:] = [own.dialect]
        return engine

    return made
