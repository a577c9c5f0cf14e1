"""The import: every item of every file goes to the newsroom, and each is told what became of it.

Items are committed by the batch, and only what is committed is reported. A bad item loses only itself.
When the store itself fails, the import stops and says what was kept; the same import can simply be run
again, because what is there already is recognised.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlmodel import Session

from broadsheet_server.ingest import registry
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem, joined
from broadsheet_server.ingest.source_files import SourceFile, source_files
from broadsheet_server.newsroom import identity
from broadsheet_server.newsroom.article_content import ArticleContent, validated_content
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish
from broadsheet_server.newsroom.taxonomy import TaxonomyCache
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

BATCH = 100
WRITE_SECONDS = 0.25
PAUSE_SECONDS = 0.01
"""How long others may have to wait until they can write, and the time in which they get to it."""


class ImportOutcome(StrEnum):
    """What became of an item."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One item and what became of it. `position` is where it stands in `file`.

    `reason` says why it was rejected or skipped; `notes` what a careful editor would want to know although
    it was not.
    """

    outcome: ImportOutcome
    headline: str
    file: str
    position: str = ""
    reason: str | None = None
    notes: tuple[str, ...] = ()
    slug: str | None = None


class ImportStoppedError(RuntimeError):
    """The store failed on the way. The message says why, what was kept and how to go on."""


def import_paths(
    database: Database, settings: Settings, paths: Iterable[Path], *, source: str | None = None
) -> Iterator[ImportedItem]:
    """Import files and folders (`-` is standard input), yielding every item once it is committed.

    `source` is the name under which the articles are told to come. Raises ImportStoppedError.
    """
    run = _Run(database, settings, source)
    found = map(run.prepare, run.read_all(source_files(paths)))
    try:
        while batch := list(islice(found, BATCH)):
            yield from run.take(batch)
    except (OperationalError, OSError) as trouble:
        raise ImportStoppedError(run.stopped(trouble)) from trouble


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read in a document; `content` is there where it can be known without asking the store."""

    document: SourceFile
    reading: ParsedItem | RejectedItem
    content: ArticleContent | None = None


