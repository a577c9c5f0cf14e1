"""WebSocket connections that end, and of which none keeps the others waiting: uvicorn's protocol, bounded.

uvicorn reads at once whatever has come, which may be forty thousand empty frames, and waits for ever until a
client that is let go has taken what was written.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

from broadsheet_server.transport.connections import give_back_share, take_share

PIECE_BYTES: Final = 1_024
"""How much is read of a connection in a turn of the event loop: some 170 of the shortest frames."""
FRAMES_MAX: Final = 1_000
"""Most frames of one message: empty ones have no bytes that could be too many."""


class BoundedWebSocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket. uvicorn makes an object of this class for each."""

    _turn: asyncio.Handle | None = None
    """When the next piece is read; None where nothing waits for it."""

    _end: asyncio.TimerHandle | None = None
    """When the connection that is being closed is ended."""

    _address: str | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unread = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It counts for its address as long as it is open."""
        super().connection_made(transport)
        self._address = take_share(self.client, self.config.forwarded_allow_ips)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give back the share of the address."""
        give_back_share(self._address)
        self._unread.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read the first piece; the others have their turns before more is taken from the client."""
        self._unread += data
        if self._turn is None and self._may_read:
            self._read_piece()
        else:
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        """The client has taken what was written: what it sends is read again."""
        super().resume_writing()
        self._read_on()

    def handle_cont(self, event: Frame) -> None:
        """A message in more pieces than FRAMES_MAX ends the connection."""
        if len(self.frames) < FRAMES_MAX:
            super().handle_cont(event)
        elif not self.close_sent:
            self._fail(CloseCode.MESSAGE_TOO_BIG, f"A message has up to {FRAMES_MAX:,} frames.")

    def send_receive_event_to_app(self) -> None:
        """Text that is no UTF-8 ends the connection: the client's mistake, and nothing for our log."""
        if self.curr_msg_data_type == "text" and not _is_utf8(self.frames):
            self._fail(CloseCode.INVALID_DATA, "A message is text in UTF-8.")
            return
        super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """What breaks the protocol before the handshake is answered has no close frame to be told by."""
        if self.conn.close_sent is not None:
            super().handle_parser_exception()
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CloseCode.ABNORMAL_CLOSURE})
        self.close_sent = True
        self.transport.close()

    def keepalive_timeout(self) -> None:
        """Who does not answer takes nothing any more either."""
        super().keepalive_timeout()
        self._end_in_time()

    async def receive(self) -> Any:
        """ASGI's `receive`."""
        message = await super().receive()
        self._read_on()
        return message

    async def send(self, message: Any) -> None:
        """ASGI's `send`."""
        await super().send(message)
        if self.close_sent:
            self._read_on()
            self._end_in_time()

    @property
    def _may_read(self) -> bool:
        """Whether the application has read all messages, and the client what was written, pongs too."""
        return not self.read_paused and self.writable.is_set()

    def _read_piece(self) -> None:
        self._turn = None
        piece = bytes(self._unread[:PIECE_BYTES])
        del self._unread[:PIECE_BYTES]
        if self.transport.is_closing():
            self._unread.clear()
            return
        super().data_received(piece)
        self._answer_refused_handshake()
        self._read_on()
        self._end_in_time()

    def _read_on(self) -> None:
        """See that what has come is read before more is taken."""
        if not self._unread and self._may_read:
            self.transport.resume_reading()
            return
        self.transport.pause_reading()
        if self._unread and self._turn is None and self._may_read:
            self._turn = self.loop.call_soon(self._read_piece)

    def _answer_refused_handshake(self) -> None:
        """uvicorn does not look whether a handshake was refused, and would keep the connection for ever."""
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.close_sent = self.handshake_complete = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def _fail(self, code: CloseCode, reason: str) -> None:
        self.frames = []
        self.conn.fail(code, reason)
        self.handle_parser_exception()

    def _end_in_time(self) -> None:
        """A connection that is being closed ends, whether or not the client takes what was written."""
        if self._end is not None and self._end is self.close_timer:
            return  # what still comes gives it no further time
        if self.transport.is_closing() or self.close_sent:
            if self.close_timer is not None:
                self.close_timer.cancel()
            self.close_timer = self._end = self.loop.call_later(self.close_timeout, self.transport.abort)


def _is_utf8(frames: list[bytes]) -> bool:
    try:
        b"".join(frames).decode()
    except UnicodeDecodeError:
        return False
    return True
