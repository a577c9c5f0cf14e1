"""The full text of a feed's items: fetched from their pages, where the feed has a summary or a link only.

The identity, the headline and the dates stay the feed's. A page that cannot be read leaves the feed's text,
which does not replace the full text of an earlier poll.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Protocol

from broadsheet_server.fetching.errors import FetchError, StatusError
from broadsheet_server.fetching.fetcher import FetchBounds, FetchedDocument
from broadsheet_server.ingest.html_page import parse_page
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
)
from broadsheet_server.ingest.text_encoding import UnreadableTextError
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.validation import excerpt

PAGES_MAX: Final = 100
"""Pages read in one poll; the rest of a longer feed follows in the next polls."""
_BOUNDS: Final = FetchBounds(bytes_max=5 * 1024 * 1024, seconds=20.0)
_ACCEPT: Final = "text/html, application/xhtml+xml"
_TOGETHER: Final = 4
_BUSY: Final = (429, 503)
"""A server that answers this is asked for no further page in this poll."""
_TRANSIENT: Final = (408, 425, 429)
_WAIT_MAX_S: Final = 86_400.0

Result = ParsedItem | RejectedItem


class PageFetcher(Protocol):
    """What is needed of `Fetcher`."""

    async def fetch(self, url: str, *, accept: str, bounds: FetchBounds) -> FetchedDocument:
        """See `Fetcher.fetch`."""
        ...


class InThread(Protocol):
    """Runs a function in a thread."""

    async def __call__(self, work: Callable[[], ParsedItem]) -> ParsedItem:
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


@dataclass(frozen=True, slots=True)
class _ReadPage:
    """An item with what its page gave. `is_final` unless another try may give more."""

    item: Result
    is_final: bool


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

    async def read(self, item: Result) -> _ReadPage:
        """The item with the text of its page, or with a note why it has its own."""
        if isinstance(item, RejectedItem) or item.draft.withdrawn:
            return _ReadPage(item, is_final=True)
        url = item.draft.given_url or item.draft.canonical_url
        if url is None:
            return _ReadPage(_without_page(item, "it has no link of its own"), is_final=True)
        try:
            async with self._places:
                if self._refusal is not None:
                    raise self._refusal
                page = await self._page(url)
        except FetchError as error:
            if isinstance(error, StatusError) and error.status in _BUSY:
                self._refusal = error
            reason = f"{excerpt(url)} could not be fetched: {error}"
            return _ReadPage(_without_page(item, reason), is_final=_is_final(error))
        except (UnreadableItemError, UnreadableTextError) as error:
            return _ReadPage(_without_page(item, f"{excerpt(url)}: {error}"), is_final=True)
        return _ReadPage(replace(item, draft=_merged(item.draft, page.draft)), is_final=True)

    async def _page(self, url: str) -> ParsedItem:
        document = await self._fetcher.fetch(url, accept=_ACCEPT, bounds=_BOUNDS)
        defaults = replace(self._defaults, url=document.url, charset=document.charset)
        page = await self._in_thread(lambda: parse_page(document.body, defaults))
        if page.draft.withheld:
            raise UnreadableItemError("The page does not look like that of an article.")
        return page


def _is_final(error: FetchError) -> bool:
    """Whether asking again gives the same: the page is not there, or not for us."""
    if isinstance(error, StatusError):
        return 400 <= error.status < 500 and error.status not in _TRANSIENT
    return error.permanent


def _without_page(item: ParsedItem, reason: str) -> Result:
    """The item with the feed's own text; rejected if it has none."""
    if not item.draft.body_html.strip():
        reason = f"The feed has no text of it, and its page gave none: {reason}"
        return RejectedItem(item.position, reason, item.draft.headline)
    return replace(item, notes=(*item.notes, f"the feed's own text was taken: {reason}"), partial=True)


def _merged(feed: ArticleDraft, page: ArticleDraft) -> ArticleDraft:
    """The page's text under the feed's identity, headline and dates; the page gives what it lacks."""
    is_dated = feed.published_at or feed.updated_at
    return replace(
        feed,
        headline=feed.headline or page.headline,
        body_html=page.body_html,
        summary=feed.summary or page.summary,
        authors=feed.authors or page.authors,
        tags=feed.tags or page.tags,
        images=feed.images or page.images,
        published_at=feed.published_at if is_dated else page.published_at,
        updated_at=feed.updated_at if is_dated else page.updated_at,
        dates_without_zone=feed.dates_without_zone if is_dated else page.dates_without_zone,
        copyright_notice=feed.copyright_notice or page.copyright_notice,
    )
