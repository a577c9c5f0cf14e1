"""The writing core of an import: validates parsed items, publishes them in batches, and reports on each.

Items are committed in batches, and only what is committed is reported. A bad item is rejected alone. When
the store fails, the import stops and says what was kept; running it again continues it, because items that
are stored already are recognised.
"""

import hashlib
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlmodel import Session

from broadsheet_server.ingest.broadsheet_export import CheckedItem, ExportedItem
from broadsheet_server.ingest.image_fetching import FetchResults, ImageFetching
from broadsheet_server.ingest.json_item import LEFT_OUT
from broadsheet_server.ingest.optional_parts import with_valid_options
from broadsheet_server.ingest.parse_results import ParsedItem, RejectedItem, join_positions
from broadsheet_server.newsroom.article_content import ArticleContent, validated_content
from broadsheet_server.newsroom.copy_exported import copy_exported
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.kept_assumptions import in_zone
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import find_stored, look_up, publish
from broadsheet_server.newsroom.remote_images import RemoteImages
from broadsheet_server.newsroom.taxonomy import TaxonomyCache
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome

BATCH_SIZE = 100
LOOK_UP_SIZE = 25
"""Items whose stored articles are read together; where a transaction ends, some were read in vain."""
WRITE_SECONDS = 0.25
"""Longest time that a transaction holds the write lock, as long as no single item takes longer."""
PAUSE_SECONDS = 0.01
"""Time between transactions in which another writer gets the lock."""


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


@dataclass(frozen=True, slots=True)
class SourceItem:
    """What a parser made of one item of a file, or of a document that was fetched (`file` is its URL)."""

    file: str
    result: ParsedItem | RejectedItem


@dataclass(frozen=True, slots=True)
class _PreparedItem:
    """A parsed item. `content` is its draft, validated, where that does not take the store.

    `copied` is what is stored of an item of Broadsheet's own export.
    """

    file: str
    result: ParsedItem | RejectedItem
    content: ArticleContent | None = None
    copied: CheckedItem | None = None