class _Run:
    """One import on its way."""

    def __init__(self, database: Database, settings: Settings, source: str | None) -> None:
        self._database = database
        self._media = MediaFolder(settings.media)
        self._language = settings.publication.language
        self._source = source
        self._catalogue = TaxonomyCache()
        self._kept = 0

    def read_all(
        self, documents: Iterable[SourceFile]
    ) -> Iterator[tuple[SourceFile, ParsedItem | RejectedItem]]:
        """Read what is in the documents, item by item."""
        for document in documents:
            surroundings = ImportDefaults(document.folder, self._language, self._source)
            if document.passed_over:
                yield document, RejectedItem("", document.passed_over)
                continue
            try:
                with document.open() as file:
                    for reading in registry.read(file, surroundings):
                        yield document, reading
            except OSError as trouble:
                yield document, RejectedItem("", f"The file cannot be read: {trouble.strerror or trouble}.")

    def prepare(self, found: tuple[SourceFile, ParsedItem | RejectedItem]) -> _Found:
        """Judge and clean an item while nobody has to wait for it: the store is not held meanwhile."""
        document, reading = found
        if isinstance(reading, RejectedItem):
            return _Found(document, reading)
        reading = replace(reading, draft=_recognisable(reading.draft))
        if reading.partial or reading.draft.withdrawn:
            return _Found(document, reading)
        try:
            content = validated_content(reading.draft, media=self._media, now=datetime.now(UTC))
        except RejectedDraftError as refusal:
            return _Found(document, _refused(reading, refusal))
        return _Found(document, reading, content)

    def take(self, batch: list[_Found]) -> Iterator[ImportedItem]:
        """Bring a batch into the store, letting others write in between."""
        while batch:
            items = self._written(batch)
            self._kept += len(items)
            batch = batch[len(items) :]
            yield from items
            time.sleep(PAUSE_SECONDS)

    def stopped(self, trouble: Exception) -> str:
        """What to tell when the store has failed."""
        cause = _cause(trouble)
        return (
            f"The import has stopped: {cause}. {self._kept:,} items were dealt with and are kept. "
            f"{_remedy(cause)} and run the same command again; it goes on where it stopped."
        )

    def _written(self, batch: list[_Found]) -> list[ImportedItem]:
        try:
            return self._together(batch)
        except (IntegrityError, DataError):
            # One item is to blame, and nobody knows which: each gets a transaction of its own.
            self._catalogue.clear()
            return [self._alone(found) for found in batch]

    def _together(self, batch: list[_Found]) -> list[ImportedItem]:
        """Write as many as there is time for in one transaction."""
        items: list[ImportedItem] = []
        with self._database.write() as session:
            ledger, now = InsertBatch(session, self._catalogue), datetime.now(UTC)
            ends = time.monotonic() + WRITE_SECONDS
            for found in batch:
                items.append(self._item(session, ledger, found, now))
                if time.monotonic() > ends:
                    break
            ledger.flush()
        return items

    def _alone(self, found: _Found) -> ImportedItem:
        try:
            return self._together([found])[0]
        except (IntegrityError, DataError) as trouble:
            self._catalogue.clear()
            reading = found.reading
            headline = reading.draft.headline if isinstance(reading, ParsedItem) else reading.headline
            refusal = RejectedItem(reading.position, f"The store refuses it: {trouble.orig}", headline)
            return _rejected(found.document, refusal)

    def _item(self, session: Session, ledger: InsertBatch, found: _Found, now: datetime) -> ImportedItem:
        reading = found.reading
        if isinstance(reading, RejectedItem):
            return _rejected(found.document, reading)
        try:
            return self._published(session, ledger, found, reading, now)
        except RejectedDraftError as refusal:
            return _rejected(found.document, _refused(reading, refusal))

    def _published(
        self, session: Session, ledger: InsertBatch, found: _Found, reading: ParsedItem, now: datetime
    ) -> ImportedItem:
        draft, content = reading.draft, found.content
        notes = (*reading.notes, *(content.notes if content else ()))
        item = ImportedItem(
            ImportOutcome.UNCHANGED, draft.headline, found.document.name, reading.position, notes=notes
        )
        if reading.partial and not draft.withdrawn:
            ledger.flush()
            if known := identity.find_article(session, draft):
                return replace(_noted(item, "only a part of the article that is here"), slug=known.slug)
        published = publish(
            *(session, draft),
            content=content,
            media=self._media,
            now=now,
            batch=ledger,
        )
        item = replace(item, outcome=ImportOutcome(published.outcome.value), slug=published.slug)
        remarks = [published.note] if published.note else []
        remarks += [f"new section: {path}" for path in self._catalogue.pop_new_sections()]
        return _noted(item, *remarks)


def _recognisable(draft: ArticleDraft) -> ArticleDraft:
    """An item that nothing identifies is recognised by its text, so that a second import adds nothing."""
    if draft.external_reference or draft.canonical_url or draft.slug or not draft.headline:
        return draft
    text = "\0".join((draft.headline, str(draft.published_at), draft.body_html))
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return replace(draft, external_reference=f"text:sha256:{digest}")


def _refused(reading: ParsedItem, refusal: RejectedDraftError) -> RejectedItem:
    place = reading.places.get(refusal.field or "", "")
    return RejectedItem(joined(reading.position, place), str(refusal), reading.draft.headline)


def _rejected(document: SourceFile, refusal: RejectedItem) -> ImportedItem:
    outcome = ImportOutcome.SKIPPED if document.passed_over else ImportOutcome.REJECTED
    return ImportedItem(outcome, refusal.headline, document.name, refusal.position, refusal.reason)


def _noted(item: ImportedItem, *notes: str) -> ImportedItem:
    return replace(item, notes=(*item.notes, *notes)) if notes else item


def _cause(trouble: Exception) -> str:
    """The first thing that went wrong: what follows it, such as a failed rollback, explains nothing."""
    first: BaseException = trouble
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
