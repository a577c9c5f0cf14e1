"""Posts what others have asked to be told: bounded in time and in what is read of the response.

Only public addresses, and those that the publisher allows, as for whatever is fetched. Redirects are not
followed: what is posted is for the receiver that was named.
"""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import httpx2

from broadsheet_server.fetching.addresses import Network
from broadsheet_server.fetching.checked_transport import CheckedTransport
from broadsheet_server.fetching.exchanges import explaining, retry_after, web_url

EXCERPT_BYTES: Final = 1_000
"""How much is read of a response."""
EXCERPT_SECONDS: Final = 2.0
"""How long the body of a response may take: its status has been said by then."""
_HOSTS_KEPT: Final = 50
"""Most hosts whose connections are kept while nothing is posted to them."""
_CONNECTIONS_KEPT: Final = 8

_Host = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class PostResponse:
    """What the receiver answered: how its body begins, as text, and how many seconds it asks to wait."""

    status: int
    seconds: float
    excerpt: str
    retry_after_s: float | None


class Poster:
    """Posts bodies. Use it as an asynchronous context manager, in one event loop.

    Each host has a client of its own, so that connections can be kept (see `CheckedTransport`).
    """

    def __init__(self, allowed_networks: Sequence[Network], user_agent: str) -> None:
        self._allowed = allowed_networks
        self._user_agent = user_agent
        self._clients: OrderedDict[_Host, httpx2.AsyncClient] = OrderedDict()
        self._uses: Counter[_Host] = Counter()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._clients:
            await self._clients.popitem()[1].aclose()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> PostResponse:
        """Post a body, and read how the response begins. Raises FetchError where there is none in time."""
        began = time.monotonic()
        with explaining(url, seconds):
            target = web_url(url)
            async with (
                asyncio.timeout(seconds),
                self._client(target) as client,
                client.stream("POST", target, headers=headers, content=body, timeout=seconds) as response,
            ):
                excerpt = await _excerpt(response)
        spent = time.monotonic() - began
        return PostResponse(response.status_code, spent, excerpt, retry_after(response))

    @asynccontextmanager
    async def _client(self, url: httpx2.URL) -> AsyncIterator[httpx2.AsyncClient]:
        """The client of a host, which stays open while it is used."""
        host = url.scheme, url.host, url.port
        client = self._clients.get(host) or self._clients.setdefault(host, self._new_client())
        self._clients.move_to_end(host)
        self._uses[host] += 1
        try:
            yield client
        finally:
            self._uses[host] -= 1
            await self._close_old()

    def _new_client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            transport=CheckedTransport(self._allowed, kept=_CONNECTIONS_KEPT),
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "identity"},
            follow_redirects=False,
            trust_env=False,
        )

    async def _close_old(self) -> None:
        unused = [host for host in self._clients if not self._uses[host]]
        for host in unused[: max(0, len(unused) - _HOSTS_KEPT)]:
            del self._uses[host]
            await self._clients.pop(host).aclose()


async def _excerpt(response: httpx2.Response) -> str:
    """How the body begins; where it breaks off or takes too long, what has come of it."""
    body = b""
    with suppress(TimeoutError, httpx2.HTTPError):
        async with asyncio.timeout(EXCERPT_SECONDS):
            async for piece in response.aiter_raw():
                body += piece[: EXCERPT_BYTES - len(body)]
                if len(body) >= EXCERPT_BYTES:
                    break
    text = body.decode("utf-8", "replace")
    return "".join(character if character.isprintable() else " " for character in text).strip()
