"""PostgreSQL is restarted under two servers, as it is for every update of the system."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.postgres_server import PostgresServer
from tests.server.search.index_fixtures import count_with, publish_some
from tests.waiting import wait_until

pytestmark = pytest.mark.postgres


class Server:
    """What one server process runs beside the requests: connections and an index of its own."""

    def __init__(self, url: str, data: Path) -> None:
        self.settings = Settings(data=data, database_url=url)
        self.database = Database(url)
        self.followers = ServerFollowers(self.database, self.settings)
        self.generation: str | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        stop = asyncio.Event()
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_until_complete, args=(self._run(stop),))
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()

    async def _run(self, stop: asyncio.Event) -> None:
        await self.followers.run(stop)
        await self.database.close()

    def finds(self, term: str) -> int:
        return count_with(self.settings, term)


@pytest.fixture
def servers(own_postgres: PostgresServer, tmp_path: Path) -> Iterator[list[Server]]:
    """Two servers that have indexed three articles."""
    servers = [Server(own_postgres.url, tmp_path / name) for name in ("one", "two")]
    publish_some(servers[0].database, 3)
    with servers[0].running(), servers[1].running():
        for server in servers:
            wait_until(lambda server=server: open_index_storage(server.settings.index).current is not None)
            wait_until(lambda server=server: server.finds("harbour") == 3)
            server.generation = open_index_storage(server.settings.index).current
        yield servers


def test_no_server_builds_its_search_index_anew_when_postgresql_was_restarted(
    own_postgres: PostgresServer, servers: list[Server], caplog: pytest.LogCaptureFixture
) -> None:
    own_postgres.stop()
    wait_until(lambda: caplog.text.count("The search index waits for the store") >= 2)
    for server in servers:
        assert open_index(server.settings.index).ask(lambda searcher: searcher.size()) == 3
    own_postgres.start()
    publish(servers[0].database, headline="The ferry sails")
    for server in servers:
        wait_until(lambda server=server: server.finds("ferri") == 1)
        assert open_index_storage(server.settings.index).current == server.generation
    assert "Building" not in caplog.text
    assert "damaged" not in caplog.text


def test_servers_go_on_within_two_seconds_of_the_stores_return(
    own_postgres: PostgresServer, servers: list[Server]
) -> None:
    def seconds() -> float:
        own_postgres.stop()
        time.sleep(3.5)  # a backoff that doubles would try after 1, 3 and 7 seconds
        own_postgres.start()
        began = time.monotonic()
        wait_until(lambda: not any(server.followers.failures for server in servers))
        return time.monotonic() - began

    assert any(seconds() < 2 for _ in range(4))  # a busy machine may be late
