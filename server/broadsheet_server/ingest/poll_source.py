"""Poll one source: fetch its document if it has changed, read its items, and import them."""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from itertools import islice
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from broadsheet_server.fetching.errors import FetchError, StatusError
from broadsheet_server.fetching.fetched_document import FetchBounds, FetchedDocument, Validators
from broadsheet_server.fetching.fetcher import Fetcher
from broadsheet_server.ingest.feed_interval import feed_interval
from broadsheet_server.ingest.hub_discovery import discover_hubs
from broadsheet_server.ingest.image_retries import ImageRetries
from broadsheet_server.ingest.import_runs import recorded
from broadsheet_server.ingest.import_writer import ImportWriter
from broadsheet_server.ingest.imported_items import ImportedItem
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.ingest.poll_queue import ImageRetry, PollFailure, PollSuccess, read_items
from broadsheet_server.ingest.polled_full_texts import FullTexts, with_full_texts
from broadsheet_server.ingest.prepared_items import SourceItem
from broadsheet_server.ingest.registry import parse_file
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.newsroom.validation import one_line
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome

ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, text/html;q=0.8, */*;q=0.5"
)
_BOUNDS: Final = FetchBounds()
_REJECTIONS_LOGGED: Final = 20
_NEWS: Final = (ImportOutcome.CREATED, ImportOutcome.UPDATED, ImportOutcome.WITHDRAWN)

_log = logging.getLogger(__name__)

Value = TypeVar("Value")
Result = ParsedItem | RejectedItem


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document of a source, and its items as they would be imported."""

    document: FetchedDocument
    items: list[Result]
    texts: FullTexts | None = None

    @property
    def fault(self) -> str | None:
        """Why nothing of it can be read; None if it is a document with items, or an empty feed."""
        only = self.items[0] if len(self.items) == 1 else None
        return only.reason if isinstance(only, RejectedItem) and not only.position else None


class SourceReader:
    """Fetches and reads sources. Parsing is done in the threads of `executor`."""

    def __init__(self, fetcher: Fetcher, settings: Settings, executor: Executor | None = None) -> None:
        self._fetcher = fetcher
        self._settings = settings
        self._executor = executor

    async def in_thread(self, work: Callable[[], Value]) -> Value:
        """Run `work` in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    async def fetch(self, source: ImportSource) -> FetchedDocument:
        """The document of a source, unless it has not changed since the last poll. Raises FetchError."""
        validators = Validators(source.etag, source.last_modified)
        return await self._fetcher.fetch(source.url, validators=validators, accept=ACCEPT, bounds=_BOUNDS)

    async def read(
        self,
        source: ImportSource,
        document: FetchedDocument,
        known: dict[str, str],
        items_max: int | None = None,
    ) -> SourceDocument:
        """The first items of a document; with full texts, those that are not `known`."""
        defaults = self._defaults(source, document)
        items = await self.in_thread(
            lambda: list(islice(parse_file(BytesIO(document.body), defaults), items_max))
        )
        if not source.full_text:
            return SourceDocument(document, items)
        texts = await with_full_texts(self._fetcher, self.in_thread, items, known, defaults)
        return SourceDocument(document, texts.items, texts)

    def _defaults(self, source: ImportSource, document: FetchedDocument) -> ImportDefaults:
        publication = self._settings.publication
        return ImportDefaults(
            None,
            source.language or publication.language,
            source.name or None,
            ZoneInfo(source.time_zone or publication.time_zone),
            time_zone_is_assumed=source.time_zone is None,
            section_path=source.section_path,
            url=document.url,
            charset=document.charset,
            full_text=source.full_text,
        )


async def poll_source(
    database: Database, settings: Settings, reader: SourceReader, source: ImportSource, now: datetime
) -> PollSuccess | PollFailure:
    """Poll a source that was claimed, at `now`. Raises ImportStoppedError, and errors of the store."""
    try:
        document = await reader.fetch(source)
    except FetchError as error:
        return _failure(error)
    success = PollSuccess(
        document.validators.etag,
        document.validators.last_modified,
        moved_to=document.moved_to,
        wait=max(timedelta(seconds=document.max_age_s or 0.0), feed_interval(document.body)),
    )
    if not document.is_modified:
        return success
    success = replace(success, digest=hashlib.sha256(document.body).hexdigest())
    if success.digest == source.digest:
        return success
    return await _import_changed(database, settings, reader, source, document, success, now)


async def _import_changed(
    database: Database,
    settings: Settings,
    reader: SourceReader,
    source: ImportSource,
    document: FetchedDocument,
    success: PollSuccess,
    now: datetime,
) -> PollSuccess | PollFailure:
    """Import what a changed document has; `success` with what was found in it."""
    links = await reader.in_thread(lambda: discover_hubs(document))
    success = replace(success, hub_urls=links.hub_urls, topic_url=links.topic_url)
    digests, earlier = await reader.in_thread(lambda: _read_items(database, source))
    retries = ImageRetries(earlier, now)
    read = await reader.read(source, document, retries.not_due(digests))
    counts = await reader.in_thread(lambda: _import(database, settings, source, read, retries))
    if read.fault is not None:
        return PollFailure(read.fault)
    _log.info("source %s: %s", source.name, _totals(counts))
    success = replace(success, has_news=any(counts[outcome] for outcome in _NEWS))
    if read.texts is None:
        return success
    to_come = retries.to_come()
    return replace(
        success,
        pages=read.texts.pages,
        image_retries=to_come,
        is_incomplete=read.texts.is_incomplete or not to_come.keys().isdisjoint(read.texts.pages),
        wait=max(success.wait, read.texts.wait),
    )


def _failure(error: FetchError) -> PollFailure:
    if isinstance(error, StatusError):
        return PollFailure(str(error), timedelta(seconds=_bounded(error.retry_after_s)), error.permanent)
    return PollFailure(str(error))


def _bounded(seconds: float | None) -> float:
    return min(seconds or 0.0, timedelta(days=365).total_seconds())


def _read_items(database: Database, source: ImportSource) -> tuple[dict[str, str], dict[str, ImageRetry]]:
    if not source.full_text:
        return {}, {}
    with database.read() as session:
        return read_items(session, source.id)


def _import(
    database: Database,
    settings: Settings,
    source: ImportSource,
    read: SourceDocument,
    retries: ImageRetries,
) -> Counter[ImportOutcome]:
    """Import the items, log what was rejected, and count."""
    counts: Counter[ImportOutcome] = Counter()
    if not read.items:
        return counts
    for item in _imported(database, settings, source, read, retries):
        counts[item.outcome] += 1
        if item.outcome is ImportOutcome.REJECTED and counts[item.outcome] <= _REJECTIONS_LOGGED:
            _log.warning(
                "source %s: rejected %s: %s", source.name, item.position, one_line(item.reason or "")
            )
    return counts


def _imported(
    database: Database,
    settings: Settings,
    source: ImportSource,
    read: SourceDocument,
    retries: ImageRetries,
) -> Iterator[ImportedItem]:
    imported = ImportWriter(database, settings).write(SourceItem(source.name, item) for item in read.items)
    if read.texts is not None:
        imported = retries.noted(read.items, imported)
    return recorded(database, imported, source.name, source.id, is_pushed=source.push_at is not None)


def _totals(counts: Counter[ImportOutcome]) -> str:
    parts = [f"{counts[outcome]} {outcome}" for outcome in ImportOutcome if counts[outcome]]
    return ", ".join(parts) or "nothing new"
