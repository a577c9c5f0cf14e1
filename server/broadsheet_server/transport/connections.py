"""HTTP connections that end: uvicorn's protocol with time-outs and caps, which uvicorn itself does not have.

A client that connects and says nothing, sends half a request, or never reads the response costs a file
descriptor for as long as it likes. Here each step has a time-out, and the number of connections a cap, for
the whole process and for each address; proxies that uvicorn trusts (`FORWARDED_ALLOW_IPS`) have only the
first (RFC 9110, section 15.5.9, and RFC 9112, section 9.5).
"""

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, Final, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    HttpToolsProtocol,
)

from broadsheet_server.transport.admission import ADMISSION, Admission
from broadsheet_server.transport.client_addresses import household
from broadsheet_shared.limits import (
    BODY_SECONDS,
    CONNECTIONS_MAX,
    CONNECTIONS_PER_ADDRESS_MAX,
    HEADER_BYTES_MAX,
    HEADER_SECONDS,
    READ_RATE_MIN,
    WRITE_SECONDS,
)

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_SENTENCE = b"Too many connections are open. Please try again in five seconds.\n"
_REFUSAL = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n\r\n%s" % (len(_SENTENCE), _SENTENCE)
)

HEALTH_PATH: Final = b"/healthz"
HEALTH_CONNECTIONS: Final = 16
"""Beyond CONNECTIONS_MAX so many are taken for a health check: streams may hold all others for hours."""
_RESERVED_SECONDS: Final = min(2.0, HEADER_SECONDS)
"""How long the header of a health check may take to arrive on such a connection."""

WRITE_RESPONSE: Final = "broadsheet.write_response"
"""The ASGI extension whose `write` is `BoundedHttpProtocol.write_response`."""

PIPELINED_MAX: Final = 100
"""Most requests that a connection sends ahead of their answers (RFC 9112, section 9.3.2). Thousands would
come in one piece, and all of them be read before anybody else has a turn."""

_TOO_FAR_AHEAD: Final = f"Up to {PIPELINED_MAX} requests may be sent ahead of their answers."

log = logging.getLogger(__name__)
_open: Counter[str] = Counter()
"""Open connections of this process by `household`, without trusted proxies."""


