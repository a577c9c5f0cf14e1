"""PostgreSQL goes away under a running server, and comes back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from broadsheet_server.app import create_server
from broadsheet_server.settings import MailSettings, Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.end_to_end.installation import free_port
from tests.postgres_server import PostgresServer
from tests.waiting import wait_until

pytestmark = pytest.mark.postgres

QUESTION = {"query": "{ articles(first: 1) { nodes { headline } } publication { name } }"}


@pytest.fixture
def client(own_postgres: PostgresServer, tmp_path: Path) -> Iterator[TestClient]:
    """A server with mail, which has one article."""
    database = Database(own_postgres.url)
    publish(database, headline="The ferry sails")
    database.dispose()
    mail = MailSettings(host="127.0.0.1", port=free_port(), tls="none", sender="share@news.example")
    settings = Settings(
        data=tmp_path, database_url=own_postgres.url, public_url="https://news.example", mail=mail
    )
    with TestClient(create_server(settings), raise_server_exceptions=False) as client:
        yield client


def wait_until_healthy(client: TestClient) -> None:
    """Until the server says that all is in order."""
    wait_until(lambda: health(client)["status"] == "ok", lambda: health(client))


def test_while_the_store_is_away_everything_says_so_and_is_right_again_afterwards(
    client: TestClient, own_postgres: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    wait_until_healthy(client)
    own_postgres.stop()
    answer = client.post("/graphql", json=QUESTION)
    [error] = answer.json()["errors"]
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert error["extensions"] == {"code": "STORE_UNAVAILABLE", "retryAfter": 5}
    assert "data" not in answer.json()
    with_key = client.post("/graphql", json=QUESTION, headers={"Authorization": "Bearer bs_x"})
    assert with_key.json()["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"
    for address in ("/", "/articles/the-ferry-sails", "/sections/city"):
        page = client.get(address)
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert "cannot be read at the moment" in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert client.get("/no/such/page").status_code == 404
    for met in ("the outbox cannot be read", "The search index waits for the store"):
        wait_until(lambda met=met: met in caplog.text, lambda: caplog.text)  # type: ignore[misc]
    wait_until(lambda: health(client)["problems"])  # it is looked at again after a second
    assert [problem["part"] for problem in health(client)["problems"]] == ["store"]
    requests = [record for record in caplog.records if "found no store" in record.getMessage()]
    assert len(requests) == 5

    own_postgres.start()
    assert client.post("/graphql", json=QUESTION).status_code == 200
    assert client.get("/").status_code == 200
    wait_until_healthy(client)


def test_the_first_question_after_a_restart_is_answered(
    client: TestClient, own_postgres: PostgresServer
) -> None:
    assert client.post("/graphql", json=QUESTION).status_code == 200
    own_postgres.stop()
    own_postgres.start()
    assert client.post("/graphql", json=QUESTION).status_code == 200
    assert client.get("/").status_code == 200


def health(client: TestClient) -> dict[str, Any]:
    """What the server says of itself; it lives, so the status is 200."""
    answer = client.get("/healthz")
    assert answer.status_code == 200
    seen: dict[str, Any] = answer.json()
    return seen
