"""A server that answers GraphQL and nothing else."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.settings import PublicationSettings, Settings
from broadsheet_server.storage import time_slice
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.row_readers import RawRows
from broadsheet_server.storage.statement_text import StatementText
from broadsheet_server.transport.http import routes
from broadsheet_shared.vocabulary import Scope
from tests.server.schema.api import RESPONSE_JSON, Api
from tests.server.schema.editing import ARTICLE, done, with_key


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A newspaper with a name and a notice."""
    publication = PublicationSettings(name="The Courier", copyright_notice="© 2026 The Courier")
    return settings.model_copy(update={"publication": publication})


@pytest.fixture
def app(settings: Settings, database: Database) -> Starlette:
    """The application around the endpoint."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.settings, app.state.database = settings, database
        yield
        await database.close()

    return Starlette(routes=routes(), lifespan=lifespan)


@pytest.fixture
def api(app: Starlette) -> Iterator[Api]:
    """Asks for answers; an exception that got out would be seen as such."""
    with TestClient(app, headers={"accept": RESPONSE_JSON}) as client:
        yield Api(client)


@pytest.fixture
def editor(api: Api, database: Database) -> Api:
    """Somebody with a key that allows to edit."""
    return with_key(api, database, Scope.EDIT)


@pytest.fixture
def story(editor: Api) -> str:
    """The id of an article without images."""
    key: str = done(editor, "publishArticle", article=ARTICLE)["article"]["id"]
    return key


LOOKS_FOR_CHANGES = ("SELECT CASE WHEN pg_is_in_recovery()", "SELECT change_head.sequence")


@pytest.fixture
def statements(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that readers sent to the store, but for those that look whether anything has changed.

    What is read together would be read in parts where a time slice ends on a slow machine.
    """
    monkeypatch.setattr(time_slice, "SLICE_SECONDS", 60.0)
    sent: list[str] = []
    fetch_rows = database.fetch_rows

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    async def noted(statement: StatementText, *arguments: Any, **options: Any) -> RawRows:
        if not statement.sql.startswith(LOOKS_FOR_CHANGES):
            sent.append(statement.sql)
        return await fetch_rows(statement, *arguments, **options)

    monkeypatch.setattr(database, "fetch_rows", noted)
    for engine in database.read_engines:
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in database.read_engines:
        event.remove(engine, "before_cursor_execute", note)
