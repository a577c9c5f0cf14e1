"""A kept answer comes in the form that was asked for, and no cache keeps it for longer than it holds."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import orjson
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.cached_answers import CachedAnswers
from tests.builders import publish

HEADLINES = "{ articles { nodes { headline } } }"


@pytest.fixture
def client(app: Starlette, database: Database) -> Iterator[TestClient]:
    """Somebody who asks a server with one long article."""
    publish(database, headline="One", body_html=f"<p>{'word ' * 1_000}</p>")
    server = CachedAnswers(app, AnswerCache(10_000_000), 0.0)
    with TestClient(server, raise_server_exceptions=False) as client:
        yield client


def get(client: TestClient, document: str = HEADLINES, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/graphql", params={"query": document}, headers=named)


@pytest.mark.parametrize(
    ("accept_encoding", "is_compressed"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0, identity", False)],
)
def test_who_refuses_gzip_does_not_get_it(
    client: TestClient, accept_encoding: str, is_compressed: bool
) -> None:
    for _ in range(2):
        answer = get(client, "{ articles { nodes { bodyHtml } } }", accept_encoding=accept_encoding)
        assert ("content-encoding" in answer.headers) is is_compressed


@pytest.mark.parametrize("known", ["*", 'W/"other", {etag}', "W/{etag}"])
def test_who_has_the_answer_is_not_sent_it_again(client: TestClient, known: str) -> None:
    etag = get(client).headers["etag"]
    assert get(client, if_none_match=known.format(etag=etag)).status_code == 304


def test_several_lines_of_entity_tags_are_one_list(client: TestClient) -> None:
    etag = get(client).headers["etag"]
    lines = [("if-none-match", etag), ("if-none-match", '"other"')]
    assert client.get("/graphql", params={"query": HEADLINES}, headers=lines).status_code == 304


def test_a_head_request_tells_what_a_get_request_would(client: TestClient) -> None:
    asked = client.head("/graphql", params={"query": HEADLINES})
    assert dict(asked.headers) == dict(get(client).headers)


def test_no_cache_keeps_an_answer_beyond_an_expiry(client: TestClient, database: Database) -> None:
    now = datetime.now(UTC)
    publish(database, headline="Expires", now=now, expires_at=now + timedelta(seconds=5))
    for _ in range(2):
        seconds = re.search(r"s-maxage=(\d+)", get(client).headers["cache-control"])
        assert seconds is not None
        assert int(seconds[1]) < 5


def test_an_answer_that_cannot_be_written_is_kept_by_nobody(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    dumps = orjson.dumps

    def fails_with_data(body: dict[str, object]) -> bytes:
        if "data" in body:
            raise TypeError
        return dumps(body)

    monkeypatch.setattr(orjson, "dumps", fails_with_data)
    answer = get(client)
    assert (answer.status_code, answer.headers["cache-control"]) == (500, "no-store")
    assert "etag" not in answer.headers