class TooManyRequestsError(Exception):
    """Ends the parsing of a connection on which too many requests wait for their answers."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """One connection. uvicorn makes an object of this class for each (`Config(http=...)`)."""

    _address: str | None = None
    _timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None
    _is_reserved = False
    """Whether it is one of those that are open for health checks only."""
    _header_bytes = 0
    """Bytes of the present request that are not of its body; httptools keeps them all."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, or refuse it."""
        super().connection_made(transport)
        self._address = take_share(self.client, self.config.forwarded_allow_ips)
        if self._is_too_many():
            self._refuse()
            return
        self._is_reserved = len(self.connections) > CONNECTIONS_MAX
        self._expect(_RESERVED_SECONDS if self._is_reserved else HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._release()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Another protocol takes the connection over, and it is that one which hears of its end.

        It does not get cookies, which nothing here reads: it would refuse 8 KB of them, as sites have.
        """
        self._release()
        self.scope["headers"] = [pair for pair in self.scope["headers"] if pair[0] != b"cookie"]
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        """Also bytes that begin no request yet, such as empty lines, have to become one in time."""
        if self._timer is None and getattr(self.cycle, "response_complete", True):
            self._expect(HEADER_SECONDS)
        self._header_bytes += len(data)
        super().data_received(data)
        if self._header_bytes > HEADER_BYTES_MAX:
            self.transport.abort()
            self._give_up_answer()

    def on_message_begin(self) -> None:
        """Offer the application a way to respond at once."""
        if len(self.pipeline) >= PIPELINED_MAX:
            raise TooManyRequestsError
        super().on_message_begin()
        self.scope["extensions"] = {WRITE_RESPONSE: {"write": self.write_response}}

    def send_400_response(self, msg: str) -> None:
        """Say why the connection is closed."""
        is_ahead = len(self.pipeline) >= PIPELINED_MAX
        super().send_400_response(_TOO_FAR_AHEAD if is_ahead else msg)
        self._give_up_answer()

    def write_response(self, scope: Scope, lines: bytes, body: bytes) -> bool:
        """Write a whole 200 response: `lines` of `header_lines`, with the length of `body`.

        It costs a fifth of two messages. Return False, with nothing written, where the response needs more:
        the connection is to be closed, the client reads slowly, or another request is answered before.
        """
        cycle = self.cycle
        if (
            cycle.scope is not scope
            or cycle.response_started
            or cycle.disconnected
            or not cycle.keep_alive
            or cycle.access_log
            or self.flow.write_paused
        ):
            return False
        head = [STATUS_LINE[200]]
        for name, value in cycle.default_headers:
            head += name, b": ", value, b"\r\n"
        admission = cast("Admission | None", scope.get(ADMISSION))
        if admission is not None:
            head.append(admission.lines)
        self.transport.writelines((*head, lines, body))
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        cycle.on_response()
        return True

    def on_body(self, body: bytes) -> None:
        """How long a body may be is decided where it is read."""
        self._header_bytes -= len(body)
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """The header is there; the body has time from now. What is kept for health checks is for these."""
        if self._is_reserved and self.url != HEALTH_PATH:
            self._refuse()
            return
        super().on_headers_complete()
        self._expect(BODY_SECONDS)

    def on_message_complete(self) -> None:
        """The request is complete; from now on the server takes the time."""
        super().on_message_complete()
        self._header_bytes = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def pause_writing(self) -> None:
        """The client reads more slowly than the server writes."""
        super().pause_writing()
        self._watch_writing()

    def resume_writing(self) -> None:
        """The client has caught up, or almost."""
        super().resume_writing()
        self._watch_writing()

    def on_response_complete(self) -> None:
        """The client may read the rest for as long as it reads fast enough, also when it asks no more."""
        super().on_response_complete()
        if self._is_reserved:
            self.transport.close()
            return
        self._watch_writing()

    def _give_up_answer(self) -> None:
        """Who makes an answer now is told that nobody takes it, before they write to a closed connection."""
        if not getattr(self.cycle, "response_complete", True):
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _refuse(self) -> None:
        log.warning("Refused a connection from %s: too many are open.", self._address or self.client)
        self.transport.write(_REFUSAL)
        self.transport.close()

    def _release(self) -> None:
        """Give back the share of the address, and watch the connection no longer."""
        give_back_share(self._address)
        self._address = None
        for timer in (self._timer, self._write_timer):
            if timer is not None:
                timer.cancel()

    def _is_too_many(self) -> bool:
        own = _open[self._address] if self._address is not None else 0
        most = CONNECTIONS_MAX + HEALTH_CONNECTIONS
        return len(self.connections) > most or own > CONNECTIONS_PER_ADDRESS_MAX

    def _expect(self, seconds: float) -> None:
        """Close the connection if the next step takes longer than this."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _watch_writing(self) -> None:
        """Look after a while whether the client has read something, if anything waits for it."""
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None
        if self.transport.get_write_buffer_size():
            self._write_timer = self.loop.call_later(WRITE_SECONDS, self._check_writing, self._unread())

    def _check_writing(self, unread_before: int) -> None:
        """Give up on a client that has read too little since the last look.

        Nothing was written since: that waits until the client has caught up. A client that reads a byte now
        and then would otherwise keep its connection, and the response, for ever.
        """
        if unread_before - self._unread() >= min(READ_RATE_MIN * WRITE_SECONDS, unread_before):
            self._watch_writing()
        else:
            self.transport.abort()

    def _unread(self) -> int:
        """Bytes of responses that the client has not taken yet, those included that the system keeps for it.

        Without the latter a slow reader seems to rest for minutes: the system takes more only when it has
        sent a large part of what it keeps.
        """
        return self.transport.get_write_buffer_size() + _unsent(self.transport.get_extra_info("socket"))


def take_share(client: tuple[str, int] | None, trusted: list[str] | str | None) -> str | None:
    """Count a connection, and whose it is; None for a proxy that is `trusted`, and for who has no address."""
    if client is None or _is_trusted(client[0], trusted):
        return None
    address = household(client[0])
    _open[address] += 1
    return address


def give_back_share(address: str | None) -> None:
    """Count a connection of `take_share` no longer."""
    if address is not None:
        _open[address] -= 1
        if not _open[address]:
            del _open[address]


def _is_trusted(address: str, trusted: list[str] | str | None) -> bool:
    names = trusted.split(",") if isinstance(trusted, str) else trusted or ()
    return address in _LOOPBACK or any(_is_in(address, name.strip()) for name in names)


def _unsent(connection: Any) -> int:
    """Bytes that the system keeps of a TCP connection until the other side confirms them, or 0."""
    if sys.platform != "linux":
        return 0
    import fcntl
    import termios

    try:
        answer = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return 0
    return int.from_bytes(answer, sys.byteorder)


def header_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they are sent, up to the body. Raises ValueError where one would end its line."""
    return b"".join([_header_line(*pair) for pair in headers]) + b"\r\n"


@lru_cache(maxsize=1_000)
def _header_line(name: bytes, value: bytes) -> bytes:
    """One header. Nearly all headers of an answer are the same as those of the others."""
    if HEADER_RE.search(name) or HEADER_VALUE_RE.search(value):
        raise ValueError("a header has a character that HTTP does not allow")
    return b"%s: %s\r\n" % (name, value)


@lru_cache(maxsize=1_000)
def _is_in(address: str, name: str) -> bool:
    """Whether a proxy is meant by a name: `*`, its address, or a network in CIDR notation, as for uvicorn."""
    try:
        return name in {"*", address} or ip_address(address) in ip_network(name)
    except ValueError:
        return False
