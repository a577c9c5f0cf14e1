"""Opens the reader's database. A corrupt file is set aside, and the user's own data is copied from it."""

import logging
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from broadsheet_client.errors import ErrorCode
from broadsheet_client.store.migrations import NewerSchemaError, migrate
from broadsheet_client.store.private_files import make_private

_log = logging.getLogger(__name__)

_USER_TABLES = ("outbox", "recipient", "state")
"""Tables with the user's data; everything else can be fetched again."""

CORRUPTION_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class StoreWarning(NamedTuple):
    """What the user has to know about the file; `value` is the name of a file or folder."""

    code: ErrorCode
    value: str


def open_database(path: Path) -> tuple[sqlite3.Connection, StoreWarning | None]:
    """Open a connection for writing with the current schema, and a warning if the file was set aside.

    Raises OSError or sqlite3.OperationalError if the folder is not writable.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if corruption_marker(path).exists():
        return _replace_database(path, ErrorCode.STORE_CORRUPT)
    try:
        return _open(path), None
    except NewerSchemaError:
        return _replace_database(path, ErrorCode.STORE_NEWER)
    except sqlite3.DatabaseError as exception:
        if not is_corruption(exception):
            raise
        return _replace_database(path, ErrorCode.STORE_CORRUPT)


def is_corruption(exception: sqlite3.Error) -> bool:
    """Whether the file is corrupt, not merely locked or the disk full."""
    code = getattr(exception, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in CORRUPTION_CODES


def corruption_marker(path: Path) -> Path:
    """The path of a marker file: a read found corruption, so the next start sets the database aside."""
    return path.with_name(path.name + ".damaged")


def configure(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Settings of each connection. The page cache is limited to 8 MB."""
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA cache_size = -8000")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _open(path: Path) -> sqlite3.Connection:
    make_private(path)
    # The connection is opened in the main thread and used in the writer thread.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        configure(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        migrate(connection, path)
        _read_every_table(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _read_every_table(connection: sqlite3.Connection) -> None:
    """Detect an unusable file without reading all of it, as `PRAGMA integrity_check` would."""
    # The names come from our own schema.
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        connection.execute(f'SELECT * FROM "{name}" LIMIT 1').fetchone()  # noqa: S608 - as above


def _replace_database(path: Path, reason: ErrorCode) -> tuple[sqlite3.Connection, StoreWarning]:
    backup = path.with_name(f"{path.stem}-{time.strftime('%Y%m%d-%H%M%S')}-aside{path.suffix}")
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(backup.with_name(backup.name + suffix))
    corruption_marker(path).unlink(missing_ok=True)
    connection = _open(path)
    _copy_user_data(backup, connection)
    _log.warning("the store %s (%s) was set aside as %s", path, reason, backup.name)
    return connection, StoreWarning(reason, backup.name)


def _copy_user_data(backup: Path, connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error), closing(sqlite3.connect(backup)) as old:
        for table in _USER_TABLES:
            with suppress(sqlite3.Error):
                _copy_table(old, connection, table)


def _copy_table(old: sqlite3.Connection, connection: sqlite3.Connection, table: str) -> None:
    """Copy the columns that both have: the old file may be of an older or a newer reader."""
    old_columns = _columns(old, table)
    columns = [column for column in _columns(connection, table) if column in old_columns]
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    for row in old.execute(f"SELECT {names} FROM {table}"):  # noqa: S608 - names of our own tables
        connection.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", row)  # noqa: S608


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
