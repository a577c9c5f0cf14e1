"""Cross-Origin Resource Sharing (Fetch standard, section 3.3): web pages of other origins that use the API.

Credentials of the browser are never allowed: there are no cookies, and a page sends its key in a header.
"""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadsheet_server.transport.http import PATH

SENT_HEADERS: Final = (
    "Accept",
    "Authorization",
    "Content-Type",
    "If-None-Match",
    "Idempotency-Key",
    "Last-Event-ID",
    "Cache-Control",  # of clients of event streams
    "GraphQL-Require-Preflight",
    "Apollo-Require-Preflight",
    "GraphQL-Preflight",
    "X-Apollo-Operation-Name",
    "X-Requested-With",
)
"""What pages may send; with those for uploads, which name a header so that a preflight has to come first."""
EXPOSED_HEADERS: Final = ("ETag", "RateLimit", "RateLimit-Policy", "Retry-After")
PREFLIGHT_SECONDS: Final = 7_200
"""How long a browser remembers a preflight; the longest that Chromium takes."""


class Cors:
    """ASGI application: `app`, with what lets pages of some origins read what the endpoint answers."""

    def __init__(self, app: ASGIApp, origins: list[str]) -> None:
        self._app = app
        self._is_open = "*" in origins
        self._cors = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=SENT_HEADERS,
            expose_headers=EXPOSED_HEADERS,
            max_age=PREFLIGHT_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or add the headers to the answer."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "origin" not in headers:
            await self._app(scope, receive, send if self._is_open else _varying(send))
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._cors.preflight_response(headers)(scope, receive, send)
        else:
            # An answer that is written straight to the connection would have no such headers.
            scope = {**scope, "extensions": {}}
            varying = send if self._is_open else _varying(send)
            await self._cors.simple_response(scope, receive, varying, request_headers=headers)


def _varying(send: Send) -> Send:
    """A `send` that tells caches that other origins get other headers, also those that get none."""

    async def with_vary(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": list(message["headers"])}
            headers = MutableHeaders(scope=message)
            if "origin" not in headers.get("vary", "").lower():
                headers.add_vary_header("Origin")
        await send(message)

    return with_vary
