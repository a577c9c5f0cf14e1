"""Import files: parse every item, publish it, and report what became of it.

Items are committed in batches, and only what is committed is reported. A bad item is rejected alone. When
the store fails, the import stops and says what was kept; running it again continues it, because items that
are stored already are recognised.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlmodel import Session

from broadsheet_server.ingest.image_fetching import FetchResults, ImageFetching
from broadsheet_server.ingest.json_item import LEFT_OUT
from broadsheet_server.ingest.optional_parts import with_valid_options
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    join_positions,
)
from broadsheet_server.ingest.registry import parse_file
from broadsheet_server.ingest.source_files import SourceFile, find_source_files
from broadsheet_server.newsroom.article_content import ArticleContent, validated_content
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.kept_assumptions import in_zone
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import find_stored, publish
from broadsheet_server.newsroom.remote_images import RemoteImages
from broadsheet_server.newsroom.taxonomy import TaxonomyCache
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

BATCH_SIZE = 100
WRITE_SECONDS = 0.25
"""Longest time that a transaction holds the write lock, as long as no single item takes longer."""
PAUSE_SECONDS = 0.01
"""Time between transactions in which another writer gets the lock."""


class ImportOutcome(StrEnum):
    """What became of an item."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """An item and its outcome. `position` is where it stands in `file`.

    `reason` says why it was rejected or skipped. Of an item that was not, `notes` tell what an editor may
    want to know, `run_notes` what holds for many items alike, and `warnings` what needs a look.
    """

    outcome: ImportOutcome
    headline: str
    file: str
    position: str = ""
    reason: str | None = None
    notes: tuple[str, ...] = ()
    slug: str | None = None
    run_notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class ImportStoppedError(RuntimeError):
    """The store failed. The message says why, what was kept and how to continue."""


def import_paths(
    database: Database,
    settings: Settings,
    paths: Iterable[Path],
    *,
    source: str | None = None,
    time_zone: str | None = None,
) -> Iterator[ImportedItem]:
    """Import files and folders (`-` is standard input), yielding every item once it is committed.

    `source` is the name of the source that readers see, `time_zone` (IANA) that of its dates without one; by
    default the publication's. Raises ImportStoppedError.
    """
    try:
        with ImageFetching(database, settings) as images:
            run = _ImportRun(database, settings, source, time_zone, images)
            items = run.parse_files(find_source_files(paths))
            while batch := list(islice(items, BATCH_SIZE)):
                yield from run.write(run.prepare(batch))
    except (OperationalError, OSError) as error:
        raise ImportStoppedError(run.stopped_message(error)) from error


@dataclass(frozen=True, slots=True)
class _PreparedItem:
    """An item of a file. `content` is its draft, validated, where that does not take the store."""

    file: SourceFile
    result: ParsedItem | RejectedItem
    content: ArticleContent | None = None


class _ImportRun:
    """One import, from files to the store."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        source: str | None,
        time_zone: str | None,
        images: ImageFetching,
    ) -> None:
        self._database = database
        self._media = MediaFolder(settings.media)
        self._images = images
        zone = ZoneInfo(time_zone or settings.publication.time_zone)
        self._defaults = ImportDefaults(
            None, settings.publication.language, source, zone, time_zone_is_assumed=time_zone is None
        )
        self._taxonomy = TaxonomyCache()
        self._kept = 0

    def parse_files(
        self, files: Iterable[SourceFile]
    ) -> Iterator[tuple[SourceFile, ParsedItem | RejectedItem]]:
        """Parse the files item by item. A file that cannot be read is one rejected item."""
        for file in files:
            if file.skip_reason:
                yield file, RejectedItem("", file.skip_reason)
                continue
            file_name = file.name if file.folder else None
            defaults = replace(self._defaults, folder=file.folder, file_name=file_name)
            try:
                with file.open() as opened:
                    for result in parse_file(opened, defaults):
                        yield file, result
            except OSError as error:
                yield file, RejectedItem("", f"The file cannot be read: {error.strerror or error}.")

    def prepare(self, batch: list[tuple[SourceFile, ParsedItem | RejectedItem]]) -> list[_PreparedItem]:
        """Validate and sanitise items, and fetch their images, before the write lock is taken."""
        prepared = [self._prepare(file, result) for file, result in batch]
        contents = [item.content for item in prepared if item.content]
        addresses = [address for content in contents for address in content.remote_images]
        fetched = self._images.fetch(addresses)
        return [self._with_images(item, fetched) for item in prepared]

    def _with_images(self, item: _PreparedItem, fetched: FetchResults) -> _PreparedItem:
        """The item with those of its images that were fetched."""
        result, content = item.result, item.content
        if isinstance(result, RejectedItem) or content is None or not content.remote_images:
            return item
        if any(address in fetched.images for address in content.remote_images):
            content = self._content(result.draft, fetched.images)
        notes = (*content.notes, *fetched.notes(content.remote_images))
        return replace(item, content=replace(content, notes=notes))

    def _content(self, draft: ArticleDraft, images: RemoteImages) -> ArticleContent:
        return validated_content(draft, media=self._media, now=datetime.now(UTC), remote=images)

    def _prepare(self, file: SourceFile, result: ParsedItem | RejectedItem) -> _PreparedItem:
        if isinstance(result, RejectedItem):
            return _PreparedItem(file, result)
        draft, notes = with_valid_options(result.draft)
        result = replace(result, draft=_with_identity(draft), notes=(*result.notes, *notes))
        if result.partial or result.draft.withdrawn or result.draft.withheld:
            return _PreparedItem(file, result)
        try:
            content = self._content(result.draft, {})
        except RejectedDraftError as error:
            return _PreparedItem(file, _rejected_draft(result, error))
        return _PreparedItem(file, result, content)

    def write(self, batch: list[_PreparedItem]) -> Iterator[ImportedItem]:
        """Write a batch in one or more transactions, with pauses for other writers."""
        while batch:
            imported = self._write_some(batch)
            self._kept += len(imported)
            batch = batch[len(imported) :]
            yield from imported
            time.sleep(PAUSE_SECONDS)

    def stopped_message(self, error: Exception) -> str:
        """The message of an ImportStoppedError."""
        cause = _root_cause(error)
        return (
            f"The import has stopped: {cause}. {self._kept:,} items were dealt with and are kept. "
            f"{_remedy(cause)} and run the same command again; it goes on where it stopped."
        )

    def _write_some(self, batch: list[_PreparedItem]) -> list[ImportedItem]:
        try:
            return self._write_together(batch)
        except (IntegrityError, DataError):
            # One of the items is to blame, and it is unknown which: each gets its own transaction.
            self._taxonomy.clear()
            return [self._write_alone(item) for item in batch]

    def _write_together(self, batch: list[_PreparedItem]) -> list[ImportedItem]:
        """Write as many items in one transaction as WRITE_SECONDS allow."""
        imported: list[ImportedItem] = []
        with self._database.write() as session:
            inserts, now = InsertBatch(session, self._taxonomy), datetime.now(UTC)
            deadline = time.monotonic() + WRITE_SECONDS
            for item in batch:
                imported.append(self._write_item(session, inserts, item, now))
                if time.monotonic() > deadline:
                    break
            inserts.flush()
        return imported

    def _write_alone(self, item: _PreparedItem) -> ImportedItem:
        try:
            return self._write_together([item])[0]
        except (IntegrityError, DataError) as error:
            self._taxonomy.clear()
            result = item.result
            headline = result.draft.headline if isinstance(result, ParsedItem) else result.headline
            reason = f"The store refuses it: {error.orig}"
            return _rejected(item.file, RejectedItem(result.position, reason, headline))

    def _write_item(
        self, session: Session, inserts: InsertBatch, item: _PreparedItem, now: datetime
    ) -> ImportedItem:
        result = item.result
        if isinstance(result, RejectedItem):
            return _rejected(item.file, result)
        try:
            return self._publish(session, inserts, item, result, now)
        except RejectedDraftError as error:
            return _rejected(item.file, _rejected_draft(result, error))

    def _publish(
        self, session: Session, inserts: InsertBatch, item: _PreparedItem, parsed: ParsedItem, now: datetime
    ) -> ImportedItem:
        draft, content = parsed.draft, item.content
        notes = (*parsed.notes, *(content.notes if content else ()))
        headline = content.fields.headline if content else draft.headline
        unchanged = ImportedItem(
            ImportOutcome.UNCHANGED,
            *(headline, item.file.name, parsed.position),
            notes=notes,
        )
        is_part = parsed.partial and not (draft.withdrawn or draft.withheld)
        if is_part and (article := find_stored(session, inserts, draft, now)):
            note = "only a part of the article that is here"
            return replace(_with_notes(unchanged, note), slug=article.slug)
        published = publish(
            *(session, draft),
            content=content,
            media=self._media,
            now=now,
            batch=inserts,
        )
        outcome = ImportOutcome(published.outcome.value)
        imported = replace(
            unchanged,
            outcome=outcome,
            run_notes=() if outcome is ImportOutcome.UNCHANGED else parsed.run_notes,
            slug=published.slug,
            warnings=published.warnings,
        )
        new_sections = [f"new section: {path}" for path in self._taxonomy.pop_new_sections()]
        return _with_notes(imported, *published.notes, *new_sections)


