"""Opening the store that the settings name, in the form that this program knows."""

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.migration import is_current, migrate


class StoreUnavailableError(RuntimeError):
    """The store cannot be opened. The message says why and what to do."""


def open_store(settings: Settings) -> Database:
    """Open the store, with the sections of the settings in it.

    SQLite is made and migrated on the way; PostgreSQL is migrated by `broadsheet migrate`.

    Raises StoreUnavailableError, or StoreTooNewError for a store of a newer program.
    """
    try:
        make_data_folder(settings.data)
        settings.media.mkdir(exist_ok=True)
    except OSError as trouble:
        raise StoreUnavailableError(
            f"The data folder {settings.data} cannot be made: {trouble.strerror}."
        ) from trouble
    database = Database(settings.store_url)
    try:
        _prepare(database, settings)
    except BaseException:
        database.dispose()
        raise
    return database


def make_data_folder(folder: Path) -> None:
    """Make the data folder, if there is none, for its owner only: friends' addresses wait in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _prepare(database: Database, settings: Settings) -> None:
    try:
        if database.is_sqlite:
            migrate(database)
        elif not is_current(database):
            raise StoreUnavailableError("The database needs a migration: run `broadsheet migrate` first.")
    except DBAPIError as trouble:
        raise StoreUnavailableError(f"The store cannot be opened: {trouble.orig}") from trouble
    if settings.sections:
        with database.write() as session:
            arrange_sections(session, [(section.path, section.name) for section in settings.sections])
