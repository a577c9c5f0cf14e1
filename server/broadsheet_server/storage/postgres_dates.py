"""Dates that PostgreSQL has and Python has not: `infinity`, and those before the year 1 or after 9999.

One such row keeps no list from being read.
"""

from datetime import datetime
from typing import Any

from psycopg import DataError, adapters
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.pq import Format

from broadsheet_server.storage.damaged_values import UNREADABLE_DATE


def read_dates_tolerantly(adapters_of_connection: AdaptersMap) -> None:
    """Have a connection of psycopg read a moment that Python has not as `UNREADABLE_DATE`, a day as None."""
    for loader in (_TextMoment, _BinaryMoment, _TextDay, _BinaryDay):
        adapters_of_connection.register_loader(loader.type_name, loader)


class _TextMoment(Loader):
    """Psycopg's own loader of `timestamptz` in its text format, and a substitute where it fails."""

    format = Format.TEXT
    type_name = "timestamptz"
    substitute: datetime | None = UNREADABLE_DATE

    def __init__(self, oid: int, context: Any = None) -> None:
        super().__init__(oid, context)
        loader = adapters.get_loader(adapters.types[self.type_name].oid, self.format)
        assert loader is not None
        self._load = loader(oid, context).load

    def load(self, data: Buffer) -> Any:
        """The value; a moment in the time zone of the session."""
        try:
            return self._load(data)
        except DataError:
            return self.substitute


class _BinaryMoment(_TextMoment):
    """The same for the binary format."""

    format = Format.BINARY


class _TextDay(_TextMoment):
    """The same for `date`; what is none is None."""

    type_name = "date"
    substitute = None


class _BinaryDay(_TextDay):
    """The same for the binary format."""

    format = Format.BINARY
