"""What a source would bring in, without storing anything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median
from urllib.parse import urljoin

from lxml import etree, html

from broadsheet_server.fetching.fetched_document import FetchedDocument
from broadsheet_server.fetching.fetcher import Fetcher
from broadsheet_server.ingest.hub_discovery import discover_hubs
from broadsheet_server.ingest.parse_results import ParsedItem, RejectedItem, join_positions
from broadsheet_server.ingest.poll_source import SourceReader
from broadsheet_server.ingest.sources import SourceRequest
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.newsroom.article_content import ArticleContent, validated_content, with_remote_images
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.remote_images import LocatedImage
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.settings import Settings

ITEMS_MAX = 10
"""Items whose pages are read, of a full-text source."""
SHORT_WORDS = 80
"""Texts that are shorter in the median are summaries, most likely."""
_FETCHED = LocatedImage("fetched.png", "image/png", 1, 1)
"""Stands for each image that a poll would fetch; a preview fetches none."""
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """What is at a URL: who publishes it, and its items, each as it would come in.

    `fault` is why nothing of it can be read; `feeds` are those that a page names instead. `moved_to` is where
    permanent redirects lead. `has_short_texts` where its items are summaries. `hub_urls` are the WebSub hubs
    that it names.
    """

    publisher: str | None
    items: Sequence[ParsedItem | RejectedItem]
    fault: str | None
    feeds: Sequence[str]
    moved_to: str | None
    has_short_texts: bool
    hub_urls: Sequence[str] = ()


async def preview_source(settings: Settings, request: SourceRequest) -> SourcePreview:
    """Fetch a source and read it. Raises FetchError."""
    now = datetime.now(UTC)
    source = _source(request, now)
    async with Fetcher(settings.fetching.allowed_networks) as fetcher:
        reader = SourceReader(fetcher, settings)
        document = await reader.fetch(source)
        read = await reader.read(source, document, {}, items_max=ITEMS_MAX if source.full_text else None)
    previewed = [_validated(item, settings, now) for item in read.items]
    items = [item for item, _ in previewed]
    words = [count for _, count in previewed if count is not None]
    fault = read.fault or _no_article(items)
    names = (item.draft.source_name for item in items if isinstance(item, ParsedItem))
    return SourcePreview(
        publisher=next(filter(None, names), None),
        items=items,
        fault=fault,
        feeds=_feeds(document) if fault else (),
        moved_to=document.moved_to,
        has_short_texts=bool(words) and median(words) < SHORT_WORDS,
        hub_urls=discover_hubs(document).hub_urls,
    )


def _source(request: SourceRequest, now: datetime) -> ImportSource:
    """The source as it would be stored."""
    return ImportSource(
        name=request.name,
        url=request.url,
        section_path=request.section_path,
        language=request.language,
        time_zone=request.time_zone,
        full_text=request.full_text,
        interval_s=0,
        added_at=now,
        next_poll_at=now,
    )


def _validated(
    item: ParsedItem | RejectedItem, settings: Settings, now: datetime
) -> tuple[ParsedItem | RejectedItem, int | None]:
    """The item as the store would take it, and the words of its text."""
    if isinstance(item, RejectedItem) or item.draft.withdrawn or item.draft.withheld:
        return item, None
    try:
        content = _content(item.draft, settings, now)
    except RejectedDraftError as error:
        place = join_positions(item.position, item.locations.get(error.field or "", ""))
        return RejectedItem(place, str(error), item.draft.headline), None
    return replace(item, notes=(*item.notes, *content.notes)), content.word_count


def _content(draft: ArticleDraft, settings: Settings, now: datetime) -> ArticleContent:
    """What is stored of a draft if all images come that are fetched with it."""
    media = MediaFolder(settings.media)
    content = validated_content(draft, media=media, now=now)
    if settings.fetching.images == "link":
        return content
    remote = dict.fromkeys(content.remote_images, _FETCHED)
    return with_remote_images(content, draft, media=media, now=now, remote=remote)


def _no_article(items: Sequence[ParsedItem | RejectedItem]) -> str | None:
    """Why a page that would be kept from the public is no source."""
    only = items[0] if len(items) == 1 else None
    is_held = isinstance(only, ParsedItem) and only.draft.withheld and not only.draft.external_reference
    return "It is no feed, and does not look like the page of an article." if is_held else None


def _feeds(document: FetchedDocument) -> list[str]:
    """The feeds that a page names (WHATWG HTML, `link rel=alternate`)."""
    try:
        tree = html.document_fromstring(document.body, parser=html.HTMLParser(huge_tree=False))
    except (etree.ParserError, ValueError):
        return []
    links = [link for link in tree.iter("link") if "alternate" in (link.get("rel") or "").lower().split()]
    addresses = [link.get("href") for link in links if link.get("type") in _FEED_TYPES]
    return [url for address in addresses if address and (url := _joined(document.url, address))]


def _joined(base: str, address: str) -> str | None:
    try:
        return urljoin(base, address)
    except ValueError:  # like `http://[`
        return None
