"""Servers on loopback that take a connection, or not even that, and give no response."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TypeAlias

Conversation: TypeAlias = Callable[[socket.socket], object]


@contextmanager
def silent_server(conversation: Conversation) -> Iterator[str]:
    """The origin of a server that has this conversation on each connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=_accept, args=(listening, conversation), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def late_server(seconds: float) -> Iterator[str]:
    """The origin of a server to which packets are lost for some seconds, and which says nothing then.

    The kernel drops the packets that open a connection while the accept queue is full.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = [_connecting(listening.getsockname()) for _ in range(4)]
        Thread(target=_accept_late, args=(listening, seconds), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        for client in waiting:
            client.close()


def nothing(connection: socket.socket) -> None:
    """Say nothing at all."""
    time.sleep(30)


def header_only(connection: socket.socket) -> None:
    """Announce a body that does not come."""
    connection.recv(65_536)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    connection.sendall(head)
    time.sleep(30)


def half_a_header(connection: socket.socket) -> None:
    """Break off within the status line, and leave the line open."""
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 2")
    time.sleep(30)


def close_after(seconds: float) -> Conversation:
    """Close each connection after a while."""
    return lambda connection: time.sleep(seconds)


def busy_after(seconds: float) -> Conversation:
    """Say after a while that there is no service, each time."""

    def conversation(connection: socket.socket) -> None:
        connection.recv(65_536)
        time.sleep(seconds)
        connection.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy")

    return conversation


def _accept(listening: socket.socket, conversation: Conversation) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            Thread(target=_talk, args=(connection, conversation), daemon=True).start()


def _talk(connection: socket.socket, conversation: Conversation) -> None:
    with suppress(OSError), connection:
        conversation(connection)


def _accept_late(listening: socket.socket, seconds: float) -> None:
    time.sleep(seconds)
    _accept(listening, nothing)


def _connecting(address: object) -> socket.socket:
    client = socket.socket()
    client.setblocking(False)
    with suppress(BlockingIOError):
        client.connect(address)  # type: ignore[arg-type]
    return client
