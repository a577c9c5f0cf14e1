"""Opening the store of the settings, migrated to the present schema."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.migration import is_current, migrate


class StoreUnavailableError(RuntimeError):
    """The store cannot be opened. The message says why and what to do."""


def open_store(settings: Settings) -> Database:
    """Open the store and write the sections of the settings to it.

    SQLite is created and migrated; PostgreSQL is migrated by `broadsheet migrate` only.

    Raises StoreUnavailableError, or StoreTooNewError for the store of a newer version.
    """
    try:
        make_data_folder(settings.data)
        settings.media.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(
            f"The data folder {settings.data} cannot be made: {error.strerror}."
        ) from error
    database = Database(settings.store_url)
    if database.is_sqlite and database.url.database:
        _make_private(Path(database.url.database))
    try:
        _prepare(database, settings)
    except BaseException:
        database.dispose()
        raise
    return database


def make_data_folder(folder: Path) -> None:
    """Create the data folder if there is none, for its owner only: it holds addresses of recipients."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _make_private(store: Path) -> None:
    """Take SQLite's files from everybody but their owner, also where the folder was there before.

    SQLite gives new `-wal` and `-shm` files the permissions of the database. File systems without
    permissions, and files of another owner, stay as they are.
    """
    with suppress(OSError):
        os.close(os.open(store, os.O_RDWR | os.O_CREAT, 0o600))
    for path in (store, *(store.with_name(store.name + ending) for ending in ("-wal", "-shm"))):
        with suppress(OSError):
            path.chmod(0o600)


def _prepare(database: Database, settings: Settings) -> None:
    try:
        if database.is_sqlite:
            migrate(database)
        elif not is_current(database):
            raise StoreUnavailableError("The database needs a migration: run `broadsheet migrate` first.")
    except DBAPIError as error:
        raise StoreUnavailableError(f"The store cannot be opened: {error.orig}") from error
    if settings.sections:
        with database.write() as session:
            arrange_sections(session, [(section.path, section.name) for section in settings.sections])
