"""The reader's file: reads answer on the caller's thread, writes go through one thread, in order."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from broadsheet_client.store.recovery import configure, corruption_marker, is_corruption, open_database

_log = logging.getLogger(__name__)

T = TypeVar("T")
Row: TypeAlias = tuple[Any, ...]


class ReaderDatabase:
    """One SQLite file. Make it, read from it and close it on one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing, self.warning = open_database(path)
        self._reading = configure(sqlite3.connect(path, isolation_level=None))
        self._reading.execute("PRAGMA query_only = ON")
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader-store")

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of one statement. A damaged page of the file reads as if nothing were there."""
        try:
            return self._reading.execute(statement, parameters).fetchall()
        except sqlite3.DatabaseError as exception:
            if not is_corruption(exception):
                raise
            self._mark_corrupt(exception)
            return []

    def write(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = False) -> "Future[T]":
        """Do `work` in one transaction on the writer's thread.

        `durable` work is on the disk when the Future is done, whatever happens to the power.
        """
        return self.submit(lambda: self._transact(work, durable=durable))

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Do any slow work on the writer's thread, after what was asked before."""
        future = self._writer.submit(work)
        future.add_done_callback(_log_failure)
        return future

    def close(self) -> None:
        """Finish every write, then close the file."""
        self._writer.shutdown(wait=True)
        self._reading.close()
        self._writing.close()

    def _transact(self, work: Callable[[sqlite3.Connection], T], *, durable: bool) -> T:
        connection = self._writing
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException as exception:
            # A full disk may have rolled back by itself.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(exception, sqlite3.Error) and is_corruption(exception):
                self._mark_corrupt(exception)
            raise
        return result

    def _mark_corrupt(self, exception: sqlite3.Error) -> None:
        _log.error("the store %s is damaged: %s", self._path, exception)
        with suppress(OSError):
            corruption_marker(self._path).touch()


def _log_failure(future: "Future[Any]") -> None:
    if not future.cancelled() and (exception := future.exception()):
        _log.error("a write to the store failed", exc_info=exception)
