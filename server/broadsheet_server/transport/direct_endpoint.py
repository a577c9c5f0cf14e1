"""The endpoint in front of the application: the same answers, without route, middleware and request object.

These take two hundred microseconds of a request, more than most plans.
"""

import asyncio
import zlib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.types import Receive, Scope, Send

from broadsheet_server.execution.answers import (
    GZIP_BYTES_MIN,
    GZIP_LEVEL,
    NOTE,
    THREAD_BYTES_MIN,
)
from broadsheet_server.transport.collected_response import HeaderList
from broadsheet_server.transport.connections import WRITE_RESPONSE, header_lines
from broadsheet_server.transport.http import (
    COMMON_HEADERS,
    NO_CONTENT,
    PATHS,
    HttpAnswer,
    content_type,
    respond,
)
from broadsheet_server.transport.negotiation import accepts_gzip
from broadsheet_server.transport.requests import HttpRequest
from broadsheet_server.transport.visits import is_visit

_GZIP_FORMAT = 16 + zlib.MAX_WBITS


class _Form(NamedTuple):
    """What the headers of an answer depend on, besides its length and those of its own."""

    media_type: str
    is_long: bool
    is_compressed: bool


class _ReadyHeaders(NamedTuple):
    """The headers before and after the length, as pairs and as they are sent."""

    before: HeaderList
    after: HeaderList
    lines_before: bytes
    lines_after: bytes


class DirectEndpoint:
    """ASGI application: the endpoint at its path, and `app` for everything else.

    `added_headers` are those that the application's middleware adds to every response.
    """

    def __init__(self, app: Starlette, added_headers: Mapping[str, str]) -> None:
        self._app = app
        self._added = _pairs(added_headers)
        self._ready = cache(self._make_ready)

    @property
    def state(self) -> State:
        """That of the application."""
        return self._app.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] != "http" or scope["path"] not in PATHS:
            await self._app(scope, receive, send)
            return
        request = HttpRequest.of(scope, receive)
        if b"event-stream" in request.headers.get(b"accept", b"") or is_visit(scope):
            await self._app(scope, receive, send)
            return
        answer = await respond(request, self._app.state, scope.get(NOTE))
        if answer.status == NO_CONTENT:
            await self._send_no_content(answer, send)
            return
        is_long = len(answer.body) >= GZIP_BYTES_MIN
        is_compressed = is_long and accepts_gzip(request.headers.get(b"accept-encoding", b""))
        form = _Form(answer.media_type, is_long, is_compressed)
        body = await _compressed(answer.body) if is_compressed else answer.body
        if not self._is_written(answer, form, body, scope):
            headers = self._headers(form, len(body), answer.headers)
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    async def _send_no_content(self, answer: HttpAnswer, send: Send) -> None:
        """Such a response has no length and no type (RFC 9110, section 8.6)."""
        headers = [*_pairs({**COMMON_HEADERS, **answer.headers}), *self._added]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _is_written(self, answer: HttpAnswer, form: _Form, body: bytes, scope: Scope) -> bool:
        """Write an answer straight to the connection, where that is possible."""
        extension = scope.get("extensions", {}).get(WRITE_RESPONSE)
        if extension is None or answer.status != 200 or answer.headers or scope["method"] == "HEAD":
            return False
        ready = self._ready(form)
        lines = b"%bcontent-length: %d\r\n%b" % (ready.lines_before, len(body), ready.lines_after)
        return bool(extension["write"](scope, lines, body))

    def _headers(self, form: _Form, length: int, own_headers: Mapping[str, str]) -> HeaderList:
        """In the order in which the application would send them."""
        ready, content_length = self._ready(form), (b"content-length", b"%d" % length)
        return [*ready.before, *_pairs(own_headers), content_length, *ready.after]

    def _make_ready(self, form: _Form) -> _ReadyHeaders:
        vary = f"{COMMON_HEADERS['Vary']}, Accept-Encoding" if form.is_long else COMMON_HEADERS["Vary"]
        before = _pairs({**COMMON_HEADERS, "Vary": vary})
        coding = {"Content-Encoding": "gzip"} if form.is_compressed else {}
        after = [*_pairs({"Content-Type": content_type(form.media_type)} | coding), *self._added]
        return _ReadyHeaders(before, after, header_lines(before).removesuffix(b"\r\n"), header_lines(after))


def _pairs(headers: Mapping[str, str]) -> HeaderList:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def _compressed(body: bytes) -> bytes:
    """The body in gzip; a long one is compressed in a thread."""
    if len(body) < THREAD_BYTES_MIN:
        return _gzip(body)
    return await asyncio.to_thread(_gzip, body)


def _gzip(body: bytes) -> bytes:
    return zlib.compress(body, GZIP_LEVEL, _GZIP_FORMAT)
