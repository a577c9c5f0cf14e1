"""Clients of Server-Sent Events, on real connections: they lose nothing and get nothing twice."""

import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx2
import orjson
import pytest

from broadsheet_server.app import create_server
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport import event_stream
from tests.builders import publish
from tests.server.transport.test_connections import serving

STREAM = "text/event-stream"
URQL = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"
CHANGES = "subscription ($after: Sequence) { articleChanged(after: $after) { sequence article { slug } } }"
ARTICLES = 24


@pytest.fixture
def servers(settings: Settings, database: Database) -> Iterator[list[str]]:
    """The addresses of two servers of one newspaper."""
    with ExitStack() as stack:
        ports = [stack.enter_context(serving(create_server(settings), lifespan="on")) for _ in range(2)]
        yield [f"http://127.0.0.1:{port}/graphql" for port in ports]


@pytest.fixture
def server(settings: Settings, database: Database) -> Iterator[str]:
    """The address of a server."""
    with serving(create_server(settings), lifespan="on") as port:
        yield f"http://127.0.0.1:{port}/graphql"


def events(
    address: str, query: str, last: str | None = None, *, key: str | None = None, **variables: Any
) -> Iterator[dict[str, Any]]:
    """The events of a stream as they come: `event`, `data` and `id`."""
    headers = {"accept": STREAM} | ({"last-event-id": last} if last else {})
    headers |= {"authorization": f"Bearer {key}"} if key else {}
    body = {"query": query, "variables": variables}
    with httpx2.stream("POST", address, json=body, headers=headers, timeout=30) as response:
        assert response.status_code == 200, response.read()
        assert response.headers["content-type"].startswith(STREAM)
        event: dict[str, Any] = {}
        for line in response.iter_lines():
            name, _, value = line.partition(":")
            if line == "" and event:
                yield event
                event = {}
            elif name == "data":
                event["data"] = orjson.loads(value) if value.strip() else None
            elif line:
                event[name or "comment"] = value.strip()


def test_a_query_as_a_stream_has_one_event_and_an_end(server: str) -> None:
    first, last = events(server, "{ limits { pageMax } }")
    assert first["event"] == "next"
    assert first["data"]["data"] == {"limits": {"pageMax": 100}}
    assert last == {"event": "complete", "data": None}


def test_a_client_that_merely_lists_streams_gets_json_for_queries(server: str) -> None:
    for query, status in (("{ __typename }", 200), ("{ nonsense }", 400), ("{ subscription }", 400)):
        answer = httpx2.post(server, json={"query": query}, headers={"accept": URQL})
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("application/graphql-response+json")


def test_a_subscription_without_a_stream_is_told_where_to_ask(server: str) -> None:
    answer = httpx2.post(server, json={"query": CHANGES}, headers={"accept": "application/json"})
    assert answer.status_code == 406
    assert "text/event-stream" in answer.json()["errors"][0]["message"]


def test_what_is_wrong_with_an_operation_comes_as_an_event(server: str) -> None:
    for query, code in (
        ("{ nonsense }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { articleChanged(after: "99") { kind } }', "BAD_USER_INPUT"),
    ):
        first, last = events(server, query)
        assert first["data"]["errors"][0]["extensions"]["code"] == code
        assert last["event"] == "complete"


def test_a_mirror_beyond_the_newest_change_is_told_which_that_is(server: str, database: Database) -> None:
    publish(database)
    refused = {"code": "BAD_USER_INPUT", "head": "1"}
    for last, after, place in ((None, "2", "`after`"), ("2", "0", "`Last-Event-ID`")):
        first, _ = events(server, CHANGES, last, after=after)
        [error] = first["data"]["errors"]
        assert error["extensions"] == refused
        assert error["message"].startswith(f"{place} is 2, and the newest change is 1")


@pytest.mark.parametrize("accepted", [STREAM, URQL])
@pytest.mark.parametrize("last", ["yesterday", "-1", "1.5", "9" * 30])
def test_a_client_that_goes_on_after_no_sequence_is_told_so(
    server: str, database: Database, last: str, accepted: str
) -> None:
    publish(database)
    body = {"query": CHANGES, "variables": {"after": "0"}}
    answer = httpx2.post(server, json=body, headers={"accept": accepted, "last-event-id": last})
    assert answer.headers["content-type"].startswith(STREAM)
    assert '"code":"BAD_USER_INPUT"' in answer.text
    assert f"`Last-Event-ID` is “{last}”" in answer.text
    assert answer.text.endswith("event: complete\ndata:\n\n")


def test_a_client_that_has_seen_no_event_begins_where_it_asks(server: str, database: Database) -> None:
    publish(database)
    headers = {"accept": STREAM, "last-event-id": ""}
    body = {"query": CHANGES, "variables": {"after": "0"}}
    with httpx2.stream("POST", server, json=body, headers=headers, timeout=30) as response:
        assert next(response.iter_lines()) == "id: 1"


def test_a_mutation_is_not_done_by_get(server: str) -> None:
    query = 'mutation { createSection(input: { path: "x" }) { section { path } } }'
    answer = httpx2.get(server, params={"query": query}, headers={"accept": STREAM})
    assert "by POST" in answer.text
    stream = httpx2.get(server, params={"query": "{ __typename }"}, headers={"accept": STREAM})
    assert "Query" in stream.text


def test_a_silent_stream_says_that_it_lives(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "ALIVE_SECONDS", 0.05)
    headers = {"accept": STREAM}
    with httpx2.stream("POST", server, json={"query": CHANGES}, headers=headers, timeout=30) as response:
        assert next(line for line in response.iter_lines() if line) == ":"


def test_who_breaks_off_at_any_point_and_goes_on_at_another_server_misses_and_repeats_nothing(
    servers: list[str], database: Database
) -> None:
    chance = random.Random(7)
    publisher = threading.Thread(
        target=lambda: [publish(database, headline=f"Report {number}") for number in range(ARTICLES)]
    )
    publisher.start()
    seen: list[str] = []
    while len(seen) < ARTICLES:
        last = seen[-1] if seen else None
        stream = events(chance.choice(servers), CHANGES, last, **({} if last else {"after": "0"}))
        for _ in range(chance.randint(1, 6)):
            event = next(stream)
            assert event["id"] == event["data"]["data"]["articleChanged"]["sequence"]
            seen.append(event["id"])
            if len(seen) == ARTICLES:
                break
        stream.close()  # type: ignore[attr-defined]
    publisher.join()
    assert seen == [str(number) for number in range(1, ARTICLES + 1)]
