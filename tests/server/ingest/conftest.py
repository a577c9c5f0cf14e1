"""Stores that an export is imported into."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from broadsheet_server.storage.database import Database
from tests.pictures import png
from tests.server.ingest.exported_newspapers import sqlite_copy


@pytest.fixture
def newcomer(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty store on SQLite."""
    yield (database := sqlite_copy(migrated_sqlite, tmp_path / "newcomer.sqlite3"))
    database.dispose()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    (tmp_path / "crane.png").write_bytes(png())
    return tmp_path / "crane.png"


@pytest.fixture
def empty(
    store_url: str,
    migrated_sqlite: Path,
    tmp_path: Path,
    new_postgres_store: Callable[[], AbstractContextManager[str]],
    request: pytest.FixtureRequest,
) -> Iterator[Database]:
    """An empty store on the database that `database` is not on."""
    if store_url.startswith("sqlite"):
        with new_postgres_store() as url:
            other = Database(url)
            yield other
            other.dispose()
    else:
        yield (other := sqlite_copy(migrated_sqlite, tmp_path / "empty.sqlite3"))
        other.dispose()
