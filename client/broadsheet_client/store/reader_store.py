"""Everything the reader stores on this machine: one folder per server."""

import logging
import re
import sqlite3
from concurrent.futures import Future
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet_client.errors import ErrorCode
from broadsheet_client.store.articles import ArticleStore
from broadsheet_client.store.database import ReaderDatabase
from broadsheet_client.store.image_cache import ImageCache
from broadsheet_client.store.key_values import KeyValueStore
from broadsheet_client.store.lists import ListStore
from broadsheet_client.store.outbox import OutboxStore
from broadsheet_client.store.private_files import make_files_private
from broadsheet_client.store.recents import RecentRecipients, RecentSearches
from broadsheet_client.store.recovery import StoreWarning

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

_log = logging.getLogger(__name__)

FILE = "reader.sqlite3"


class ReaderStore:
    """The stores of one folder. Reads are synchronous; writes return Futures of the writer thread.

    `warning` reports a corrupt file that was set aside, or a folder that is not writable; else None.
    """

    def __init__(self, folder: Path) -> None:
        self._temporary_folder: TemporaryDirectory[str] | None = None
        try:
            self._database = ReaderDatabase(folder / FILE)
            self.warning = self._database.warning
        except (OSError, sqlite3.OperationalError) as exception:
            folder = self._use_temporary_folder(folder, exception)
        self.articles = ArticleStore(self._database)
        self.lists = ListStore(self._database)
        self.images = ImageCache(folder / "images", self._database.submit)
        self.outbox = OutboxStore(self._database)
        self.recipients = RecentRecipients(self._database)
        self.key_values = KeyValueStore(self._database)
        self.searches = RecentSearches(self.key_values)

    def delete_expired(self, now: datetime) -> "Future[int]":
        """Delete expired data and evict images, in the writer thread; call once after the start."""
        self.images.evict()
        return self._database.write(lambda connection: _delete_expired(connection, now))

    def protect_files(self, root: Path) -> "Future[None]":
        """Make the files of earlier versions below `root` private, in the writer thread."""
        return self._database.submit(lambda: make_files_private(root, FILE))

    def flush(self) -> None:
        """Wait until every submitted write is done."""
        self._database.submit(lambda: None).result()

    def close(self) -> None:
        """Finish every write and close the file."""
        self._database.close()
        if self._temporary_folder:
            self._temporary_folder.cleanup()

    def _use_temporary_folder(self, folder: Path, exception: Exception) -> Path:
        """Use a temporary folder where the given one is not writable."""
        # Imported late: the import is slow and rarely needed.
        from tempfile import TemporaryDirectory

        _log.error("no store in %s", folder, exc_info=exception)
        self._temporary_folder = TemporaryDirectory(prefix="broadsheet-reader-")
        self._database = ReaderDatabase(Path(self._temporary_folder.name) / FILE)
        self.warning = StoreWarning(ErrorCode.STORE_NOT_WRITABLE, str(folder))
        return Path(self._temporary_folder.name)


def server_folder(root: Path, server: str) -> Path:
    """The folder of one server under `root`."""
    name = re.sub(r"[^a-z0-9.]+", "-", server.lower().split("://")[-1]).strip("-.")[:60]
    return root / f"{name}-{sha256(server.rstrip('/').lower().encode()).hexdigest()[:8]}"


ARTICLE_RETENTION = timedelta(days=90)
"""Articles are kept this long after they were last listed or opened."""


SENT_RETENTION = timedelta(days=7)
"""Sent shares stay in the outbox this long."""


def _delete_expired(connection: sqlite3.Connection, now: datetime) -> int:
    """Delete expired rows; returns the number of articles."""
    cutoff = (now - ARTICLE_RETENTION).timestamp()
    deleted = connection.execute(
        "DELETE FROM article WHERE seen_at < ? AND coalesce(opened_at, 0) < ?", (cutoff, cutoff)
    ).rowcount
    connection.execute(
        "DELETE FROM outbox WHERE state IN ('sent', 'untracked') AND changed_at < ?",
        ((now - SENT_RETENTION).timestamp(),),
    )
    return deleted
