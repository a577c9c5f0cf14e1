"""Friends to whom something was sent from this machine; known to nobody else, and cleared at a word."""

import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import Future

from broadsheet_client.store.database import ReaderDatabase


class Recipients:
    """Recent recipients."""

    def __init__(self, database: ReaderDatabase) -> None:
        self._database = database

    def recent(self, count: int = 8) -> list[str]:
        """The last ones, the latest first."""
        return self.matching("", count)

    def matching(self, beginning: str, count: int = 8) -> list[str]:
        """Those that begin so, for completion, the latest first."""
        rows = self._database.rows(
            "SELECT address FROM recipient WHERE substr(lower(address), 1, length(?1)) = lower(?1) "
            "ORDER BY used_at DESC, address LIMIT ?2",
            (beginning, count),
        )
        return [row[0] for row in rows]

    def remember(self, addresses: Sequence[str]) -> "Future[None]":
        """They were written to just now."""
        now = time.time()

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT INTO recipient (address, used_at) VALUES (?, ?) "
                "ON CONFLICT (address) DO UPDATE SET used_at = excluded.used_at",
                [(address, now) for address in addresses],
            )

        return self._database.write(write)

    def clear(self) -> "Future[None]":
        """Forget all."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM recipient")

        return self._database.write(write)
