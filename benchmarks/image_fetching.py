"""How long a run waits for a thousand images of one server that takes 100 ms for each, and a second run.

.venv/bin/python benchmarks/image_fetching.py
"""

import asyncio
import sys
import tempfile
import time
from ipaddress import ip_network
from pathlib import Path

from anyio.from_thread import start_blocking_portal

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.pictures import png
from tests.server.fetching.web_server import response, web_server

from broadsheet_server.ingest.image_fetching import ImageFetching
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate

IMAGES = 1_000
BATCH = 100
LATENCY_S = 0.1


async def slow(writer: asyncio.StreamWriter) -> None:
    """Answer after the latency."""
    await asyncio.sleep(LATENCY_S)
    await response(png(40, 30))(writer)


def main() -> None:
    """Print the seconds of two runs, and their ratio to asking for one image after the other."""
    allowed = FetchingSettings(allowed_networks=[ip_network("127.0.0.1/32")])
    with (
        tempfile.TemporaryDirectory() as folder,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(web_server()) as server,
    ):
        server.answers = dict.fromkeys((f"/{number}" for number in range(IMAGES)), slow)
        settings = Settings(data=Path(folder), fetching=allowed)
        database = Database(sqlite_url(Path(folder) / "broadsheet.sqlite3"))
        migrate(database)
        for run in ("first run", "next run"):
            began = time.monotonic()
            with ImageFetching(database, settings) as fetching:
                for start in range(0, IMAGES, BATCH):
                    fetching.fetch(f"{server.url}/{number}" for number in range(start, start + BATCH))
            seconds = time.monotonic() - began
            ratio = seconds / (IMAGES * LATENCY_S)
            print(
                f"{run}: {seconds:.1f} s, {ratio:.2f} of one after the other; {len(server.requests)} requests"
            )
        database.dispose()


if __name__ == "__main__":
    main()
