"""Friends to whom something was sent from this machine; known to nobody else, and cleared at a word."""

import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import Future

from broadsheet_client.store.database import ReaderDatabase
from broadsheet_client.store.key_values import KeyValueStore


class RecentRecipients:
    """Recent recipients."""

    def __init__(self, database: ReaderDatabase) -> None:
        self._database = database

    def recent(self, count: int = 8) -> list[str]:
        """The last ones, the latest first."""
        return self.matching("", count)

    def matching(self, prefix: str, count: int = 8) -> list[str]:
        """Those that begin so, for completion, the latest first."""
        rows = self._database.rows(
            "SELECT address FROM recipient WHERE substr(lower(address), 1, length(?1)) = lower(?1) "
            "ORDER BY used_at DESC, address LIMIT ?2",
            (prefix, count),
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


SEARCHES_MAX = 10


_SEARCHES_NAME = "recent_searches"


class RecentSearches:
    """Recent searches, the latest first."""

    def __init__(self, key_values: KeyValueStore) -> None:
        self._key_values = key_values
        stored = key_values.get(_SEARCHES_NAME)
        self._texts = [text for text in stored if isinstance(text, str)] if isinstance(stored, list) else []

    def recent(self) -> tuple[str, ...]:
        """The texts."""
        return tuple(self._texts)

    def remember(self, text: str) -> None:
        """It was searched for just now; what only differs in case takes its place."""
        other_texts = [text_ for text_ in self._texts if text_.casefold() != text.casefold()]
        self._save([text, *other_texts][:SEARCHES_MAX])

    def clear(self) -> None:
        """Forget all."""
        self._save([])

    def _save(self, texts: list[str]) -> None:
        if texts != self._texts:
            self._texts = texts
            self._key_values.set(_SEARCHES_NAME, list(texts))
