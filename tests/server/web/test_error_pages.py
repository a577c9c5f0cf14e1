"""Pages that say why there is no other page."""

import pytest
from starlette.testclient import TestClient

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.web.html_page import page


def test_an_unknown_page_shows_the_way_on(visitor: TestClient, database: Database) -> None:
    publish(database)
    found = page(visitor.get("/no/such/page"), 404)
    assert "This page is not here" in found.text
    assert "/sections/city" in found.links
    assert "Go to the front page" in found.text
    assert found.meta("robots") == "noindex"


def test_a_slash_too_many_leads_on_within_the_newspaper(visitor: TestClient) -> None:
    for asked, meant in (
        ("/playground/", "/playground"),
        ("/nowhere/?after=x", "/nowhere?after=x"),
        ("//evil.example/", "/evil.example"),
        ("/%5cevil.example/", "/%5Cevil.example"),
        ("/%2f%2fevil.example/", "/evil.example"),
    ):
        answer = visitor.get("http://127.0.0.1" + asked, headers={"Host": "evil.example"})
        assert (answer.status_code, answer.headers["location"]) == (308, meant)


def test_a_page_takes_nothing_that_is_sent_to_it(visitor: TestClient) -> None:
    answer = visitor.post("/", json={})
    assert "This page can only be read" in page(answer, 405).text
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert set(visitor.put("/mail/stop/x").headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_a_store_that_fails_is_our_fault_and_said_so(
    visitor: TestClient, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise OSError("the disk at /var/lib/secret is gone")

    monkeypatch.setattr(database, "fetch", broken)
    for address in ("/", "/articles/x", "/nowhere"):
        answer = visitor.get(address)
        assert "It is our fault, not yours" in page(answer, 500).text
        assert "secret" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
