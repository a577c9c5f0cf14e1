"""The pages of a polled feed's items: those of what is new or has changed, a few at a time."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from broadsheet_server.fetching.errors import FetchError, StatusError
from broadsheet_server.fetching.fetched_document import FetchBounds, FetchedDocument
from broadsheet_server.ingest.full_text import FullText, Result, page_address, with_page, without_page
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem

PAGES_MAX: Final = 100
"""Pages read in one poll; the rest of a longer feed follows in the next polls."""
_BOUNDS: Final = FetchBounds(bytes_max=5 * 1024 * 1024, seconds=20.0)
_ACCEPT: Final = "text/html, application/xhtml+xml"
_TOGETHER: Final = 4
_BUSY: Final = (429, 503)
"""A server that answers this is asked for no further page in this poll."""
_WAIT_MAX_S: Final = 86_400.0


class PageFetcher(Protocol):
    """What is needed of `Fetcher`."""

    async def fetch(self, url: str, *, accept: str, bounds: FetchBounds) -> FetchedDocument:
        """See `Fetcher.fetch`."""
        ...


class InThread(Protocol):
    """Runs a function in a thread."""

    async def __call__(self, work: Callable[[], FullText]) -> FullText:
        """What the function returns, or raises."""
        ...


@dataclass(frozen=True, slots=True)
class FullTexts:
    """The items with their full texts, and the digests of all whose pages were read, by their keys.

    `is_incomplete` where a page may be read at another time, and `wait` how long its server asks to be left
    alone until then.
    """

    items: list[Result]
    pages: dict[str, str]
    is_incomplete: bool
    wait: timedelta


async def with_full_texts(
    fetcher: PageFetcher,
    in_thread: InThread,
    items: Sequence[Result],
    known: Mapping[str, str],
    defaults: ImportDefaults,
) -> FullTexts:
    """Read the pages of the items that are new or have changed. Those that have not are left out.

    `known` are the digests of the polls before.
    """
    reader = _PageReader(fetcher, in_thread, defaults)
    unread = [item for item in items if not _is_known(item, known)]
    pages = {item_key(item): known[item_key(item)] for item in items if _is_known(item, known)}
    with_page = [item for item in unread if isinstance(item, ParsedItem) and not item.draft.withdrawn]
    later = {id(item) for item in with_page[PAGES_MAX:]}
    now = [item for item in unread if id(item) not in later]
    read = await asyncio.gather(*map(reader.read, now))
    for item, page in zip(now, read, strict=True):
        if page.is_final and isinstance(item, ParsedItem):
            pages[item_key(item)] = item_digest(item)
    is_incomplete = bool(later) or not all(page.is_final for page in read)
    return FullTexts([page.item for page in read], pages, is_incomplete, reader.wait)


def item_key(item: Result) -> str:
    """A digest of what identifies an item in its feed."""
    draft = item.draft if isinstance(item, ParsedItem) else None
    parts = (draft.external_reference, draft.given_url, draft.canonical_url) if draft else ()
    name = next(filter(None, parts), None) or (draft.headline if draft else "")
    return _digest(name)


def item_digest(item: ParsedItem) -> str:
    """A digest of what the feed says of an item: if it is another one, the page is read again."""
    draft = item.draft
    dates = (draft.published_at, draft.updated_at, draft.withdrawn, draft.withheld)
    return _digest(
        "\0".join(map(str, (draft.headline, draft.summary, draft.body_html, draft.given_url, *dates)))
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _is_known(item: Result, known: Mapping[str, str]) -> bool:
    return isinstance(item, ParsedItem) and known.get(item_key(item)) == item_digest(item)


class _PageReader:
    """Reads the pages of one feed, a few at a time."""

    def __init__(self, fetcher: PageFetcher, in_thread: InThread, defaults: ImportDefaults) -> None:
        self._fetcher = fetcher
        self._in_thread = in_thread
        self._defaults = defaults
        self._places = asyncio.Semaphore(_TOGETHER)
        self._refusal: StatusError | None = None

    @property
    def wait(self) -> timedelta:
        """How long the server of the pages asks to be left alone."""
        seconds = (self._refusal and self._refusal.retry_after_s) or 0.0
        return timedelta(seconds=min(seconds, _WAIT_MAX_S))

    async def read(self, item: Result) -> FullText:
        """The item with the text of its page, or with a warning why it has its own."""
        if isinstance(item, RejectedItem) or item.draft.withdrawn:
            return FullText(item, is_final=True)
        url = page_address(item)
        if url is None:
            return FullText(without_page(item, "it has no link of its own"), is_final=True)
        async with self._places:
            page = await self._page(url)
        return await self._in_thread(lambda: with_page(item, page, self._defaults))

    async def _page(self, url: str) -> FetchedDocument | FetchError:
        if self._refusal is not None:
            return self._refusal
        try:
            return await self._fetcher.fetch(url, accept=_ACCEPT, bounds=_BOUNDS)
        except FetchError as error:
            if isinstance(error, StatusError) and error.status in _BUSY:
                self._refusal = error
            return error
