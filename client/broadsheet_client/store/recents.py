"""Recent recipients and searches. They are stored on this machine only, and the user can clear them."""

import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import Future

from broadsheet_client.store.database import ReaderDatabase
from broadsheet_client.store.key_values import KeyValueStore


class RecentRecipients:
    """Addresses that a share was sent to."""

    def __init__(self, database: ReaderDatabase) -> None:
        self._database = database

    def recent(self, count: int = 8) -> list[str]:
        """The latest addresses, most recent first."""
        return self.matching("", count)

    def matching(self, prefix: str, count: int = 8) -> list[str]:
        """Addresses with this prefix, for completion, most recent first."""
        rows = self._database.rows(
            "SELECT address FROM recipient WHERE substr(lower(address), 1, length(?)) = lower(?) "
            "ORDER BY used_at DESC, address LIMIT ?",
            (prefix, prefix, count),
        )
        return [row[0] for row in rows]

    def remember(self, addresses: Sequence[str]) -> "Future[None]":
        """Record that these addresses were used now."""
        now = time.time()

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT INTO recipient (address, used_at) VALUES (?, ?) "
                "ON CONFLICT (address) DO UPDATE SET used_at = excluded.used_at",
                [(address, now) for address in addresses],
            )

        return self._database.write(write)

    def clear(self) -> "Future[None]":
        """Delete all."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM recipient")

        return self._database.write(write)


SEARCHES_MAX = 10


_SEARCHES_NAME = "recent_searches"


class RecentSearches:
    """Search texts, most recent first."""

    def __init__(self, key_values: KeyValueStore) -> None:
        self._key_values = key_values
        stored = key_values.get(_SEARCHES_NAME)
        self._texts = [text for text in stored if isinstance(text, str)] if isinstance(stored, list) else []

    def recent(self) -> tuple[str, ...]:
        """All texts."""
        return tuple(self._texts)

    def remember(self, text: str) -> None:
        """Move the text to the front; it replaces one that differs only in case."""
        other_texts = [
            stored_text for stored_text in self._texts if stored_text.casefold() != text.casefold()
        ]
        self._save([text, *other_texts][:SEARCHES_MAX])

    def clear(self) -> None:
        """Delete all."""
        self._save([])

    def _save(self, texts: list[str]) -> None:
        if texts != self._texts:
            self._texts = texts
            self._key_values.set(_SEARCHES_NAME, list(texts))
