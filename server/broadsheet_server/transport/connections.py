"""HTTP connections that end: uvicorn's protocol with time-outs and caps, which uvicorn itself does not have.

A client that connects and says nothing, sends half a request, or never reads the response costs a file
descriptor for as long as it likes. Here each step has a time-out, and the number of connections a cap, for
the whole process and for each address; proxies that uvicorn trusts (`FORWARDED_ALLOW_IPS`) have only the
first (RFC 9110, section 15.5.9, and RFC 9112, section 9.5).
"""

import asyncio
import logging
from collections import Counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from broadsheet_shared.limits import (
    BODY_SECONDS,
    CONNECTIONS_MAX,
    CONNECTIONS_PER_ADDRESS_MAX,
    HEADER_SECONDS,
    WRITE_SECONDS,
)

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_SENTENCE = b"Too many connections are open. Please try again in five seconds.\n"
_REFUSAL = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n\r\n%s" % (len(_SENTENCE), _SENTENCE)
)

log = logging.getLogger(__name__)
_open: Counter[str] = Counter()
"""Open connections of this process by address, without trusted proxies."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """One connection. uvicorn makes an object of this class for each (`Config(http=...)`)."""

    _address: str | None = None
    _timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, or refuse it."""
        super().connection_made(transport)
        client: tuple[str, int] | None = self.client  # uvicorn says that it always has one
        address = None if client is None else client[0]
        if address is not None and not self._is_trusted(address):
            self._address = address
            _open[address] += 1
        if self._is_too_many():
            log.warning("Refused a connection from %s: too many are open.", address)
            transport.write(_REFUSAL)
            transport.close()
        else:
            self._expect(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self._address is not None:
            _open[self._address] -= 1
            if not _open[self._address]:
                del _open[self._address]
        for timer in (self._timer, self._write_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Also bytes that begin no request yet, such as empty lines, have to become one in time."""
        if self._timer is None and getattr(self.cycle, "response_complete", True):
            self._expect(HEADER_SECONDS)
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The header is there; the body has time from now."""
        super().on_headers_complete()
        self._expect(BODY_SECONDS)

    def on_message_complete(self) -> None:
        """The request is complete; from now on the server takes the time."""
        super().on_message_complete()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def pause_writing(self) -> None:
        """The client reads more slowly than the server writes."""
        super().pause_writing()
        self._watch_writing()

    def resume_writing(self) -> None:
        """The client has caught up."""
        super().resume_writing()
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that is idle. What the client has not read by then it may read for a while."""
        super().timeout_keep_alive_handler()
        if self.transport.get_write_buffer_size():
            self._expect(WRITE_SECONDS)

    def _is_trusted(self, address: str) -> bool:
        trusted: Any = self.config.forwarded_allow_ips
        names = {name.strip() for name in (trusted.split(",") if isinstance(trusted, str) else trusted)}
        return not names.isdisjoint({address, "*"}) or address in _LOOPBACK

    def _is_too_many(self) -> bool:
        own = _open[self._address] if self._address is not None else 0
        return len(self.connections) > CONNECTIONS_MAX or own > CONNECTIONS_PER_ADDRESS_MAX

    def _expect(self, seconds: float) -> None:
        """Close the connection if the next step takes longer than this."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _watch_writing(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._write_timer = self.loop.call_later(WRITE_SECONDS, self._check_writing, waiting)

    def _check_writing(self, waited: int) -> None:
        """Give up on a client that has read nothing since the last look."""
        if self.transport.get_write_buffer_size() < waited:
            self._watch_writing()
        else:
            self.transport.abort()
