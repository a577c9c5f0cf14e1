"""The worker that carries the outbox to the mail server, beside the requests."""

import asyncio

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database


class MailWorker:
    """Takes due deliveries and hands them over; any number of workers may share one store."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is in flight."""
        await stop.wait()

    def wake(self) -> None:
        """Look at the outbox now instead of at the next tick; call it after a share was committed."""
