"""Opening the store of the settings, migrated to the present schema."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url
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
    make_data_folder(settings.data)
    try:
        settings.media.mkdir(exist_ok=True)
    except OSError as error:
        raise _no_folder_error(settings.media, error) from error
    database = Database(settings.store_url)
    if database.is_sqlite and database.url.database:
        _make_private(Path(database.url.database))
    try:
        _prepare(database, settings)
    except BaseException:
        database.dispose()
        raise
    return database


def open_existing_store(settings: Settings) -> Database:
    """Open the store as `open_store` does, and never make one: a wrong folder is no empty paper.

    Raises StoreUnavailableError, or StoreTooNewError for the store of a newer version.
    """
    check_has_store(settings)
    return open_store(settings)


def check_has_store(settings: Settings) -> None:
    """Raise StoreUnavailableError where there is no store yet, or its file is empty."""
    file = _sqlite_file(settings)
    if file is not None and file.exists() and _is_empty(file):
        raise StoreUnavailableError(
            f"{file.absolute()} is empty (0 bytes): it is no store, and nothing is in it. If a paper was "
            "there, move its folder away and run `broadsheet restore` with a backup; `broadsheet serve`, "
            "`import` and `migrate` make a new one."
        )
    if not has_store(settings):
        raise StoreUnavailableError(
            f"There is no paper in {settings.data.absolute()}. Go to the folder that {settings.data.name} is "
            "in, or name it with --data or BROADSHEET_DATA; `broadsheet serve`, `import` and `migrate` make "
            "a new one."
        )


def has_store(settings: Settings) -> bool:
    """Whether there is a store. PostgreSQL, which only `broadsheet migrate` fills, is taken for one."""
    file = _sqlite_file(settings)
    return file is None or (file.exists() and not _is_empty(file))


def _sqlite_file(settings: Settings) -> Path | None:
    """The file of the store; None on PostgreSQL."""
    url = make_url(settings.store_url)
    is_file = url.get_backend_name() == "sqlite" and url.database is not None
    return Path(url.database or "") if is_file else None


def _is_empty(file: Path) -> bool:
    """Whether a SQLite file has nothing, in its write-ahead log neither."""
    files = (file, file.with_name(f"{file.name}-wal"))
    return all(not each.exists() or each.stat().st_size == 0 for each in files)


def new_store_notice(settings: Settings) -> str:
    """What is said where opening the store has made one."""
    return f"A new, empty paper was made in {settings.data.absolute()}."


@contextmanager
def store_to_compare_with(settings: Settings) -> Iterator[Database]:
    """The store as it is, for a dry run: nothing is created, migrated or arranged.

    Where there is none yet, an empty one in a temporary folder. Raises as `open_store` does.
    """
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        if not has_store(settings):
            database = open_store(settings.model_copy(update={"data": Path(folder)}))
        else:
            database = Database(settings.store_url)
        try:
            _check_is_current(database)
            yield database
        finally:
            database.dispose()


def make_data_folder(folder: Path) -> None:
    """Create the data folder if there is none, for its owner only: it holds addresses of recipients.

    Raises StoreUnavailableError.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _no_folder_error(folder, error) from error


def _no_folder_error(folder: Path, error: OSError) -> StoreUnavailableError:
    file = next((each for each in (folder, *folder.parents) if each.is_file()), None)
    reason = f"{file} is a file" if file else error.strerror
    return StoreUnavailableError(
        f"The data folder {folder} cannot be made: {reason}. Name another one with --data or BROADSHEET_DATA."
    )


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


def _check_is_current(database: Database) -> None:
    try:
        if is_current(database):
            return
    except DBAPIError as error:
        raise StoreUnavailableError(f"The store cannot be opened: {error.orig}") from error
    raise StoreUnavailableError(
        "The store needs a migration, and a dry run makes none: run `broadsheet migrate` first."
    )


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
