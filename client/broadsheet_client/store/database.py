"""The reader's SQLite database: reads in the calling thread, writes serialised in a writer thread."""

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
    """One SQLite file. Create, read and close it in the same thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing, self.warning = open_database(path)
        self._reading = configure(sqlite3.connect(path, isolation_level=None))
        self._reading.execute("PRAGMA query_only = ON")
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader-store")

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of one statement. A corrupt page reads as no rows."""
        try:
            return self._reading.execute(statement, parameters).fetchall()
        except sqlite3.DatabaseError as exception:
            if not is_corruption(exception):
                raise
            self._mark_corrupt(exception)
            return []

    def write(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = False) -> "Future[T]":
        """Run `work` in one transaction in the writer thread.

        A `durable` write is on disk (synchronous=FULL) when the Future is done.
        """
        return self.submit(lambda: self._transact(work, durable=durable))

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Run slow work in the writer thread, after the earlier writes."""
        future = self._writer.submit(work)
        future.add_done_callback(_log_failure)
        return future

    def close(self) -> None:
        """Finish the writes, then close the file."""
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
            # SQLite may have rolled back by itself, for example on a full disk.
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
