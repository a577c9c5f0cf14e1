"""Web pages of other origins: what a browser asks before, and what it may read after."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from broadsheet_server.app import create_server
from broadsheet_server.settings import CorsSettings, RateLimitSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.uploads import PREFLIGHT_HEADERS

APP = "https://app.example"
PREFLIGHT_NAMES = [name.decode() for name in PREFLIGHT_HEADERS]
QUESTION = {"query": "{ publication { name } }"}


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """It does not depend on the store."""
    return sqlite_store


def serving(settings: Settings, **changes: Any) -> TestClient:
    return TestClient(create_server(settings.model_copy(update=changes)), client=("203.0.113.7", 1))


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[TestClient]:
    """A browser at a server that lets pages of APP in."""
    with serving(settings, cors=CorsSettings(allowed_origins=[APP])) as client:
        yield client


def preflight(client: TestClient, origin: str, *headers: str, method: str = "POST") -> Any:
    named = {"origin": origin, "access-control-request-method": method}
    return client.options("/graphql", headers=named | {"access-control-request-headers": ", ".join(headers)})


def test_nobody_is_let_in_by_default(settings: Settings, database: Database) -> None:
    with serving(settings) as client:
        refused = preflight(client, APP, "authorization")
        assert (refused.status_code, refused.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
        assert not [name for name in refused.headers if name.startswith("access-control")]
        answer = client.post("/graphql", json=QUESTION, headers={"origin": APP})
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert "origin" not in answer.headers["vary"].lower()


def test_a_preflight_allows_what_clients_and_uploads_send(client: TestClient) -> None:
    asked = ("authorization", "content-type", "idempotency-key", "last-event-id", *PREFLIGHT_NAMES)
    answer = preflight(client, APP, *asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == APP
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in asked)
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-max-age"] == "7200"
    assert "Origin" in answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin", ["https://other.example", "http://app.example", f"{APP}.evil.example", "null"]
)
def test_other_origins_are_let_in_nowhere(client: TestClient, origin: str) -> None:
    refused = preflight(client, origin, "authorization")
    assert refused.status_code == 400
    answer = client.post("/graphql", json=QUESTION, headers={"origin": origin})
    for each in (refused, answer):
        assert "access-control-allow-origin" not in each.headers
        assert "Origin" in each.headers["vary"]


def test_answers_can_be_read_from_the_cache_and_as_a_stream(client: TestClient) -> None:
    for accept in ("application/json", "application/json", "text/event-stream"):
        answer = client.post("/graphql", json=QUESTION, headers={"origin": APP, "accept": accept})
        assert answer.headers["access-control-allow-origin"] == APP
        exposed = answer.headers["access-control-expose-headers"]
        assert exposed == "ETag, RateLimit, RateLimit-Policy, Retry-After"
        assert "Origin" in answer.headers["vary"]
        assert "The Courier" in answer.text or "Broadsheet" in answer.text


def test_shared_caches_keep_an_answer_for_each_origin(client: TestClient) -> None:
    for headers in ({}, {"origin": APP}, {}, {"origin": APP}):
        answer = client.get("/graphql", params=QUESTION, headers=headers)
        assert "Origin" in answer.headers["vary"]
        assert ("access-control-allow-origin" in answer.headers) is bool(headers)
        assert answer.headers["cache-control"].startswith("public")
        assert "ratelimit" not in answer.headers


def test_a_page_can_read_that_it_asks_too_fast(settings: Settings, database: Database) -> None:
    limits = RateLimitSettings(address_requests=1)
    with serving(settings, cors=CorsSettings(allowed_origins=["*"]), rate_limits=limits) as client:
        answers = [client.post("/graphql", json=QUESTION, headers={"origin": APP}) for _ in range(2)]
        assert [each.status_code for each in answers] == [200, 429]
        assert answers[1].headers["access-control-allow-origin"] == "*"
        assert preflight(client, "https://any.example", "authorization").status_code == 200
