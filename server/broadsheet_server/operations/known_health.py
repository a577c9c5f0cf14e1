"""The health check in front of the application: load balancers ask it again and again."""

import time
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from broadsheet_server.transport.collected_response import CollectedResponse, HeaderList
from broadsheet_server.transport.connections import WRITE_RESPONSE, header_lines

_PATH = "/healthz"


class _Known(NamedTuple):
    """A response, until when it holds (monotonic clock), and its headers as bytes."""

    until: float
    headers: HeaderList
    lines: bytes
    body: bytes


class KnownHealth:
    """ASGI application: the health check's response for as long as `health` keeps it, otherwise `served`."""

    def __init__(self, app: Starlette, served: ASGIApp) -> None:
        self._app = app
        self._served = served
        self._known: _Known | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond at once where the health is known."""
        if scope["type"] != "http" or scope["path"] != _PATH or scope["method"] != "GET":
            await self._served(scope, receive, send)
            return
        known = self._known
        if known is None or time.monotonic() >= known.until:
            known = self._known = await self._ask(scope, receive)
        if known is None:
            await self._served(scope, receive, send)
            return
        extension = scope.get("extensions", {}).get(WRITE_RESPONSE)
        if extension is None or not extension["write"](scope, known.lines, known.body):
            await send({"type": "http.response.start", "status": 200, "headers": known.headers.copy()})
            await send({"type": "http.response.body", "body": known.body})

    async def _ask(self, scope: Scope, receive: Receive) -> _Known | None:
        """The response of the application, not compressed; None where it is none that may be kept."""
        response = CollectedResponse()
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._served({**scope, "headers": headers}, receive, response.send)
        if response.status != 200:
            return None
        until = self._app.state.known_health[0]
        return _Known(until, response.headers, header_lines(response.headers), response.body)
