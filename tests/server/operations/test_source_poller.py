"""Sources are polled beside the server: what comes in, how often they are asked, and what goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from sqlmodel import col, select

from broadsheet_server.ingest.sources import (
    SourceRequest,
    add_source,
    source_health,
)
from broadsheet_server.models.articles import Article
from broadsheet_server.models.import_runs import ImportRun
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.operations.source_poller import SourcePoller
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database
from tests.server.fetching.web_server import WebServer, response, web_server
from tests.server.ingest.feed_documents import item, rss


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A server that may fetch from this machine."""
    loopback = FetchingSettings(allowed_networks=[ip_network("127.0.0.0/8")])
    return settings.model_copy(update={"fetching": loopback})


class Newsroom:
    """A server with sources, whose clock goes forward when the test says so."""

    def __init__(self, database: Database, settings: Settings, web: WebServer) -> None:
        self.database, self.settings, self.web = database, settings, web
        self.now = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)

    def add(self, path: str = "/feed", name: str = "The Post", *, full_text: bool = False) -> None:
        """Add a source at a path of the web server."""
        request = SourceRequest(name, self.web.url + path, "world", full_text=full_text)
        with self.database.write() as session:
            add_source(session, request, now=self.now)

    async def poll(self, minutes: float = 20) -> ImportSource:
        """Poll what is due after so many minutes; the first source as it is then."""
        self.now += timedelta(minutes=minutes)
        await self.poller().run_until_idle()
        return self.source()

    def poller(self) -> SourcePoller:
        """A server's poller."""
        return SourcePoller(self.database, self.settings, clock=lambda: self.now, pace_seconds=0.0)

    def source(self) -> ImportSource:
        """The source that was added first."""
        with self.database.read() as session:
            return session.exec(select(ImportSource).order_by(col(ImportSource.id))).first()  # type: ignore[return-value]

    def headlines(self) -> list[str]:
        """The articles that are here, oldest first."""
        with self.database.read() as session:
            return list(session.exec(select(Article.headline).order_by(col(Article.id))))

    def run(self) -> ImportRun:
        """The last run."""
        with self.database.read() as session:
            return session.exec(select(ImportRun).order_by(col(ImportRun.id).desc())).first()  # type: ignore[return-value]


@pytest.fixture
def newsroom(
    database: Database, settings: Settings
) -> Callable[[Callable[[Newsroom], Awaitable[None]]], None]:
    """Runs what happens to a newsroom, with its web server."""

    def run(story: Callable[[Newsroom], Awaitable[None]]) -> None:
        async def with_web() -> None:
            async with web_server() as web:
                await story(Newsroom(database, settings, web))

        asyncio.run(with_web())

    return run


Story = Callable[[Callable[[Newsroom], Awaitable[None]]], None]


def test_a_new_source_comes_in_with_its_name_and_section(newsroom: Story) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = response(rss([item("one"), item("two")]), 'ETag: "1"')
        here.add()
        source = await here.poll()

        assert here.headlines() == ["Report one", "Report two"]
        assert source.etag == '"1"'
        assert source.last_success_at == here.now
        assert "Well." in source_health(source)
        run = here.run()
        assert (run.origin, run.created, run.finished_at is None) == ("The Post", 2, False)
        with here.database.read() as session:
            assert session.exec(select(Article.source_name)).first() == "The Post"

    newsroom(story)
