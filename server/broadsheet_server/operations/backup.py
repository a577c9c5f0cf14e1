"""Backs a paper up to one file beside a running server, and makes a paper of such a file."""

import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sqlalchemy import inspect
from sqlmodel import func, select

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.renditions import original_of
from broadsheet_server.operations.backup_archive import (
    FORMAT_VERSION,
    MEDIA,
    POSTGRES_DUMP,
    ArchiveWriter,
    BackupError,
    Manifest,
    is_compressed,
    read_archive,
    written_archive,
)
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.operations.store_copies import check_sqlite, copy_sqlite, dump_postgres, load_postgres
from broadsheet_server.operations.work_folder import work_folder
from broadsheet_server.settings import CONFIG_FILE, STORE_FILE, Settings
from broadsheet_server.sharing.outbox.hold import hold
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import current_revision, revisions

_ENGINES: Final = {True: "sqlite", False: "postgresql"}


@dataclass(frozen=True, slots=True)
class Restored:
    """A paper made of a backup; `held` is how many mails waited, which may have been sent since."""

    manifest: Manifest
    held: int


def back_up(settings: Settings, file: Path) -> Manifest:
    """Write the store, the image files and the settings file to one archive, and read it once more.

    The store is copied first: images that come later are not in it. Renditions and the search index can be
    made again and are left out. An earlier backup of this name is replaced, and nothing else. Raises
    BackupError and OSError; `file` is there as a whole or not at all.
    """
    _check_can_be_replaced(file, settings)
    database = Database(settings.store_url)
    try:
        with work_folder(file) as folder:
            part = folder / "archive"
            copy = _copied_store(database, folder)
            with written_archive(part, compressed=is_compressed(file)) as archive:
                archive.add(copy.name, copy)
                _add_files(archive, settings)
                archive.finish(_manifest(database, copy, archive))
            copy.unlink()
            manifest = read_archive(part)
            _flush(part)
            part.replace(file)
    finally:
        database.dispose()
    return manifest


def restore_backup(settings: Settings, file: Path) -> Restored:
    """Make a paper of a backup in the data folder of the settings, which has to be empty or missing.

    Nothing is there before all of it was checked. Raises BackupError and OSError.
    """
    target = settings.data.resolve()
    _check_is_empty(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with work_folder(target) as temporary:
        folder = temporary / "data"
        manifest = _extracted(file, folder)
        _check_can_be_used(manifest, settings)
        if manifest.database == "sqlite":
            check_sqlite(folder / STORE_FILE)
        else:
            _load(settings, folder / POSTGRES_DUMP)
        with suppress(FileNotFoundError):
            target.rmdir()
        folder.replace(target)
    return Restored(manifest, _hold_mail(settings))


def _check_can_be_replaced(file: Path, settings: Settings) -> None:
    """Raise BackupError where a backup cannot be written, or what is there is none and would be lost."""
    folder = file.absolute().parent
    if file.is_dir():
        raise BackupError(f"{file} is a folder: name a file in it, like {file / 'paper.tar.gz'}.")
    if not folder.is_dir():
        raise BackupError(f"There is no folder {folder}.")
    if file.resolve().is_relative_to(settings.data.resolve()):
        raise BackupError(f"{file} is in the folder of the paper: name a file outside it.")
    if file.exists() and not (file.is_file() and (file.stat().st_size == 0 or tarfile.is_tarfile(file))):
        raise BackupError(f"{file} is there and is no backup: name another file.")


def _copied_store(database: Database, folder: Path) -> Path:
    if database.is_sqlite:
        copy_sqlite(Path(database.url.database or ""), copy := folder / STORE_FILE)
    else:
        dump_postgres(database.url, copy := folder / POSTGRES_DUMP)
    return copy


def _add_files(archive: ArchiveWriter, settings: Settings) -> None:
    if (settings.data / CONFIG_FILE).is_file():
        archive.add(CONFIG_FILE, settings.data / CONFIG_FILE)
    files = sorted(settings.media.iterdir()) if settings.media.is_dir() else []
    for file in files:
        is_original = original_of(file.name)[1] is None and not file.name.startswith(".")
        if is_original and file.is_file():
            with suppress(FileNotFoundError):  # one that no article has shown for a month may go just now
                archive.add(MEDIA + file.name, file)


def _manifest(database: Database, copy: Path, archive: ArchiveWriter) -> Manifest:
    """The manifest; of SQLite it describes the copy itself."""
    described = Database(sqlite_url(copy)) if database.is_sqlite else database
    try:
        with described.read() as session:
            articles = session.exec(select(func.count()).select_from(Article)).one()
            revision = current_revision(session.connection())
    finally:
        described.dispose()
    return Manifest(
        broadsheet_backup=FORMAT_VERSION,
        version=version("broadsheet"),
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database=_ENGINES[database.is_sqlite],
        revision=revision or "",
        articles=articles,
        members=archive.members,
    )


def _flush(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _check_is_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(
            f"{folder} is not empty, and a backup replaces nothing: name a new folder with --data, or move "
            "this one away."
        )
    if folder.is_mount():
        raise BackupError(f"{folder} is a mount point: name a new folder below it with --data.")


def _extracted(file: Path, folder: Path) -> Manifest:
    (folder / MEDIA).mkdir(parents=True)
    folder.chmod(0o700)

    def write(name: str, content: Iterator[bytes]) -> None:
        with (folder / name).open("xb") as opened:
            (folder / name).chmod(0o644 if name.startswith(MEDIA) else 0o600)
            opened.writelines(content)
            opened.flush()
            os.fsync(opened.fileno())

    return read_archive(file, write)


def _check_can_be_used(manifest: Manifest, settings: Settings) -> None:
    if manifest.revision not in revisions():
        raise BackupError(
            f"The backup was made by Broadsheet {manifest.version}, and its store is of a form that this "
            "version does not know. Install that version or a newer one."
        )
    if manifest.database == "postgresql" and settings.database_url is None:
        raise BackupError(
            "The backup is of a paper on PostgreSQL: set BROADSHEET_DATABASE_URL to an empty database."
        )
    if manifest.database == "sqlite" and settings.database_url is not None:
        raise BackupError("The backup is of a paper on SQLite: restore it without the setting database_url.")


def _load(settings: Settings, dump: Path) -> None:
    database = Database(settings.store_url)
    try:
        with database.read() as session:
            if inspect(session.connection()).get_table_names():
                raise BackupError("The database of the setting database_url is not empty: name an empty one.")
        load_postgres(database.url, dump)
    finally:
        database.dispose()
    dump.unlink()


def _hold_mail(settings: Settings) -> int:
    """Migrate the store and keep back the mail that waited: it may have been sent after the backup."""
    with _opened(settings) as database, database.write() as session:
        return hold(session, None)


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    if settings.database_url is not None:
        from broadsheet_server.storage.migration import migrate

        database = Database(settings.store_url)
        migrate(database)
    else:
        database = open_store(settings)
    try:
        yield database
    finally:
        database.dispose()
