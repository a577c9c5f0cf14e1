"""The mapped header tells what `PRAGMA data_version` tells, whatever happens to the log and the file."""

import os
import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from broadsheet_server.storage.data_version import SqliteDataVersion
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.wal_index import find_wal_index_header, is_settled
from tests.processes import PROCESSES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the PRAGMA alone is asked"),
]

COMMITS = int(os.environ.get("VERSION_COMMITS", "300"))
"""How many commits the race lasts. Before a release: 20000."""


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=10)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store in WAL mode with one number in it."""
    path = tmp_path / "store.sqlite3"
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE number (value INTEGER)")
        connection.execute("INSERT INTO number VALUES (0)")
    return path


@pytest.fixture
def version(path: Path) -> Iterator[SqliteDataVersion]:
    version = SqliteDataVersion(Database(sqlite_url(path)))
    yield version
    version.close()


def value_in(connection: sqlite3.Connection) -> int:
    (value,) = connection.execute("SELECT value FROM number").fetchone()
    return int(value)


def set_number(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("UPDATE number SET value = ?", (number,))


def test_the_header_is_found_where_sqlite_has_mapped_it_and_changes_with_a_commit_alone(path: Path) -> None:
    assert find_wal_index_header(str(path)) is None
    with closing(connect(path)) as reader, closing(connect(path)) as writer:
        value_in(reader)
        header = find_wal_index_header(str(path))
        assert header is not None
        before = header.read()
        value_in(reader)
        writer.execute("PRAGMA wal_checkpoint(PASSIVE)")
        writer.execute("BEGIN IMMEDIATE")
        set_number(writer, 1)
        writer.execute("ROLLBACK")
        assert header.read() == before
        set_number(writer, 2)
        assert header.read() != before
        assert is_settled(header.read())


def test_without_a_write_ahead_log_there_is_no_header_and_commits_are_seen_all_the_same(
    path: Path, version: SqliteDataVersion
) -> None:
    with closing(connect(path)) as writer:
        writer.execute("PRAGMA journal_mode=DELETE")
        seen = [version.known()]
        assert find_wal_index_header(str(path)) is None
        set_number(writer, 1)
        seen.append(version.known())
        writer.execute("PRAGMA journal_mode=WAL")
        set_number(writer, 2)
        seen.append(version.known())
        assert find_wal_index_header(str(path)) is not None
        set_number(writer, 3)
        seen.append(version.known())
    assert len(set(seen)) == 4
    assert version.known() == seen[-1]


@pytest.mark.parametrize("mode", ["journal_mode=DELETE", "locking_mode=EXCLUSIVE"])
def test_nobody_ends_the_mode_of_the_journal_or_hides_its_index_under_a_reader(
    path: Path, version: SqliteDataVersion, mode: str
) -> None:
    before = version.known()
    with closing(sqlite3.connect(path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError):
        other.executescript(f"PRAGMA {mode}; UPDATE number SET value = 1")
    assert version.known() == before
    with closing(connect(path)) as writer:
        set_number(writer, 2)
    assert version.known() != before


def test_a_backup_that_is_restored_into_the_store_is_another_version(
    path: Path, version: SqliteDataVersion, tmp_path: Path
) -> None:
    with closing(connect(path)) as store, closing(connect(tmp_path / "backup.sqlite3")) as backup:
        store.backup(backup)
        set_number(store, 1)
        before = version.known()
        backup.backup(store)
        assert value_in(store) == 0
        assert version.known() != before


def test_after_a_restart_on_a_replaced_file_nothing_is_taken_for_the_same(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "backup.sqlite3"
    with closing(connect(path)) as store, closing(connect(other)) as backup:
        store.backup(backup)
    database = Database(sqlite_url(path))
    versions = set()
    for _ in range(3):
        version = SqliteDataVersion(database)
        versions |= {version.known(), version.known()}
        version.close()
        other.replace(path)
        with closing(connect(path)) as store, closing(connect(other)) as backup:
            store.backup(backup)
    assert len(versions) == 3


def disturb(path: str, commits: int, written: Any) -> None:
    """The other process: commit numbers, telling when; between them all that may happen to a log."""
    chance = random.Random(7)
    other = Path(f"{path}-backup")
    connection = connect(Path(path))
    for number in range(1, commits + 1):
        set_number(connection, number)
        written.value = number
        match chance.randrange(12):
            case 0 | 1 | 2:
                mode = chance.choice(["PASSIVE", "FULL", "RESTART", "TRUNCATE"])
                connection.execute(f"PRAGMA wal_checkpoint({mode})")
            case 3:
                connection.execute("VACUUM")
            case 4:  # the other server restarts
                connection.close()
                connection = connect(Path(path))
            case 5:
                connection.execute("BEGIN IMMEDIATE")
                set_number(connection, -1)
                connection.execute("ROLLBACK")
            case 6:
                with closing(connect(other)) as backup:
                    connection.backup(backup)
                    backup.backup(connection)
            case 7:  # another log, if the reader is away just now
                with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as third:
                    for mode in ("DELETE", "WAL"):
                        try:
                            third.execute(f"PRAGMA journal_mode={mode}")
                        except sqlite3.OperationalError:
                            break
    connection.close()


def test_no_commit_of_another_process_is_missed_whatever_it_does_to_the_log(
    path: Path, version: SqliteDataVersion
) -> None:
    written = PROCESSES.Value("i", 0)
    other = PROCESSES.Process(target=disturb, args=(str(path), COMMITS, written))
    number_at: dict[object, int] = {}
    missed, unchanged, asked = [], 0, 0
    with closing(connect(path)) as reader:
        number_at[version.known()] = value_in(reader)
        assert find_wal_index_header(str(path)) is not None
        other.start()
        while other.is_alive() or asked < 10_000:
            committed, known = written.value, version.known()
            asked += 1
            if known in number_at:
                unchanged += 1
                if number_at[known] < committed:
                    missed.append((number_at[known], committed))
            else:
                number_at[known] = value_in(reader)
        other.join()
        # the last commit may be one that was not met in the race
        assert number_at.setdefault(version.known(), COMMITS) == value_in(reader) == COMMITS
    assert other.exitcode == 0
    assert missed == []
    assert unchanged > asked / 2
