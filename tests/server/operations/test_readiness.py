"""Who waits for a server that has just started is told what it waits for, and when it is ready."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.operations.readiness import readiness
from broadsheet_server.search.opening import open_index
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish


@pytest.fixture
def followers(database: Database, settings: Settings) -> Iterator[ServerFollowers]:
    """The followers of the server; they take a step only when told to."""
    followers = ServerFollowers(database, settings)
    yield followers
    followers.close()


@pytest.fixture
def client(database: Database, settings: Settings, followers: ServerFollowers) -> Iterator[TestClient]:
    app = Starlette(routes=[Route("/readyz", readiness)])
    app.state.database, app.state.index, app.state.followers = database, open_index(settings.index), followers
    with TestClient(app) as client:
        yield client
        assert client.portal is not None
        client.portal.call(database.close)


def asked(client: TestClient) -> tuple[int, Any]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["waitsFor"]


def catch_up(followers: ServerFollowers) -> None:
    while followers.step():
        pass


def test_a_server_is_ready_when_everything_can_be_searched_and_is_related(
    client: TestClient, followers: ServerFollowers, database: Database
) -> None:
    publish(database)
    status, reasons = asked(client)
    assert status == 503
    assert [reason.split(" ")[0:2] for reason in reasons] == [["The", "search"], ["Related", "news"]]
    assert client.get("/readyz").headers["retry-after"] == "1"
    catch_up(followers)
    assert asked(client) == (200, [])


def test_a_list_that_is_missing_is_waited_for_though_the_feed_was_followed(
    client: TestClient, followers: ServerFollowers, database: Database
) -> None:
    publish(database)
    catch_up(followers)
    with database.write() as session:
        session.connection().execute(text("DELETE FROM related"))

    assert asked(client) == (503, ["Related news is being looked for (articles left: 1)."])


def test_a_server_that_has_been_ready_stays_so_while_news_arrives(
    client: TestClient, followers: ServerFollowers, database: Database
) -> None:
    catch_up(followers)
    assert asked(client) == (200, [])
    publish(database)
    assert asked(client) == (200, [])


def test_without_its_store_no_server_is_ready(
    client: TestClient, followers: ServerFollowers, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(followers)

    async def away(*_: object, **__: object) -> None:
        raise OSError("no route to the store")

    monkeypatch.setattr(database, "fetch", away)
    status, [reason] = asked(client)

    assert status == 503
    assert reason.startswith("The store does not answer: ")
