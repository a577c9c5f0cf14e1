"""Hits the limits of connections, with numbers small enough to be reached at once, and says what happened."""

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from broadsheet_server.transport import connections, websocket
from tests.server.transport.test_connections import QUESTION, answer, is_let_go, serving

CLOSED = "The connection is closed."
INIT = '{"type": "connection_init"}'
SUBSCRIBE = (
    '{"id": "%s", "type": "subscribe", "payload": {"query": "subscription { articleChanged { kind } }"}}'
)
GO_ON = " Go on after the last sequence."
FOREIGN = "127.0.0.2"
"""An address that has a share of its own: clients of the server's own have none."""


def hit_connection_limits() -> dict[str, str]:
    """What becomes of a connection, by the name of the limit that it hits."""
    half = QUESTION[:-2]
    body = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf"
    return {
        "connectionsMax": _refused(CONNECTIONS_MAX=0),
        "connectionsPerAddressMax": _refused(CONNECTIONS_PER_ADDRESS_MAX=0, source=FOREIGN),
        "headerBytesMax": _end_of(half + b"x: " + b"a" * 1_000, HEADER_BYTES_MAX=100),
        "headerSeconds": _end_of(half, HEADER_SECONDS=0.05),
        "bodySeconds": _end_of(body, BODY_SECONDS=0.05),
    }


def _refused(*, source: str = "127.0.0.1", **limits: float) -> str:
    with pytest.MonkeyPatch.context() as patch, serving() as port:
        for name, number in limits.items():
            patch.setattr(connections, name, number)
        said = answer(port, source)
    status = said.split(b" ", 2)[1].decode()
    assert b"retry-after: 5\r\n" in said
    assert b"connection: close\r\n" in said
    return f"HTTP {status} and `Retry-After`; the connection is closed."


def _end_of(sent: bytes, **limits: float) -> str:
    """What becomes of a client that has sent this and no more."""
    with pytest.MonkeyPatch.context() as patch:
        for name, number in limits.items():
            patch.setattr(connections, name, number)
        with serving() as port, socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(sent)
            return CLOSED if is_let_go(client) else "nothing"


def hit_socket_limits(client: TestClient) -> dict[str, str]:
    """What becomes of a WebSocket, by the name of the limit that it hits."""
    return {
        "socketInitSeconds": _closed(close_code(client, [], SOCKET_INIT_SECONDS=0.05)),
        "socketOperationsMax": _closed(
            close_code(client, [INIT, SUBSCRIBE % 1, SUBSCRIBE % 2], SOCKET_OPERATIONS_MAX=1)
        ),
        "socketUnsentMax": _closed(unread_code(client.app)) + GO_ON,
        "socketUnsentBytesMax": _closed(unread_code(client.app, SOCKET_UNSENT_BYTES_MAX=20)) + GO_ON,
    }


def _closed(code: int) -> str:
    return f"The WebSocket is closed with code {code}."


def close_code(
    client: TestClient, messages: Iterable[str], protocol: str = websocket.SUBPROTOCOL, **limits: float
) -> int:
    """The code with which the server closes a connection on which these messages came."""
    with pytest.MonkeyPatch.context() as patch:
        for name, number in limits.items():
            patch.setattr(websocket, name, number)
        with client.websocket_connect("/graphql", subprotocols=[protocol]) as connection:
            for message in messages:
                connection.send_text(message)
            try:
                while True:
                    connection.receive_json()
            except WebSocketDisconnect as closed:
                return closed.code


def unread_code(app: Any, **limits: int) -> int:
    """The code for a client that takes no message."""
    sent: list[Any] = []
    messages = [{"type": "websocket.connect"}, {"type": "websocket.receive", "text": INIT}]
    messages += [{"type": "websocket.receive", "text": '{"type": "ping"}'}] * 5

    async def serve() -> None:
        incoming: asyncio.Queue[Any] = asyncio.Queue()
        for message in messages:
            incoming.put_nowait(message)

        async def send(message: Any) -> None:
            if message["type"] == "websocket.send":
                await asyncio.Event().wait()
            sent.append(message)

        scope = {"type": "websocket", "subprotocols": [websocket.SUBPROTOCOL], "headers": [], "app": app}
        await websocket.websocket_endpoint(websocket.WebSocket(scope, incoming.get, send))

    with pytest.MonkeyPatch.context() as patch:
        for name, number in (limits or {"SOCKET_UNSENT_MAX": 3}).items():
            patch.setattr(websocket, name, number)
        asyncio.run(asyncio.wait_for(serve(), 20))
    code: int = sent[-1]["code"]
    return code
