"""Fetches documents ahead of their use: several hosts at a time, each host at its pace, in a given order."""

import asyncio
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from broadsheet_server.fetching.addresses import Network
from broadsheet_server.fetching.errors import FetchError
from broadsheet_server.fetching.fetched_document import FetchedDocument

if TYPE_CHECKING:
    from broadsheet_server.fetching.fetcher import Fetcher

PACE_SECONDS = 1.0
"""Pause between two requests to a host."""
AHEAD_MAX: Final = 8
"""Documents that are fetched before they are needed: all may be as large as one may be."""
_LOOK_SECONDS: Final = 0.2
"""How long a stop may go unseen while a server is silent."""

Fetched = FetchedDocument | FetchError


class DocumentFetches:
    """An event loop in a thread of its own, for code that is not asynchronous. Use it as a context manager.

    Once `stop` is set, no further document comes.
    """

    def __init__(self, allowed_networks: Iterable[Network], stop: threading.Event) -> None:
        self._allowed = tuple(allowed_networks)
        self._stop = stop
        self._loop: asyncio.AbstractEventLoop | None = None
        self._fetcher: Fetcher | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def fetch(self, urls: Iterable[str]) -> Iterator[Fetched]:
        """The documents at these URLs, or why they could not be fetched, in the order of the URLs."""
        remaining = iter(urls)
        waiting = deque(map(self._begin, islice(remaining, AHEAD_MAX)))
        while waiting:
            document = self._result(waiting.popleft())
            if document is None:
                return
            waiting.extend(map(self._begin, islice(remaining, 1)))
            yield document

    def _begin(self, url: str) -> "Future[Fetched]":
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="fetches", daemon=True)
            self._thread.start()
        return asyncio.run_coroutine_threadsafe(self._fetch(url), self._loop)

    def _result(self, fetched: "Future[Fetched]") -> Fetched | None:
        while not self._stop.is_set():
            try:
                return fetched.result(_LOOK_SECONDS)
            except TimeoutError:
                continue
        return None

    async def _fetch(self, url: str) -> Fetched:
        if self._fetcher is None:
            from broadsheet_server.fetching.fetcher import Fetcher  # most imports fetch nothing

            self._fetcher = Fetcher(self._allowed, pace_seconds=PACE_SECONDS)
        try:
            return await self._fetcher.fetch(url)
        except FetchError as error:
            return error

    async def _finish(self) -> None:
        pending = asyncio.all_tasks() - {asyncio.current_task()}
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        if self._fetcher is not None:
            await self._fetcher.__aexit__(None, None, None)
