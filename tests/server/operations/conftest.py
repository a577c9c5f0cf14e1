"""A newsroom with sources on a web server that does as it is told."""

import asyncio
from collections.abc import Callable
from ipaddress import ip_network

import pytest

from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database
from tests.server.fetching.web_server import web_server
from tests.server.operations.polled_newsroom import Newsroom, Story

RunStory = Callable[[Story], None]


@pytest.fixture
def fetching_settings(settings: Settings) -> Settings:
    """A server that may fetch from this machine."""
    loopback = FetchingSettings(allowed_networks=[ip_network("127.0.0.0/8")])
    return settings.model_copy(update={"fetching": loopback})


@pytest.fixture
def newsroom(database: Database, fetching_settings: Settings) -> RunStory:
    """Runs what happens to a newsroom, with its web server."""

    def run(story: Story) -> None:
        async def with_web() -> None:
            async with web_server() as web:
                await story(Newsroom(database, fetching_settings, web))
            await database.close()

        asyncio.run(with_web())

    return run
