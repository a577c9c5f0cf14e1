"""Writes what requests leave to be written of access, and deletes what is too old in the audit log."""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from broadsheet_server.access.audit import delete_old_entries, has_old_entries
from broadsheet_server.access.pending_records import pending_records
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

INTERVAL: Final = timedelta(minutes=1)
DELETION_INTERVAL: Final = timedelta(days=1)

_log = logging.getLogger(__name__)


class AccessRecorder:
    """The worker that writes every `interval`, and once more when the server stops."""

    def __init__(self, database: Database, settings: Settings, *, interval: timedelta = INTERVAL) -> None:
        self._database = database
        self._keep = timedelta(days=settings.audit.keep_days)
        self._interval = interval
        self._next_deletion = datetime.min.replace(tzinfo=UTC)

    async def run(self, stop: asyncio.Event) -> None:
        """Write until `stop` is set. What the store does not take stays for the next time."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._interval.total_seconds())
            await self.write()
            await self.delete_old(stop)

    async def write(self) -> None:
        """Write what there is now."""
        pending = pending_records(self._database)
        if (batch := pending.take()) is None:
            return
        try:
            await asyncio.to_thread(batch.write, self._database)
        except Exception:
            pending.put_back(batch)
            _log.exception("When keys were used, and what was refused, could not be written")

    async def delete_old(self, stop: asyncio.Event) -> None:
        """Delete old entries, once a day; some in each transaction, so that others can write in between."""
        now = datetime.now(UTC)
        if now < self._next_deletion:
            return
        self._next_deletion = now + DELETION_INTERVAL
        try:
            while not stop.is_set() and await asyncio.to_thread(self._delete_some, now):
                pass
        except Exception:
            _log.exception("Old entries of the audit log could not be deleted")

    def _delete_some(self, now: datetime) -> bool:
        with self._database.read() as session:
            if not has_old_entries(session, self._keep, now=now):
                return False
        with self._database.write() as session:
            return delete_old_entries(session, self._keep, now=now) > 0
