"""A transport of the HTTP client that connects to checked addresses only (see `addresses`)."""

import ssl
from collections.abc import Sequence
from functools import cache

import httpx2

from broadsheet_server.fetching.addresses import Network, checked_addresses
from broadsheet_server.fetching.errors import UnreachableError

KEPT_SECONDS = 3.0
"""How long a connection stays open without a request: many servers close them after five."""


@cache
def _certificates() -> ssl.SSLContext:
    """The authorities that are trusted; reading them takes a fifth of a second."""
    return httpx2.create_ssl_context(trust_env=False)


class CheckedTransport(httpx2.AsyncHTTPTransport):
    """Connects to checked addresses only.

    Connections are not kept: one that was opened for another name of the same address was checked against
    that name's certificate. Who asks one host only may keep some of them, for `KEPT_SECONDS`.
    """

    def __init__(self, allowed: Sequence[Network], *, kept: int = 0) -> None:
        limits = httpx2.Limits(max_keepalive_connections=kept, keepalive_expiry=KEPT_SECONDS)
        super().__init__(verify=_certificates(), limits=limits)
        self._allowed = allowed

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request to the first address of its host that takes a connection."""
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        refused: httpx2.ConnectError | None = None
        for address in await checked_addresses(url.host, port, self._allowed):
            request.url = url.copy_with(host=address)
            request.extensions = {**request.extensions, "sni_hostname": url.host}
            try:
                return await super().handle_async_request(request)
            except httpx2.ConnectError as error:
                refused = error
            finally:
                request.url = url
        raise refused or UnreachableError(f"The host {url.host} has no address.")
