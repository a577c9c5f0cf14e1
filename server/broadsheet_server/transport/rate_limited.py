"""Requests are counted before anything else looks at them, and those refused that come too fast.

A request without a key counts for its address, here; one with a key counts for that, once it is known.
"""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadsheet_server.access.rate_limiter import ProcessRateLimiter, RateLimiter
from broadsheet_server.settings import Settings
from broadsheet_server.transport.admission import ADMISSION, Admission, RatePolicy
from broadsheet_server.transport.client_addresses import ClientAddresses, household, is_in
from broadsheet_server.transport.http import COMMON_HEADERS, PATH, refusal_answer

_AUTHORIZATION: Final = b"authorization"


class RateLimited:
    """ASGI application: `app`, for those who ask no faster than they may."""

    def __init__(self, app: ASGIApp, settings: Settings, limiter: RateLimiter | None = None) -> None:
        self._app = app
        limits = settings.rate_limits
        self._limiter = limiter or _limiter(settings)
        self._policy = RatePolicy(limits, self._limiter)
        self._addresses = ClientAddresses(settings.proxy_networks)
        self._exempt = limits.exempt_networks
        self._counted: dict[str, str | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request and pass it on, or refuse it."""
        kind = scope["type"]
        if kind == "lifespan":
            await self._live(scope, receive, send)
            return
        if scope["path"] != PATH or (counted := self._counted_for(self._addresses.of(scope))) is None:
            await self._app(scope, receive, send)
            return
        if kind == "websocket" or _has_key(scope):
            admission = Admission(self._policy, counted)
        else:
            admission = await self._policy.admit(counted)
        scope[ADMISSION] = admission
        counting = _counting_send(admission, send)
        if admission.refusal is not None:
            await _send_refusal(admission, scope, counting)
            return
        await self._app(scope, receive, counting if kind == "http" else send)

    def _counted_for(self, address: str) -> str | None:
        """Whose bucket an address counts for; None where it is not counted."""
        try:
            return self._counted[address]
        except KeyError:
            if len(self._counted) >= 10_000:
                self._counted.clear()
            counted = None if is_in(address, self._exempt) else household(address)
            self._counted[address] = counted
            return counted

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        finally:
            await self._limiter.close()


def _limiter(settings: Settings) -> RateLimiter:
    url = settings.rate_limits.valkey_url
    if url is None:
        return ProcessRateLimiter()
    from broadsheet_server.access.valkey_limiter import ValkeyRateLimiter

    return ValkeyRateLimiter(url.get_secret_value())


def _has_key(scope: Scope) -> bool:
    return _AUTHORIZATION in dict(scope["headers"])


def _counting_send(admission: Admission, send: Send) -> Send:
    """A `send` that adds what is left. Answers that caches share are everybody's, and say nothing of it."""

    async def counting(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            if not any(name == b"cache-control" and value.startswith(b"public") for name, value in headers):
                message = {**message, "headers": [*headers, *admission.headers]}
        await send(message)

    return counting


async def _send_refusal(admission: Admission, scope: Scope, send: Send) -> None:
    assert admission.refusal is not None
    accept = dict(scope["headers"]).get(b"accept", b"").decode("latin-1")
    answer = refusal_answer(admission.refusal, accept)
    named = {**COMMON_HEADERS, **answer.headers, "Content-Type": f"{answer.media_type}; charset=utf-8"}
    headers = [(name.lower().encode(), value.encode()) for name, value in named.items()]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if scope.get("method") == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})