class ImportRun:
    """One import into the store, from parsed items to their outcomes.

    A dry run does all of it in transactions that are rolled back: each is compared with what was there before
    the run.
    """

    def __init__(self, database: Database, settings: Settings, *, is_dry_run: bool = False) -> None:
        self._database = database
        self._settings = settings
        self._media = MediaFolder(settings.media)
        self._images: ImageFetching | None = None
        self._is_dry_run = is_dry_run
        self._taxonomy = TaxonomyCache()
        self._told_sections: set[str] = set()
        self._kept = 0

    def write(self, items: Iterable[SourceItem]) -> Iterator[ImportedItem]:
        """Publish items, yielding each once it is committed. Raises ImportStoppedError."""
        waiting = iter(items)
        try:
            with self._scratch_media() if self._is_dry_run else self._fetching():
                while batch := list(islice(waiting, BATCH_SIZE)):
                    yield from self._write_batch(self._prepare_batch(batch))
        except (OperationalError, OSError) as error:
            raise ImportStoppedError(self._stopped_message(error)) from error

    @contextmanager
    def _scratch_media(self) -> Iterator[None]:
        """A media folder for a dry run, which is removed afterwards."""
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
            self._media = MediaFolder(Path(folder))
            yield

    @contextmanager
    def _fetching(self) -> Iterator[None]:
        """Images on other servers are fetched meanwhile."""
        with ImageFetching(self._database, self._settings) as self._images:
            yield

    def _prepare_batch(self, batch: list[SourceItem]) -> list[_PreparedItem]:
        """Validate and sanitise items, and fetch their images, before the write lock is taken."""
        prepared = [self._prepare(item) for item in batch]
        if self._images is None:
            return prepared
        contents = [item.content for item in prepared if item.content]
        fetched = self._images.fetch(address for content in contents for address in content.remote_images)
        return [self._with_images(item, fetched) for item in prepared]

    def _with_images(self, item: _PreparedItem, fetched: FetchResults) -> _PreparedItem:
        """The item with those of its images that were fetched."""
        result, content = item.result, item.content
        if isinstance(result, RejectedItem) or content is None or not content.remote_images:
            return item
        remote = fetched.of(content.remote_images)
        return replace(item, content=self._content(result.draft, remote)) if remote else item

    def _content(self, draft: ArticleDraft, images: RemoteImages) -> ArticleContent:
        return validated_content(draft, media=self._media, now=datetime.now(UTC), remote=images)

    def _prepare(self, item: SourceItem) -> _PreparedItem:
        """Validate and sanitise an item."""
        file, result = item.file, item.result
        if isinstance(result, RejectedItem):
            return _PreparedItem(file, result)
        if isinstance(result, ExportedItem):
            return self._prepare_exported(file, result)
        draft, notes = with_valid_options(result.draft)
        result = replace(result, draft=_with_identity(draft), notes=(*result.notes, *notes))
        if result.partial or result.draft.withdrawn or result.draft.withheld:
            return _PreparedItem(file, result)
        try:
            content = self._content(result.draft, {})
        except RejectedDraftError as error:
            return _PreparedItem(file, _rejected_draft(result, error))
        return _PreparedItem(file, result, content)

    def _prepare_exported(self, file: str, result: ExportedItem) -> _PreparedItem:
        try:
            checked = result.checked(self._media, datetime.now(UTC))
        except RejectedDraftError as error:
            return _PreparedItem(file, _rejected_draft(result, error))
        return _PreparedItem(file, checked.item, copied=checked)

    def _write_batch(self, batch: list[_PreparedItem]) -> Iterator[ImportedItem]:
        """Write a batch in one or more transactions, with pauses for other writers."""
        while batch:
            imported = self._write_some(batch)
            self._kept += len(imported)
            batch = batch[len(imported) :]
            yield from imported
            time.sleep(PAUSE_SECONDS)

    def _stopped_message(self, error: Exception) -> str:
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
            for number, item in enumerate(batch):
                if number % LOOK_UP_SIZE == 0:
                    _look_up(inserts, batch[number : number + LOOK_UP_SIZE])
                imported.append(self._write_item(session, inserts, item, now))
                if time.monotonic() > deadline:
                    break
            inserts.flush()
            if self._is_dry_run:
                session.rollback()
                self._taxonomy.clear()
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
            if item.copied:
                return _copy(session, inserts, item.file, item.copied, now)
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
            *(headline, item.file, parsed.position),
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
            warnings=(*parsed.warnings, *published.warnings),
        )
        return _with_notes(imported, *published.notes, *self._new_sections())

    def _new_sections(self) -> list[str]:
        """Notes of the sections that were not there before, each once."""
        paths = [path for path in self._taxonomy.pop_new_sections() if path not in self._told_sections]
        self._told_sections.update(paths)
        return [f"new section: {path}" for path in paths]


def _look_up(inserts: InsertBatch, batch: Iterable[_PreparedItem]) -> None:
    """Read what is stored of the next items."""
    look_up(
        inserts, ((item.result.draft, item.content) for item in batch if isinstance(item.result, ParsedItem))
    )


def _copy(
    session: Session, inserts: InsertBatch, file: str, checked: CheckedItem, now: datetime
) -> ImportedItem:
    """Store a record of Broadsheet's own export."""
    item = checked.item
    copied = copy_exported(session, inserts, checked.record, now=now)
    outcome = ImportOutcome(copied.outcome.value)
    notes = (*item.notes, *copied.notes)
    return ImportedItem(outcome, item.draft.headline, file, item.position, notes=notes, slug=copied.slug)


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


def _rejected(file: str, rejected: RejectedItem) -> ImportedItem:
    outcome = ImportOutcome.SKIPPED if rejected.is_skipped else ImportOutcome.REJECTED
    return ImportedItem(outcome, rejected.headline, file, rejected.position, rejected.reason)


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
