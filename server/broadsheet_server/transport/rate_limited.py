"""Requests are counted before anything else looks at them, and those refused that come too fast.

A request without a key counts for its address, here; one with a key counts for that, once it is known.
"""

from collections.abc import Iterable
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from broadsheet_server.access.rate_limiter import ProcessRateLimiter, RateLimiter
from broadsheet_server.settings import Settings
from broadsheet_server.transport.admission import ADMISSION, Admission, Client, RatePolicy
from broadsheet_server.transport.client_addresses import ClientAddresses, household, is_in
from broadsheet_server.transport.http import COMMON_HEADERS, PATH, refusal_answer
from broadsheet_server.transport.status_codes import StatusRule

CLIENTS_MAX: Final = 10_000
"""How many addresses are remembered with what they count for."""


VALIDATION_PATH: Final = "/playground/validation"
"""It executes nothing, but documents are parsed and validated there; keys mean nothing there."""
_COUNTED: Final = frozenset({PATH, VALIDATION_PATH})
_UNSEEN: Final = Client("", "")


class RateLimited:
    """ASGI application: `app`, for those who ask no faster than they may."""

    def __init__(self, app: ASGIApp, settings: Settings, limiter: RateLimiter | None = None) -> None:
        self.app = app
        self._limiter = limiter or _limiter(settings)
        self._policy = RatePolicy(settings.rate_limits, self._limiter)
        self._addresses = ClientAddresses(settings.proxy_networks)
        self._exempt, self._rule = settings.rate_limits.exempt_networks, settings.http_statuses
        self._clients: dict[str, Client | None] = {}
        self._peers: dict[str, Client] = {}
        """Those of whom nothing but their own address counts, whatever headers they send."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request and pass it on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        if scope["path"] not in _COUNTED or (client := self._client(scope)) is None:
            await self.app(scope, receive, send)
            return
        scope[ADMISSION] = admission = Admission(self._policy, client, send)
        if scope["type"] == "websocket":  # each operation is counted
            await self.app(scope, receive, send)
            return
        if scope["path"] != PATH or not _has_key(scope["headers"]):
            if (counting := admission.count_request()) is not None:
                await counting
            if admission.refusal is not None:
                await _send_refusal(admission, scope, self._rule)
                return
        await self.app(scope, receive, admission.send)

    def _client(self, scope: Scope) -> Client | None:
        """Whom a request counts for; None where it is not counted."""
        peer: tuple[str, int] | None = scope["client"]
        known = None if peer is None else self._peers.get(peer[0])
        return known or self._client_at(self._addresses.of(scope), peer)

    def _client_at(self, address: str, peer: tuple[str, int] | None) -> Client | None:
        client = self._clients.get(address, _UNSEEN)
        if client is _UNSEEN:
            client = None if is_in(address, self._exempt) else Client.of(household(address))
            _remember(self._clients, address, client)
        if client is not None and peer is not None and not self._addresses.is_proxy(peer[0]):
            _remember(self._peers, address, client)
        return client

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            await self._limiter.close()


def _has_key(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the request names a key, right or wrong."""
    for name, _ in headers:  # noqa: SIM110  # it takes half the time of `any`
        if name == b"authorization":
            return True
    return False


def _remember(clients: dict[str, Any], address: str, client: Client | None) -> None:
    if len(clients) >= CLIENTS_MAX:
        clients.clear()
    clients[address] = client


def _limiter(settings: Settings) -> RateLimiter:
    url = settings.rate_limits.valkey_url
    if url is None:
        return ProcessRateLimiter()
    from broadsheet_server.access.valkey_limiter import ValkeyRateLimiter

    return ValkeyRateLimiter(url.get_secret_value())


async def _send_refusal(admission: Admission, scope: Scope, rule: StatusRule) -> None:
    assert admission.refusal is not None
    accept = dict(scope["headers"]).get(b"accept", b"").decode("latin-1")
    answer = refusal_answer(admission.refusal, accept, rule)
    named = {**COMMON_HEADERS, **answer.headers, "Content-Type": f"{answer.media_type}; charset=utf-8"}
    headers = [(name.lower().encode(), value.encode()) for name, value in named.items()]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await admission.send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else answer.body
    await admission.send({"type": "http.response.body", "body": body})
