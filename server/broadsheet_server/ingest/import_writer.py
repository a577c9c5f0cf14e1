"""The writing core of an import: validates parsed items, publishes them in batches, and reports on each.

Items are committed in batches, and only what is committed is reported. A bad item is rejected alone. When
the store fails, the import stops and says what was kept; running it again continues it, because items that
are stored already are recognised.
"""

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlmodel import Session

from broadsheet_server.ingest.broadsheet_export import CheckedItem
from broadsheet_server.ingest.image_fetching import ImageFetching
from broadsheet_server.ingest.imported_items import (
    NEW_SECTION,
    ImportedItem,
    rejected_item,
    stopped_error,
    with_notes,
)
from broadsheet_server.ingest.parse_results import ParsedItem, RejectedItem
from broadsheet_server.ingest.prepared_items import (
    ItemPreparation,
    PreparedItem,
    SourceItem,
    rejected_draft,
)
from broadsheet_server.newsroom.copy_exported import copy_exported
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import find_stored, look_up, publish
from broadsheet_server.newsroom.taxonomy import TaxonomyCache
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus, ImportOutcome

BATCH_SIZE = 100
LOOK_UP_SIZE = 25
"""Items whose stored articles are read together; where a transaction ends, some were read in vain."""
WRITE_SECONDS = 0.25
"""Longest time that a transaction holds the write lock, as long as no single item takes longer."""
PAUSE_SECONDS = 0.01
"""Time between transactions in which another writer gets the lock."""


class ImportWriter:
    """One import into the store, from parsed items to their outcomes.

    A dry run does all of it in transactions that are rolled back: each is compared with what was there before
    the run.
    """

    def __init__(self, database: Database, settings: Settings, *, is_dry_run: bool = False) -> None:
        self._database = database
        self._settings = settings
        self._media = MediaFolder(settings.media)
        self._is_dry_run = is_dry_run
        self._taxonomy = TaxonomyCache()
        self._told_sections = {section.path for section in settings.sections}  # a dry run makes none of them
        self._kept = 0

    def write(self, items: Iterable[SourceItem]) -> Iterator[ImportedItem]:
        """Publish items, yielding each once it is committed. Raises ImportStoppedError."""
        waiting = iter(items)
        try:
            with self._preparing() as preparation:
                while batch := list(islice(waiting, BATCH_SIZE)):
                    yield from self._write_batch(preparation.prepare(batch))
        except (OperationalError, OSError) as error:
            raise stopped_error(error, self._kept) from error

    @contextmanager
    def _preparing(self) -> Iterator[ItemPreparation]:
        """A dry run fetches no images, and copies files into a media folder that is removed afterwards."""
        with ExitStack() as resources:
            if self._is_dry_run:
                folder = resources.enter_context(tempfile.TemporaryDirectory(prefix="broadsheet-"))
                self._media = MediaFolder(Path(folder))
            images = ImageFetching(self._database, self._settings, is_dry_run=self._is_dry_run)
            yield ItemPreparation(self._media, resources.enter_context(images))

    def _write_batch(self, batch: list[PreparedItem]) -> Iterator[ImportedItem]:
        """Write a batch in one or more transactions, with pauses for other writers."""
        while batch:
            imported = self._write_some(batch)
            self._kept += len(imported)
            batch = batch[len(imported) :]
            yield from imported
            time.sleep(PAUSE_SECONDS)

    def _write_some(self, batch: list[PreparedItem]) -> list[ImportedItem]:
        try:
            return self._write_together(batch)
        except (IntegrityError, DataError):
            # One of the items is to blame, and it is unknown which: each gets its own transaction.
            self._taxonomy.clear()
            return [self._write_alone(item) for item in batch]

    def _write_together(self, batch: list[PreparedItem]) -> list[ImportedItem]:
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
            imported = _with_translation_notes(imported, inserts)
            if self._is_dry_run:
                session.rollback()
                self._taxonomy.clear()
        return imported

    def _write_alone(self, item: PreparedItem) -> ImportedItem:
        try:
            return self._write_together([item])[0]
        except (IntegrityError, DataError) as error:
            self._taxonomy.clear()
            result = item.result
            headline = result.draft.headline if isinstance(result, ParsedItem) else result.headline
            reason = f"The store refuses it: {error.orig}"
            return rejected_item(item.file, RejectedItem(result.position, reason, headline))

    def _write_item(
        self, session: Session, inserts: InsertBatch, item: PreparedItem, now: datetime
    ) -> ImportedItem:
        result = item.result
        if isinstance(result, RejectedItem):
            return self._hold(session, inserts, item.file, result, now) or rejected_item(item.file, result)
        try:
            if item.copied:
                return _copy(session, inserts, item.file, item.copied, now)
            return self._publish(session, inserts, item, result, now)
        except RejectedDraftError as error:
            return rejected_item(item.file, rejected_draft(result, error))

    def _hold(
        self, session: Session, inserts: InsertBatch, file: str, item: RejectedItem, now: datetime
    ) -> ImportedItem | None:
        """Hold the article of a skipped item; None where it is not here, or not public."""
        draft = item.withheld
        if draft is None:
            return None
        try:
            article = find_stored(session, inserts, draft, now)
            if article is None or article.status == ArticleStatus.WITHDRAWN:
                return None
            held = publish(session, draft, content=None, media=self._media, now=now, batch=inserts)
        except RejectedDraftError:
            return None  # what nothing identifies is not here
        return ImportedItem(
            *(ImportOutcome(held.outcome.value), item.headline or draft.headline, file, item.position),
            notes=(item.reason.rstrip("."), *held.notes),
            slug=held.slug,
            warnings=held.warnings,
        )

    def _publish(
        self, session: Session, inserts: InsertBatch, item: PreparedItem, parsed: ParsedItem, now: datetime
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
            return replace(with_notes(unchanged, note), slug=article.slug)
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
            lacks_images=item.lacks_images,
        )
        return with_notes(imported, *published.notes, *self._new_sections())

    def _new_sections(self) -> list[str]:
        """Notes of the sections that were not there before, each once."""
        paths = [path for path in self._taxonomy.pop_new_sections() if path not in self._told_sections]
        self._told_sections.update(paths)
        return [f"{NEW_SECTION}{path}" for path in paths]


def _look_up(inserts: InsertBatch, batch: Iterable[PreparedItem]) -> None:
    """Read what is stored of the next items."""
    drafts = [
        (item.result.draft, item.content)
        for item in batch
        if isinstance(item.result, ParsedItem) and not item.copied
    ]
    skipped = (item.result for item in batch if isinstance(item.result, RejectedItem))
    withheld = [(each.withheld, None) for each in skipped if each.withheld]
    look_up(inserts, [*drafts, *withheld])


def _copy(
    session: Session, inserts: InsertBatch, file: str, checked: CheckedItem, now: datetime
) -> ImportedItem:
    """Store a record of Broadsheet's own export."""
    item = checked.item
    copied = copy_exported(session, inserts, checked.record, now=now)
    outcome = ImportOutcome(copied.outcome.value)
    notes = (*item.notes, *copied.notes)
    return ImportedItem(outcome, item.draft.headline, file, item.position, notes=notes, slug=copied.slug)


def _with_translation_notes(imported: list[ImportedItem], inserts: InsertBatch) -> list[ImportedItem]:
    """The items, and of which translations they could not be linked with."""
    notes = inserts.translation_notes
    return [with_notes(each, notes[each.slug]) if each.slug in notes else each for each in imported]
