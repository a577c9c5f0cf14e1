"""A server with sources, whose clock goes forward when a test says so."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from broadsheet_server.ingest.sources import SourceRequest, add_source
from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.import_runs import ImportRun, ImportRunItem
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.operations.source_poller import SourcePoller
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.fetching.web_server import WebServer


class Newsroom:
    """Its store, its clock, and the web server that its sources are on."""

    def __init__(self, database: Database, settings: Settings, web: WebServer) -> None:
        self.database, self.settings, self.web = database, settings, web
        self.now = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
        with database.write() as session:
            arrange_sections(session, [("world", "World")])

    def add(self, path: str = "/feed", name: str = "The Post", *, full_text: bool = False) -> None:
        """Add a source at a path of the web server, polled every 15 minutes."""
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

    def source(self, name: str = "The Post") -> ImportSource:
        """A source as it is now."""
        with self.database.read() as session:
            return session.exec(select(ImportSource).where(ImportSource.name == name)).one()

    def headlines(self) -> list[str]:
        """The articles that are here, oldest first."""
        with self.database.read() as session:
            return list(session.exec(select(Article.headline).order_by(col(Article.id))))

    def bodies(self) -> list[str]:
        """Their texts, as HTML."""
        with self.database.read() as session:
            statement = select(ArticleBody.html).order_by(col(ArticleBody.article_id))
            return list(session.exec(statement))

    def runs(self) -> list[ImportRun]:
        """All runs, oldest first."""
        with self.database.read() as session:
            return list(session.exec(select(ImportRun).order_by(col(ImportRun.id))))

    def reasons(self) -> list[str]:
        """Why items of the last run were not taken as they were."""
        with self.database.read() as session:
            statement = select(ImportRunItem.reason).where(ImportRunItem.run_id == self.runs()[-1].id)
            return list(session.exec(statement.order_by(col(ImportRunItem.number))))


Story = Callable[[Newsroom], Awaitable[None]]