def _with_identity(draft: ArticleDraft) -> ArticleDraft:
    """A draft without any identifier gets a digest of its text as one, so that importing is idempotent."""
    if draft.external_reference or draft.other_references or draft.replaces or not draft.headline:
        return draft
    if draft.canonical_url or draft.given_url or draft.slug:
        return draft
    text = "\0".join((draft.headline, _written_date(draft), draft.body_html))
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return replace(draft, other_references=(f"text:sha256:{digest}",))


def _written_date(draft: ArticleDraft) -> str:
    """The publishing date; one without a time zone as in UTC, so that no setting changes the identity."""
    dates, moment = draft.dates_without_zone, draft.published_at
    if moment and dates and "published_at" in dates.fields:
        moment = in_zone(moment, dates.zone, "UTC")
    return str(moment)


def _rejected_draft(parsed: ParsedItem, error: RejectedDraftError) -> RejectedItem:
    location = parsed.locations.get(error.field or "", "")
    left_out = [note for note in parsed.notes if note.startswith(LEFT_OUT)]
    reason = f"{error} {'; '.join(left_out).capitalize()}." if left_out else str(error)
    return RejectedItem(join_positions(parsed.position, location), reason, parsed.draft.headline)


def _rejected(file: SourceFile, rejected: RejectedItem) -> ImportedItem:
    is_skipped = rejected.is_skipped or file.skip_reason
    outcome = ImportOutcome.SKIPPED if is_skipped else ImportOutcome.REJECTED
    return ImportedItem(outcome, rejected.headline, file.name, rejected.position, rejected.reason)


def _with_notes(item: ImportedItem, *notes: str) -> ImportedItem:
    return replace(item, notes=(*item.notes, *notes)) if notes else item


def _root_cause(error: Exception) -> str:
    """The first error of a chain: later ones, such as a failed rollback, explain nothing."""
    first: BaseException = error
    while isinstance(first.__context__, OperationalError | OSError):
        first = first.__context__
    if isinstance(first, OperationalError):
        return str(first.orig or first).strip().rstrip(".").splitlines()[0]
    return str(first).rstrip(".")


def _remedy(cause: str) -> str:
    words = cause.lower()
    if "full" in words or "space" in words or "quota" in words:
        return "Make room on the disk"
    if "locked" in words:
        return "Wait until the other program has finished writing (or stop it)"
    return "Put that right"
