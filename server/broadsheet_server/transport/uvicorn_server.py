"""uvicorn's server, for processes that rest: it wakes once a second instead of ten times."""

import asyncio
import logging
import socket
from types import FrameType
from typing import Any, Final

import uvicorn

from broadsheet_server.storage.polling import wait_for_poll

TICK_SECONDS: Final = 1.0
"""How often the Date header is made, which tells seconds."""
_CUT_SECONDS = 5.0
"""How long requests that are cut off may take to clean up behind them."""

log = logging.getLogger(__name__)


def websocket_protocol(**options: Any) -> asyncio.Protocol:
    """The protocol of one WebSocket, loaded with the first client that asks for one."""
    from broadsheet_server.transport.websocket_protocol import BoundedWebSocketProtocol

    return BoundedWebSocketProtocol(**options)


class RestingServer(uvicorn.Server):
    """Looks each TICK_SECONDS whether it has to stop, and at once after a signal.

    uvicorn looks every tenth of a second, which is half of the processor time of a server that nobody asks.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._signalled: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    async def main_loop(self) -> None:
        """Tick until it is time to stop."""
        signalled = asyncio.Event()
        self._signalled = asyncio.get_running_loop(), signalled
        while not await self.on_tick(0):
            await wait_for_poll(signalled, TICK_SECONDS)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note the signal, and end the wait. Signal handlers run between any two steps of the event loop."""
        super().handle_exit(sig, frame)
        if self._signalled is not None:
            loop, signalled = self._signalled
            loop.call_soon_threadsafe(signalled.set)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, also after a second Ctrl+C, for which uvicorn leaves requests and background work running:
        the end of the event loop would cut them off wherever they are, with a traceback for each.
        """
        await super().shutdown(sockets)
        if self.force_exit:
            await self._cut_off_requests()
            await self.lifespan.shutdown()

    async def _cut_off_requests(self) -> None:
        if tasks := list(self.server_state.tasks):
            log.warning("Stopping at once: open requests are cut off (%d).", len(tasks))
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=_CUT_SECONDS)
