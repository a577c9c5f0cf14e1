"""Whoever opens the address of the endpoint by a browser sees the playground; programs get answers."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from broadsheet_server.app import create_server
from broadsheet_server.settings import Settings
from broadsheet_server.web.headers import PLAYGROUND_POLICY

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"}


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """A visit asks nothing of the store."""
    return sqlite_store


@pytest.fixture(params=["cached", "uncached"])
def server(settings: Settings, request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """The server as it is served, with its answer cache and without."""
    if request.param == "uncached":
        cache = settings.answer_cache.model_copy(update={"megabytes": 0})
        settings = settings.model_copy(update={"answer_cache": cache})
    with TestClient(create_server(settings)) as client:
        yield client


def test_a_browser_sees_the_playground(server: TestClient) -> None:
    page = server.get("/graphql", headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"] == PLAYGROUND_POLICY
    assert "Accept" in page.headers["vary"]
    assert page.text == server.get("/playground").text
    assert server.get("/graphql?utm_source=mail", headers=BROWSER).text == page.text
    assert server.head("/graphql", headers=BROWSER).headers["content-type"] == "text/html; charset=utf-8"


def test_a_program_gets_json_at_the_same_address(server: TestClient) -> None:
    server.get("/graphql", headers=BROWSER)
    for accept in ("*/*", "application/json", "application/graphql-response+json"):
        answer = server.get("/graphql", headers={"Accept": accept})
        assert "json" in answer.headers["content-type"], accept
        assert answer.json()["errors"]


def test_a_question_in_a_browsers_address_is_answered(server: TestClient) -> None:
    answer = server.get("/graphql?query={__typename}", headers=BROWSER)
    assert answer.json()["data"] == {"__typename": "Query"}
    assert "json" in server.get("/graphql?documentId=sha256:x", headers=BROWSER).headers["content-type"]


def test_a_mutation_sent_by_a_browser_is_not_a_visit(server: TestClient) -> None:
    answer = server.post("/graphql", json={"query": "{ __typename }"}, headers=BROWSER)
    assert answer.json()["data"] == {"__typename": "Query"}
