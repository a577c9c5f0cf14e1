"""A visitor at the newspaper's door."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager

import pytest
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from broadsheet_server import web
from broadsheet_server.settings import PublicationSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.web.headers import SecurityHeaders


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A newspaper with a name, whose demo mailbox is open."""
    publication = PublicationSettings(
        name="The Courier",
        description="News of the city.",
        copyright_notice="© 2026 The Courier",
        registration_number="Register No. 42",
    )
    return settings.model_copy(update={"publication": publication, "demo_mailbox": True})


OpenNewspaper = Callable[[Settings], AbstractContextManager[TestClient]]


@pytest.fixture
def open_newspaper(database: Database) -> OpenNewspaper:
    """Opens the newspaper with other settings; the client asks for pages.

    An error of ours comes as the page that a visitor would see.
    """

    @contextmanager
    def opened(settings: Settings) -> Iterator[TestClient]:
        app = _app(settings, database)
        with TestClient(
            app, "http://127.0.0.1", raise_server_exceptions=False, follow_redirects=False
        ) as client:
            yield client

    return opened


@pytest.fixture
def visitor(settings: Settings, open_newspaper: OpenNewspaper) -> Iterator[TestClient]:
    """Asks for pages."""
    with open_newspaper(settings) as client:
        yield client


def _app(settings: Settings, database: Database) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.settings, app.state.database = settings, database
        yield
        await database.close()

    app = Starlette(
        routes=web.routes(settings),
        middleware=[Middleware(SecurityHeaders, remote_images=settings.remote_images)],
        exception_handlers=web.exception_handlers(),
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that pages sent to the store."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    for engine in database.read_engines:
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in database.read_engines:
        event.remove(engine, "before_cursor_execute", note)
