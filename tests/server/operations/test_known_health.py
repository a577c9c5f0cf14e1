"""Whoever asks for the health again gets the same at once, and what has changed a second later."""

import pytest
from starlette.testclient import TestClient

from broadsheet_server.app import create_server
from broadsheet_server.operations import health
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish


def test_the_health_is_that_of_the_application_with_all_its_headers(
    settings: Settings, database: Database
) -> None:
    with TestClient(create_server(settings)) as client:
        first, *again = [client.get("/healthz") for _ in range(3)]
        assert all((each.content, each.headers) == (first.content, first.headers) for each in again)
        assert "content-security-policy" in first.headers
        assert first.headers["cache-control"] == "no-store"
        assert client.post("/healthz").status_code == 405
        assert client.head("/healthz").content == b""


def test_it_is_no_older_than_a_second(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "HEALTH_SECONDS", 0.0)
    with TestClient(create_server(settings)) as client:
        before = client.get("/healthz").json()["sequence"]
        publish(database)
        assert client.get("/healthz").json()["sequence"] == str(int(before) + 1)
