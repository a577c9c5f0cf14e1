"""Clients that keep a connection to themselves are let go, and everybody else is answered meanwhile."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
import uvicorn

from broadsheet_server.transport import connections
from broadsheet_server.transport.connections import PIPELINED_MAX, BoundedHttpProtocol
from broadsheet_server.transport.uvicorn_server import websocket_protocol
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

QUESTION = b"GET / HTTP/1.1\r\nhost: news.example\r\n\r\n"
LONG = b"x" * 12_000_000
SECONDS = 0.5
"""In place of the time-outs, which are longer."""


async def page(scope: dict[str, str], receive: Callable[..., object], send: Callable[..., object]) -> None:
    """Answers "hello", or twelve megabytes."""
    body = LONG if scope["path"] == "/long" else b"hello"
    request = await receive()  # type: ignore[misc]
    while request.get("more_body"):
        request = await receive()  # type: ignore[misc]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})  # type: ignore[misc]
    await send({"type": "http.response.body", "body": body})  # type: ignore[misc]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has longer than half a second for anything."""
    for name in ("HEADER_SECONDS", "BODY_SECONDS", "WRITE_SECONDS"):
        monkeypatch.setattr(connections, name, SECONDS)


@contextmanager
def serving(app: object = page, **options: object) -> Iterator[int]:
    """A server; the port it listens on."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        **{"port": 0, "log_config": None, "lifespan": "off", "http": BoundedHttpProtocol} | options,  # type: ignore[arg-type]
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def answer(port: int, source: str = "127.0.0.1", request: bytes = QUESTION) -> bytes:
    """The first bytes that come back to a request."""
    with socket.create_connection(("127.0.0.1", port), 10, (source, 0)) as client:
        client.sendall(request)
        return client.recv(1_000)


def is_let_go(client: socket.socket) -> bool:
    """Whether the server ends the connection, within ten seconds."""
    client.settimeout(10)
    with suppress(ConnectionResetError):
        while client.recv(1_000_000):
            pass
    return True


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"\r\n",
        b"GET / HTTP/1.1\r\nhost: a",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf",
    ],
    ids=["silent", "empty lines", "half a header", "half a body"],
)
def test_three_hundred_who_do_not_finish_a_request_are_let_go(beginning: bytes, short: None) -> None:
    with serving() as port, ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 10)) for _ in range(300)]
        for client in clients:
            client.sendall(beginning)
        assert answer(port).startswith(b"HTTP/1.1 200")
        assert all(map(is_let_go, clients))


def test_fifty_who_never_read_are_let_go(short: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS_PER_ADDRESS_MAX", 50)
    with serving() as port, ExitStack() as stack:
        clients = [stack.enter_context(socket.socket()) for _ in range(50)]
        for client in clients:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            client.bind(("127.0.0.7", 0))  # connections of the loopback address itself are not counted
            client.connect(("127.0.0.1", port))
            client.sendall(QUESTION.replace(b" / ", b" /long "))
        assert answer(port).startswith(b"HTTP/1.1 200")
        wait_until(lambda: not connections._open)
        received = [received_by(client) for client in clients]

    assert all(size < len(LONG) for size in received)


def received_by(client: socket.socket) -> int:
    """How many bytes there are for the client before the connection ends."""
    size = 0
    client.settimeout(10)
    with suppress(ConnectionResetError):
        while chunk := client.recv(1_000_000):
            size += len(chunk)
    return size


@contextmanager
def reading_slowly(port: int, bytes_a_second: int) -> Iterator[socket.socket]:
    """A client that has read that slowly for six times as long as one may read nothing."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.connect(("127.0.0.1", port))
        client.sendall(QUESTION.replace(b" / ", b" /long "))
        until = time.monotonic() + 6 * SECONDS
        with suppress(ConnectionResetError):
            while time.monotonic() < until:
                client.recv(bytes_a_second // 20)
                time.sleep(0.05)
        yield client


def test_whoever_reads_a_little_now_and_then_is_let_go(short: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "READ_RATE_MIN", 60_000)
    with serving() as port, reading_slowly(port, 6_000) as client:
        assert received_by(client) < len(LONG) // 2


def test_whoever_reads_as_fast_as_a_weak_mobile_connection_gets_everything(
    short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "READ_RATE_MIN", 10_000)
    with serving() as port, reading_slowly(port, 40_000) as client:
        assert received_by(client) > len(LONG) * 9 // 10


@pytest.mark.parametrize("header", [b"connection: close", b"connection: keep-alive"])
def test_a_slow_reader_gets_everything(header: bytes, short: None) -> None:
    with serving(timeout_keep_alive=1) as port, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 100_000)
        client.connect(("127.0.0.1", port))
        client.sendall(QUESTION.replace(b" / ", b" /long ").replace(b"host", header + b"\r\nhost"))
        size = 0
        while chunk := client.recv(600_000):
            size += len(chunk)
            time.sleep(0.05)

    assert size > len(LONG)


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET / HTTP/1.1\r\nx: ",
        b"GET /",
        b"POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: ",
    ],
    ids=["a header", "an address", "a trailer"],
)
def test_a_header_without_an_end_takes_no_memory(beginning: bytes) -> None:
    with serving() as port, socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(beginning)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            client.sendall(b"a" * 100_000_000)


