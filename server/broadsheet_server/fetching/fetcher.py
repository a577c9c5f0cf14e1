"""One HTTP client for everything that is fetched: feeds, pages, images.

Bounded in time, bytes, decompressed bytes and redirects; only public addresses; each host at its pace.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final, Self, TypeVar
from urllib.parse import urlencode

import httpx2

from broadsheet_server.fetching.addresses import Network
from broadsheet_server.fetching.checked_transport import CheckedTransport
from broadsheet_server.fetching.content_encoding import ACCEPT_ENCODING, ContentDecoder
from broadsheet_server.fetching.errors import (
    BrokenResponseError,
    FetchError,
    ForbiddenAddressError,
    OversizedResponseError,
    StatusError,
)
from broadsheet_server.fetching.exchanges import explaining, retry_after, web_url
from broadsheet_server.fetching.fetched_document import FetchBounds, FetchedDocument, Validators
from broadsheet_server.fetching.host_pace import HostPace

USER_AGENT: Final = "Broadsheet/0.1 (news aggregation)"
TURN_SECONDS: Final = 2.0
"""How long a request to a host keeps the next one to the same host waiting while it is not answered."""
_PERMANENT: Final = (301, 308)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_FORM_REDIRECTS: Final = (301, 302, 307, 308)
"""303 is none of them: it asks for a GET, which sends no form."""
_NOT_MODIFIED: Final = 304
_REASON_BYTES_MAX: Final = 4_096
_REASON_MAX: Final = 300

Value = TypeVar("Value")


class Fetcher:
    """Fetches documents. Use it as an asynchronous context manager, in one event loop."""

    def __init__(
        self,
        allowed_networks: Sequence[Network] = (),
        *,
        pace_seconds: float = 0.0,
        turn_seconds: float = TURN_SECONDS,
        connections_max: int = 64,
        host_connections_max: int = 1,
    ) -> None:
        self._client = httpx2.AsyncClient(
            transport=CheckedTransport(allowed_networks),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPT_ENCODING},
            follow_redirects=False,
            trust_env=False,
        )
        self._pace = HostPace(pace_seconds, turn_seconds, host_connections_max)
        self._places = asyncio.Semaphore(connections_max)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def fetch(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        accept: str = "*/*",
        bounds: FetchBounds | None = None,
    ) -> FetchedDocument:
        """Fetch what is at a URL, or learn that it has not changed. Raises FetchError."""
        bounds = bounds or FetchBounds()
        headers = {"Accept": accept, **(validators or Validators()).request_headers()}

        async def read(response: httpx2.Response, moved_to: str | None) -> FetchedDocument:
            return await self._document(response, moved_to, bounds)

        with explaining(url, bounds.seconds):
            return await self._follow(_Request("GET", web_url(url), headers), bounds, read)

    async def post_form(
        self, url: str, form: Mapping[str, str], *, bounds: FetchBounds | None = None
    ) -> None:
        """Post the fields of a form (`application/x-www-form-urlencoded`).

        Raises FetchError, a StatusError with the beginning of the answer where that is no success. What is
        sent by https goes to no address without.
        """
        bounds = bounds or FetchBounds()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}

        async def read(response: httpx2.Response, _: str | None) -> None:
            if not response.is_success:
                raise await _refusal(response)

        with explaining(url, bounds.seconds):
            request = _Request("POST", web_url(url), headers, urlencode(form).encode("ascii"))
            await self._follow(request, bounds, read)

    async def _follow(
        self,
        request: "_Request",
        bounds: FetchBounds,
        read: Callable[[httpx2.Response, str | None], Awaitable[Value]],
    ) -> Value:
        """Follow redirects to a response. Waiting for the turn of a host takes none of the seconds."""
        left_s, moved_to, is_permanent = bounds.seconds, None, True
        for _ in range(bounds.redirects_max + 1):
            async with self._pace.turn(request.url.host), self._places, asyncio.timeout(left_s):
                asked_at = time.monotonic()
                async with self._client.stream(
                    request.method, request.url, headers=request.headers, content=request.body, timeout=left_s
                ) as response:
                    target = response.headers.get("location")
                    if response.status_code not in request.redirects or target is None:
                        return await read(response, moved_to)
                left_s = max(0.0, left_s - (time.monotonic() - asked_at))
            is_permanent = is_permanent and response.status_code in _PERMANENT
            request = request.redirected(target)
            moved_to = str(request.url) if is_permanent else None
        raise BrokenResponseError(f"It was redirected more than {bounds.redirects_max} times.")

    async def _document(
        self, response: httpx2.Response, moved_to: str | None, bounds: FetchBounds
    ) -> FetchedDocument:
        if response.status_code == _NOT_MODIFIED:
            return FetchedDocument(
                _shown(response.url), b"", is_modified=False, moved_to=moved_to, max_age_s=_max_age(response)
            )
        if response.status_code != httpx2.codes.OK:
            raise StatusError(_status_words(response), response.status_code, retry_after(response))
        return FetchedDocument(
            url=_shown(response.url),
            body=await _body(response, bounds.bytes_max),
            content_type=response.headers.get("content-type", ""),
            validators=Validators(response.headers.get("etag"), response.headers.get("last-modified")),
            moved_to=moved_to,
            max_age_s=_max_age(response),
            link_headers=response.headers.get_list("link"),
        )


@dataclass(frozen=True, slots=True)
class _Request:
    """A request that may be redirected."""

    method: str
    url: httpx2.URL
    headers: Mapping[str, str]
    body: bytes | None = None

    @property
    def redirects(self) -> tuple[int, ...]:
        """The statuses of redirects that are followed by the same method."""
        return _REDIRECTS if self.body is None else _FORM_REDIRECTS

    def redirected(self, target: str) -> "_Request":
        """The request to the target of a redirect. Raises ForbiddenAddressError."""
        url = web_url(str(self.url.join(target))).copy_with(userinfo=b"")
        if self.body is not None and (self.url.scheme, url.scheme) == ("https", "http"):
            raise ForbiddenAddressError("It redirects from https to http, where others could read the form.")
        return replace(self, url=url)


def _shown(url: httpx2.URL) -> str:
    """A URL without the name and password that it may be asked with."""
    return str(url.copy_with(userinfo=b""))


async def _body(response: httpx2.Response, bytes_max: int) -> bytes:
    announced = response.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > bytes_max:
        size, most = int(announced) // 1024, bytes_max // 1024
        raise OversizedResponseError(f"It is {size:,} kB long, and {most:,} are read at most.")
    decoder = ContentDecoder(response.headers.get("content-encoding", ""), bytes_max)
    body = bytearray()
    async for piece in response.aiter_raw():
        body += decoder.decode(piece)
    decoder.finish()
    return bytes(body)


async def _refusal(response: httpx2.Response) -> StatusError:
    """The error of a status that is no success, with how the answer begins if it is plain text."""
    words = _status_words(response)
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() == "text/plain":
        try:
            text = (await _body(response, _REASON_BYTES_MAX)).decode("utf-8", "replace")
        except FetchError:
            text = ""
        words = " ".join([words, *text.split()])[:_REASON_MAX]
    return StatusError(words, response.status_code, retry_after(response))


def _status_words(response: httpx2.Response) -> str:
    if response.status_code == httpx2.codes.GONE:
        return "The server says that it is gone for good (410)."
    reason = response.reason_phrase or "no reason given"
    return f"The server answered {response.status_code} ({reason[:80]})."


def _max_age(response: httpx2.Response) -> float | None:
    match = re.search(r"(?:^|[\s,])max-age=(\d{1,9})", response.headers.get("cache-control", "").lower())
    return float(match[1]) if match else None
