"""A server process that polls all due sources and ends: `python -m … STORE_URL DATA_FOLDER NOW`."""

import asyncio
import sys
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path

from broadsheet_server.operations.source_poller import SourcePoller
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database


def main() -> None:
    """Poll once, as if it were NOW."""
    url, folder, now = sys.argv[1:]
    settings = Settings(
        data=Path(folder),
        database_url=None if url.startswith("sqlite") else url,
        fetching=FetchingSettings(allowed_networks=[ip_network("127.0.0.0/8")]),
    )
    moment = datetime.fromisoformat(now)
    poller = SourcePoller(Database(url), settings, clock=lambda: moment, pace_seconds=0.0)
    asyncio.run(poller.run_until_idle())


if __name__ == "__main__":
    main()
