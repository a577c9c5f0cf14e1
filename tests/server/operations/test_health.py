"""A load balancer asks whether the server can work."""

from httpx2 import Response
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from broadsheet_server.operations.health import health
from broadsheet_server.storage.database import Database


def _ask(database: Database) -> Response:
    app = Starlette(routes=[Route("/healthz", health)])
    app.state.database = database
    with TestClient(app) as client:
        answer = client.get("/healthz")
        assert client.portal is not None
        client.portal.call(database.close)
    return answer


def test_a_server_that_can_read_its_store_is_healthy(database: Database) -> None:
    answer = _ask(database)
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["sequence"] == "0"


def test_a_server_that_has_lost_its_store_says_so(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE change_head"))
    answer = _ask(database)
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
