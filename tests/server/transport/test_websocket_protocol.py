"""Clients of WebSockets that send more than they may, or take nothing, keep nobody waiting and are let go."""

import asyncio
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from broadsheet_server.transport import connections
from broadsheet_server.transport.websocket_protocol import (
    FRAMES_MAX,
    PIECE_BYTES,
    BoundedWebSocketProtocol,
)
from tests.server.transport.test_connections import QUESTION, all_of, answer, serving

pytestmark = pytest.mark.slow

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
ADDRESS = "127.0.0.7"
TEXT, BINARY, CONTINUATION, PING, PONG = 0x1, 0x2, 0x0, 0x9, 0xA
LONG = "x" * 12_000_000


def frame(opcode: int, payload: bytes = b"", *, is_last: bool = True) -> bytes:
    """A frame as a client sends it, masked with zeros."""
    assert len(payload) < 126
    return bytes([is_last << 7 | opcode, 0x80 | len(payload)]) + bytes(4) + payload


async def echo(scope: Any, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
    """Accepts, and answers each message: "long" by twelve megabytes, any other by its length."""
    if scope["type"] != "websocket":
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        text = message.get("text") or message["bytes"].decode()
        await send({"type": "websocket.send", "text": LONG if text == "long" else str(len(text))})


@contextmanager
def listening(protocol: type = BoundedWebSocketProtocol, **options: Any) -> Iterator[int]:
    """A server of `echo`; the port it listens on."""
    with serving(echo, ws=protocol, ws_per_message_deflate=False, **options) as port:
        yield port


@contextmanager
def opened(port: int) -> Iterator[socket.socket]:
    """A WebSocket that the server has accepted."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.bind((ADDRESS, 0))
        client.settimeout(10)
        client.connect(("127.0.0.1", port))
        client.sendall(HANDSHAKE + b"\r\n")
        assert b" 101 " in client.recv(4_096)
        yield client


def close_code(received: bytes) -> int:
    """The code of a close frame."""
    assert received[0] == 0x88
    code: int = struct.unpack("!H", received[2:4])[0]
    return code


def send_pongs(client: socket.socket, seconds: float) -> None:
    """Send a frame every hundredth of a second. Raises ConnectionError once the server has let go."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        client.sendall(frame(PONG))
        time.sleep(0.01)


def wait_until_nobody_is_connected() -> None:
    """Wait until the connections of ADDRESS have ended, within ten seconds."""
    end = time.monotonic() + 10
    while connections._open and time.monotonic() < end:
        time.sleep(0.01)
    assert not connections._open


def test_what_comes_at_once_is_read_in_pieces_each_in_a_turn_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces: list[int] = []
    in_this_turn: list[int] = []
    most_in_a_turn = 0
    read = WebSocketsSansIOProtocol.data_received

    def noted(self: Any, data: bytes) -> None:
        nonlocal most_in_a_turn
        pieces.append(len(data))
        in_this_turn.append(len(data))
        most_in_a_turn = max(most_in_a_turn, sum(in_this_turn))
        self.loop.call_soon(in_this_turn.clear)
        read(self, data)

    with listening() as port, opened(port) as client:
        monkeypatch.setattr(WebSocketsSansIOProtocol, "data_received", noted)
        sent = frame(PONG) * 30_000 + frame(TEXT, b"hello")
        client.sendall(sent)
        assert client.recv(100) == b"\x81\x015"
    assert sum(pieces) >= len(sent)
    assert most_in_a_turn <= 2 * PIECE_BYTES  # the last piece, and the first of what comes then


def test_messages_keep_their_order_however_they_come() -> None:
    lengths = [number % 100 + 1 for number in range(3_000)]
    with listening() as port, opened(port) as client:
        client.sendall(b"".join(frame(TEXT, b"x" * length) for length in lengths))
        received = b""
        while received.count(b"\x81") < len(lengths):
            received += client.recv(100_000)
    assert [int(part[1:]) for part in received.split(b"\x81")[1:]] == lengths


def test_a_message_of_endless_frames_ends_the_connection() -> None:
    with listening() as port, opened(port) as client:
        client.sendall(frame(TEXT, is_last=False) + frame(CONTINUATION, is_last=False) * (FRAMES_MAX - 1))
        client.sendall(frame(CONTINUATION, is_last=False))
        assert close_code(all_of(client)) == 1009


def test_text_that_is_no_utf8_is_the_mistake_of_the_client(caplog: pytest.LogCaptureFixture) -> None:
    with listening() as port, opened(port) as client:
        client.sendall(frame(TEXT, b"\xff"))
        received = all_of(client)
    assert close_code(received) == 1007
    assert b"A message is text in UTF-8." in received
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("early", [frame(TEXT, b"\xff"), b"\x81\x01A"], ids=["no UTF-8", "no mask"])
def test_what_is_wrong_before_the_handshake_is_answered_is_nothing_for_the_log(
    early: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    has_come, may_accept = threading.Event(), threading.Event()

    async def accept_late(scope: Any, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
        await receive()
        has_come.set()
        await asyncio.to_thread(may_accept.wait, 10)
        await send({"type": "websocket.accept"})

    with serving(accept_late, ws=BoundedWebSocketProtocol) as port:
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(HANDSHAKE + b"\r\n")
            assert has_come.wait(10)
            client.sendall(early)
            assert all_of(client) == b""
        may_accept.set()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_client_that_goes_on_sending_is_let_go_all_the_same() -> None:
    class Impatient(BoundedWebSocketProtocol):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.close_timeout = 0.5

    async def close(scope: Any, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})

    with serving(close, ws=Impatient) as port, opened(port) as client, pytest.raises(ConnectionError):
        send_pongs(client, seconds=10)


def test_a_handshake_with_too_many_headers_is_refused_and_ends() -> None:
    with listening() as port, socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(HANDSHAKE + b"a: b\r\n" * 200 + b"\r\n")
        assert all_of(client).startswith(b"HTTP/1.1 431 ")


def test_a_reader_with_many_cookies_of_the_site_is_let_in() -> None:
    with listening() as port, socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(HANDSHAKE + b"Cookie: a=" + b"x" * 20_000 + b"\r\n\r\n")
        assert client.recv(4_096).startswith(b"HTTP/1.1 101 ")


def test_whoever_takes_no_pongs_is_not_read_either() -> None:
    waiting: list[int] = []

    class Noted(BoundedWebSocketProtocol):
        def handle_ping(self) -> None:
            super().handle_ping()
            waiting.append(self.transport.get_write_buffer_size())

    with listening(Noted) as port, opened(port) as client:
        client.settimeout(2)
        with suppress(TimeoutError):
            client.sendall(frame(PING, b"x" * 125) * 300_000)
        assert answer(port, request=QUESTION).startswith(b"HTTP/1.1 200")
    assert 0 < max(waiting) < 1_000_000


def test_whoever_takes_nothing_is_let_go() -> None:
    class Hurried(BoundedWebSocketProtocol):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.close_timeout = 0.1

    with listening(Hurried, ws_ping_interval=0.1, ws_ping_timeout=0.1) as port, opened(port) as client:
        client.sendall(frame(TEXT, b"long"))
        assert connections._open
        wait_until_nobody_is_connected()


def test_websockets_count_for_their_address_as_long_as_they_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS_PER_ADDRESS_MAX", 2)
    with listening() as port:
        with opened(port), opened(port):
            assert b" 503 " in answer(port, ADDRESS, b"")
        wait_until_nobody_is_connected()
        assert answer(port, ADDRESS).startswith(b"HTTP/1.1 200")
