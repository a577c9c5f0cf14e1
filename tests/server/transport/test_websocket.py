"""Clients of graphql-transport-ws: what they get, and why a connection is closed."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from broadsheet_server.access.api_keys import create_key, revoke_key
from broadsheet_server.reading.feed_watch import FeedWatch
from broadsheet_server.storage.database import Database
from broadsheet_server.transport import websocket
from broadsheet_server.transport.websocket import SUBPROTOCOL, websocket_endpoint
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW, publish
from tests.server.schema.conftest import app, settings

__all__ = ["app", "settings"]

CHANGES = """subscription ($after: Sequence) {
    articleChanged(after: $after) { sequence kind article { slug } } }"""


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    """Somebody who opens connections to the endpoint."""
    with TestClient(app) as client:
        yield client


@contextmanager
def connected(client: TestClient, payload: Any = None) -> Iterator[WebSocketTestSession]:
    """A connection that the server has acknowledged."""
    with client.websocket_connect("/graphql", subprotocols=[SUBPROTOCOL]) as socket:
        socket.send_json({"type": "connection_init", "payload": payload})
        assert socket.receive_json() == {"type": "connection_ack"}
        yield socket


def subscribe(socket: WebSocketTestSession, query: str, operation: str = "1", **variables: Any) -> None:
    payload = {"query": query, "variables": variables}
    socket.send_json({"id": operation, "type": "subscribe", "payload": payload})


def close_code(socket: WebSocketTestSession) -> int:
    """The code with which the server closes the connection."""
    while True:
        try:
            socket.receive_json()
        except WebSocketDisconnect as closed:
            return closed.code


def change_in(message: Any) -> tuple[str, str]:
    change = message["payload"]["data"]["articleChanged"]
    return change["sequence"], change["article"]["slug"]


def test_a_query_has_one_result_and_an_end(client: TestClient) -> None:
    with connected(client) as socket:
        subscribe(socket, "{ publication { name } }")
        result = socket.receive_json()
        assert (result["type"], result["id"]) == ("next", "1")
        assert result["payload"]["data"] == {"publication": {"name": "The Courier"}}
        assert result["payload"]["extensions"]["cost"]["requested"] > 0
        assert socket.receive_json() == {"id": "1", "type": "complete"}


def test_a_mirror_gets_what_has_happened_and_then_what_does(client: TestClient, database: Database) -> None:
    publish(database, slug="first", headline="First")
    publish(database, slug="second", headline="Second")
    with connected(client) as socket:
        subscribe(socket, CHANGES, after="1")
        assert change_in(socket.receive_json()) == ("2", "second")
        publish(database, slug="third", headline="Third")
        assert change_in(socket.receive_json()) == ("3", "third")
        socket.send_json({"id": "1", "type": "complete"})
        subscribe(socket, CHANGES, after="2")
        assert change_in(socket.receive_json()) == ("3", "third")


def test_without_a_place_to_begin_only_what_comes_is_told(
    client: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_begun, head = threading.Event(), FeedWatch.head

    async def watched(watch: FeedWatch) -> int:
        sequence = await head(watch)
        has_begun.set()
        return sequence

    monkeypatch.setattr(FeedWatch, "head", watched)
    publish(database, slug="first", headline="First")
    with connected(client) as socket:
        subscribe(socket, CHANGES)
        assert has_begun.wait(30)
        publish(database, slug="second", headline="Second")
        assert change_in(socket.receive_json()) == ("2", "second")
        socket.send_json({"type": "ping"})
        assert socket.receive_json() == {"type": "pong"}


def test_operations_run_side_by_side(client: TestClient, database: Database) -> None:
    with connected(client) as socket:
        subscribe(socket, CHANGES, "changes", after="0")
        subscribe(socket, "{ publication { name } }", "query")
        assert {socket.receive_json()["id"] for _ in range(2)} == {"query"}
        publish(database, slug="first")
        assert socket.receive_json()["id"] == "changes"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nonsense }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ('subscription { articleChanged(after: "x") { kind } }', "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { articleChanged(after: "99") { kind } }', "BAD_USER_INPUT"),
        (
            "subscription { a: articleChanged { kind } b: articleChanged { kind } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ],
)
def test_an_operation_that_cannot_be_is_refused_and_the_connection_goes_on(
    client: TestClient, query: str, code: str
) -> None:
    with connected(client) as socket:
        subscribe(socket, query)
        message = socket.receive_json()
        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"]["code"] == code
        subscribe(socket, "{ __typename }")
        assert socket.receive_json()["type"] == "next"


def test_a_reason_of_many_bytes_is_cut_between_characters(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_json({"type": "🛟" * 40})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4400
    assert 100 < len(closed.value.reason.encode()) <= 123


def test_a_key_comes_with_the_initialisation(client: TestClient, database: Database) -> None:
    with database.write() as session:
        _, key = create_key(session, "desk", [Scope.INGEST], now=NOW)
    with connected(client, {"authorization": f"Bearer {key}"}) as socket:
        subscribe(socket, "{ sources { name } }")
        assert socket.receive_json()["payload"]["data"] == {"sources": []}
    with client.websocket_connect("/graphql", subprotocols=[SUBPROTOCOL]) as socket:
        socket.send_json({"type": "connection_init", "payload": {"authorization": "Bearer bs_wrong"}})
        assert close_code(socket) == 4403


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["no json"], 4400),
        (["[]"], 4400),
        (['{"type": "start"}'], 4400),
        (['{"type": "connection_init"}', '{"type": "connection_init"}'], 4429),
        (['{"id": "1", "type": "subscribe", "payload": {"query": "{ __typename }"}}'], 4401),
        (['{"type": "connection_init"}', '{"type": "subscribe", "payload": {}}'], 4400),
    ],
)
def test_who_breaks_the_protocol_is_told_by_a_code(
    client: TestClient, messages: list[str], code: int
) -> None:
    with client.websocket_connect("/graphql", subprotocols=[SUBPROTOCOL]) as socket:
        for message in messages:
            socket.send_text(message)
        assert close_code(socket) == code


def test_an_id_names_one_operation_at_a_time(client: TestClient) -> None:
    with connected(client) as socket:
        subscribe(socket, CHANGES)
        subscribe(socket, CHANGES)
        assert close_code(socket) == 4409


def test_a_connection_runs_so_many_operations_and_no_more(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "SOCKET_OPERATIONS_MAX", 2)
    with connected(client) as socket:
        for number in range(3):
            subscribe(socket, CHANGES, str(number))
        assert close_code(socket) == 4429


def test_who_does_not_introduce_themselves_is_let_go(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "SOCKET_INIT_SECONDS", 0.05)
    with client.websocket_connect("/graphql", subprotocols=[SUBPROTOCOL]) as socket:
        assert close_code(socket) == 4408


def test_another_protocol_is_refused(client: TestClient) -> None:
    with client.websocket_connect("/graphql", subprotocols=["graphql-ws"]) as socket:
        assert close_code(socket) == 4406


def test_a_client_that_takes_nothing_is_let_go_and_may_resume(
    app: Starlette, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "SOCKET_UNSENT_MAX", 3)
    sent: list[Any] = []

    async def serve() -> None:
        incoming: asyncio.Queue[Any] = asyncio.Queue()
        incoming.put_nowait({"type": "websocket.connect"})
        incoming.put_nowait({"type": "websocket.receive", "text": '{"type": "connection_init"}'})
        for _ in range(10):
            incoming.put_nowait({"type": "websocket.receive", "text": '{"type": "ping"}'})

        async def send(message: Any) -> None:
            if message["type"] == "websocket.send":
                await asyncio.Event().wait()
            sent.append(message)

        scope = {"type": "websocket", "subprotocols": [SUBPROTOCOL], "headers": [], "app": app}
        await websocket_endpoint(websocket.WebSocket(scope, incoming.get, send))

    asyncio.run(asyncio.wait_for(serve(), 20))
    assert sent[-1]["type"] == "websocket.close"
    assert sent[-1]["code"] == 1013
    assert "go on after" in sent[-1]["reason"]


def test_a_subscription_ends_with_the_key_that_it_was_begun_with(
    client: TestClient, database: Database
) -> None:
    with database.write() as session:
        key, token = create_key(session, "mirror", [Scope.EDIT], now=NOW)
    with connected(client, {"authorization": f"Bearer {token}"}) as socket:
        subscribe(socket, CHANGES, after="0")
        publish(database, slug="first", headline="First")
        assert change_in(socket.receive_json()) == ("1", "first")
        with database.write() as session:
            revoke_key(session, session.merge(key), now=NOW)
        publish(database, slug="second", headline="Second")
        ended = socket.receive_json()
        assert (ended["type"], ended["payload"][0]["extensions"]["code"]) == ("error", "UNAUTHENTICATED")
        assert "was revoked" in ended["payload"][0]["message"]
