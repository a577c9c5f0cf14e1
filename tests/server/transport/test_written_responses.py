"""A known answer goes to the connection in one piece, and the client cannot tell it from any other."""

import re
import socket
from collections.abc import Iterator

import orjson
import pytest
from starlette.types import Receive, Scope, Send

from broadsheet_server.app import create_server
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.connections import WRITE_RESPONSE, header_lines
from tests.builders import publish
from tests.server.transport.test_connections import serving

BODY = orjson.dumps({"query": "{ articles { nodes { headline bodyHtml } } }"})
LENGTH = (b"content-length", b"5")


class Page:
    """Answers "hello" at once where it may, and counts how often."""

    def __init__(self) -> None:
        self.written = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        is_sent = scope["path"] == "/sent"
        if not is_sent and scope["extensions"][WRITE_RESPONSE]["write"](
            scope, header_lines([LENGTH]), b"hello"
        ):
            self.written += 1
            return
        await send({"type": "http.response.start", "status": 200, "headers": [LENGTH]})
        await send({"type": "http.response.body", "body": b"hello"})


def request(path: str = "/", lines: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nhost: news.example\r\n{lines}\r\n".encode()


def responses(port: int, sent: bytes, count: int = 1) -> list[bytes]:
    """What comes back on one connection, without the date; fewer where the server ends it."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(sent)
        while received.count(b"hello") < count and (piece := client.recv(100_000)):
            received += piece
    undated = re.sub(rb"date: [^\r]*\r\n", b"", received)
    return [each + b"hello" for each in undated.split(b"hello")[:-1]]


def test_it_is_the_response_that_uvicorn_would_send() -> None:
    page = Page()
    with serving(page, access_log=False) as port:
        assert responses(port, request()) == responses(port, request("/sent"))
    assert page.written == 1


def test_several_requests_on_one_connection_are_answered_in_their_order() -> None:
    page = Page()
    with serving(page, access_log=False) as port:
        assert len(responses(port, request() + request("/sent") + request() + request(), 4)) == 4
    assert page.written > 0


def test_who_wants_the_connection_closed_has_it_closed() -> None:
    page = Page()
    with serving(page, access_log=False) as port:
        [response] = responses(port, request(lines="connection: close\r\n"), 2)
    assert b"connection: close" in response
    assert page.written == 0


def test_a_header_that_would_end_its_line_is_refused() -> None:
    for pair in ((b"x", b"a\r\nset-cookie: b"), (b"x: y", b"a")):
        with pytest.raises(ValueError, match="does not allow"):
            header_lines([pair])


@pytest.fixture
def port(settings: Settings, database: Database) -> Iterator[int]:
    """The whole server, as it is served."""
    publish(database, body_html=f"<p>{'word ' * 1_000}</p>")
    with serving(create_server(settings), lifespan="on", access_log=False, server_header=False) as port:
        yield port


def ask(port: int, lines: str) -> tuple[bytes, bytes]:
    """The header, without the date, and the body of an answer."""
    head = f"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n{lines}"
    received = b""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(f"{head}content-length: {len(BODY)}\r\n\r\n".encode() + BODY)
        while True:
            received += client.recv(100_000)
            header, _, body = received.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", header)
            if length is not None and len(body) == int(length[1]):
                return re.sub(rb"date: [^\r]*\r\n", b"", header), body


@pytest.mark.parametrize("lines", ["", "accept-encoding: gzip\r\n"])
def test_whoever_asks_again_gets_the_same_header_and_body(port: int, lines: str) -> None:
    first, *later = [ask(port, lines) for _ in range(3)]
    assert later == [first, first]
    header = first[0].lower()
    assert (b"content-encoding: gzip" in header) is bool(lines)
    for name in (b"content-security-policy: ", b"x-content-type-options: nosniff", b"vary: "):
        assert name in header
