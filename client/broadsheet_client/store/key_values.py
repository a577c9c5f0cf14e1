"""Small values by name, as JSON."""

import json
import sqlite3
from concurrent.futures import Future

from broadsheet_client.api.encoding import Json
from broadsheet_client.store.database import ReaderDatabase


class KeyValueStore:
    """The last section, the sender's name, the front page."""

    def __init__(self, database: ReaderDatabase) -> None:
        self._database = database

    def get(self, name: str) -> Json:
        """The value, or None."""
        rows = self._database.rows("SELECT value FROM state WHERE name = ?", (name,))
        value: Json = json.loads(rows[0][0]) if rows else None
        return value

    def set(self, name: str, value: Json) -> "Future[None]":
        """Store a value."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)", (name, json.dumps(value))
            )

        return self._database.write(write)
