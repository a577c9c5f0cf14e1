"""Copies of a store that is being written to, and stores made of them."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from broadsheet_server.operations.backup_archive import BackupError

_MISSING = (
    "{program} is not here. Install PostgreSQL's client programs, of the version of the server or a newer "
    "one (on Debian the package postgresql-client), or back the database up as you do others."
)
_OTHER_VERSION = "Install PostgreSQL's client programs of the version of the server, or a newer one."


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite store as it is at one moment, with what only its write-ahead log has, and check the copy.

    Nobody waits for it: it reads in one transaction (SQLite's backup API, https://sqlite.org/backup.html).
    Raises BackupError.
    """
    try:
        with closing(sqlite3.connect(source)) as store, closing(sqlite3.connect(target)) as copy:
            store.execute("PRAGMA query_only=ON")
            store.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        check_sqlite(target)
    except sqlite3.Error as error:
        raise BackupError(f"The store cannot be copied: {error}.") from error


def check_sqlite(file: Path) -> None:
    """Raise BackupError where a SQLite file is damaged."""
    try:
        with closing(sqlite3.connect(file)) as store:
            [(found,)] = store.execute("PRAGMA integrity_check(1)").fetchall()
            orphan = store.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"The store is damaged: {error}.") from error
    if found != "ok" or orphan is not None:
        fault = found if orphan is None else f"rows of {orphan[0]} are left over"
        raise BackupError(f"The store is damaged: {fault}.")


def dump_postgres(url: URL, target: Path) -> None:
    """Copy a PostgreSQL database as it is at one moment, by pg_dump. Raises BackupError."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load_postgres(url: URL, dump: Path) -> None:
    """Fill an empty PostgreSQL database by pg_restore, in one transaction. Raises BackupError."""
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run("pg_restore", url, *options, str(dump))


def _run(program: str, url: URL, *options: str) -> None:
    """Run a program of PostgreSQL; the password goes through the environment, which others cannot read."""
    path = shutil.which(program)
    if path is None:
        raise BackupError(_MISSING.format(program=program))
    bare = url.set(drivername="postgresql", password=None)
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    ended = subprocess.run(  # noqa: S603 (a program of PostgreSQL, with our own arguments)
        [path, f"--dbname={bare.render_as_string(hide_password=False)}", *options],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        told = " ".join(ended.stderr.split())
        advice = f" {_OTHER_VERSION}" if "version mismatch" in told else ""
        raise BackupError(f"{program} failed: {told}.{advice}")