def test_a_long_body_is_no_header(short: None) -> None:
    body = b"x" * 3_000_000
    request = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: %d\r\n\r\n" % len(body)
    with serving() as port:
        assert answer(port, request=request + body).startswith(b"HTTP/1.1 200")


def test_connections_that_become_websockets_are_given_back() -> None:
    request = (
        b"GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with serving(ws=websocket_protocol) as port:
        for _ in range(3):
            answer(port, "127.0.0.7", request)
    assert not connections._open


def test_one_address_may_not_take_all_connections(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS_PER_ADDRESS_MAX", 3)
    with serving() as port:
        greedy = [socket.create_connection(("127.0.0.1", port), 10, ("127.0.0.7", 0)) for _ in range(3)]
        refused = answer(port, "127.0.0.7", b"")
        assert b" 503 " in refused
        assert b"Too many connections are open." in refused
        assert answer(port, "127.0.0.8").startswith(b"HTTP/1.1 200")
        for client in greedy:
            client.close()
        wait_until(lambda: answer(port, "127.0.0.7").startswith(b"HTTP/1.1 200"))
    assert "Refused a connection from 127.0.0.7" in caplog.text


@pytest.mark.parametrize("trusted", ["10.0.0.1, 127.0.0.7", "127.0.0.0/24"])
def test_a_proxy_is_not_one_reader(trusted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS_PER_ADDRESS_MAX", 1)
    with serving(forwarded_allow_ips=trusted) as port, ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 10, ("127.0.0.7", 0)))
        assert answer(port, "127.0.0.7").startswith(b"HTTP/1.1 200")


def test_no_more_connections_than_the_process_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS_MAX", 5)
    with serving() as port, ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
        assert b" 503 " in answer(port)
        assert b" 200 " in answer(port, request=b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert not connections._open


def test_connections_for_health_checks_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS_MAX", 3)
    monkeypatch.setattr(connections, "HEALTH_CONNECTIONS", 2)
    with serving() as port, ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
        assert b" 503 " in answer(port, request=b"")
    assert not connections._open


def test_somebody_who_keeps_the_connection_is_answered_again_and_again(short: None) -> None:
    with serving() as port, socket.create_connection(("127.0.0.1", port), 10) as client:
        for _ in range(4):
            client.sendall(QUESTION)
            assert client.recv(1_000).startswith(b"HTTP/1.1 200")
            time.sleep(SECONDS * 0.6)


def all_of(client: socket.socket) -> bytes:
    """What comes until the server ends the connection."""
    received = b""
    while part := client.recv(1_000_000):
        received += part
    return received


def test_a_client_may_send_some_requests_ahead_of_their_answers() -> None:
    last = QUESTION.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
    with serving() as port, socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(QUESTION * (PIPELINED_MAX - 1) + last)
        assert all_of(client).count(b"HTTP/1.1 200") == PIPELINED_MAX


def test_whoever_sends_thousands_of_requests_ahead_is_told_how_many_may_come(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with serving() as port, socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(QUESTION * 10 * PIPELINED_MAX)
        assert b"Up to 100 requests may be sent ahead of their answers." in client.recv(1_000_000)
        assert answer(port).startswith(b"HTTP/1.1 200")
    assert "Exception in ASGI application" not in caplog.text
