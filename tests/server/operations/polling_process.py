"""A server process that polls all due sources and ends."""

import asyncio
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path

from broadsheet_server.operations.source_poller import SourcePoller
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database


def poll_once(url: str, folder: Path, now: datetime) -> None:
    """Poll the sources of a store as if it were `now`."""
    settings = Settings(
        data=folder,
        database_url=None if url.startswith("sqlite") else url,
        fetching=FetchingSettings(allowed_networks=[ip_network("127.0.0.0/8")]),
    )
    poller = SourcePoller(Database(url), settings, clock=lambda: now, pace_seconds=0.0)
    asyncio.run(poller.run_until_idle())
