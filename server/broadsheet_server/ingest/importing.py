"""The import: every item of every file goes to the newsroom, and each is told what became of it.

Items are committed by the batch, and only what is committed is reported. A bad item loses only itself.
When the store itself fails, the import stops and says what was kept; the same import can simply be run
again, because what is there already is recognised.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlmodel import Session

from broadsheet_server.ingest import formats
from broadsheet_server.ingest.documents import Document, documents_in
from broadsheet_server.ingest.readings import Reading, Refusal, Surroundings, joined
from broadsheet_server.newsroom import identity
from broadsheet_server.newsroom.catalogue import Catalogue
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.ledger import Ledger
from broadsheet_server.newsroom.media import MediaFolder
from broadsheet_server.newsroom.publishing import RejectedDraftError, publish
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

BATCH = 100


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
    readings = run.read_all(documents_in(paths))
    while batch := list(islice(readings, BATCH)):
        yield from run.take(batch)


_Found = tuple[Document, Reading | Refusal]


class _Run:
    """One import on its way."""

    def __init__(self, database: Database, settings: Settings, source: str | None) -> None:
        self._database = database
        self._media = MediaFolder(settings.media)
        self._language = settings.publication.language
        self._source = source
        self._catalogue = Catalogue()
        self._kept = 0

    def read_all(self, documents: Iterable[Document]) -> Iterator[_Found]:
        """Read what is in the documents, item by item."""
        for document in documents:
            surroundings = Surroundings(document.folder, self._language, self._source)
            if document.passed_over:
                yield document, Refusal("", document.passed_over)
                continue
            try:
                with document.open() as file:
                    for reading in formats.read(file, surroundings):
                        yield document, reading
            except OSError as trouble:
                yield document, Refusal("", f"The file cannot be read: {trouble.strerror or trouble}.")

    def take(self, batch: list[_Found]) -> list[ImportedItem]:
        """Bring a batch into the store in one transaction."""
        try:
            try:
                items = self._together(batch)
            except (IntegrityError, DataError):
                # One item is to blame, and nobody knows which: each gets a transaction of its own.
                self._catalogue.forget()
                items = [item for found in batch for item in self._alone(found)]
        except (OperationalError, OSError) as trouble:
            raise ImportStoppedError(self._stopped(trouble)) from trouble
        self._kept += len(items)
        return items

    def _together(self, batch: list[_Found]) -> list[ImportedItem]:
        now = datetime.now(UTC)
        with self._database.write() as session:
            ledger = Ledger(session)
            items = [self._item(session, ledger, document, reading, now) for document, reading in batch]
            ledger.flush()
        return items

    def _alone(self, found: _Found) -> list[ImportedItem]:
        document, reading = found
        try:
            return self._together([found])
        except (IntegrityError, DataError) as refusal:
            self._catalogue.forget()
            headline = reading.draft.headline if isinstance(reading, Reading) else reading.headline
            return [_rejected(document, headline, reading.position, f"The store refuses it: {refusal.orig}")]

    def _item(
        self, session: Session, ledger: Ledger, document: Document, reading: Reading | Refusal, now: datetime
    ) -> ImportedItem:
        if isinstance(reading, Refusal):
            return _rejected(document, reading.headline, reading.position, reading.reason)
        try:
            return self._published(session, ledger, document, reading, now)
        except RejectedDraftError as refusal:
            place = reading.places.get(refusal.field or "", "")
            return _rejected(document, reading.draft.headline, joined(reading.position, place), str(refusal))

    def _published(
        self, session: Session, ledger: Ledger, document: Document, reading: Reading, now: datetime
    ) -> ImportedItem:
        draft = _recognisable(reading.draft)
        item = ImportedItem(
            ImportOutcome.UNCHANGED, draft.headline, document.name, reading.position, notes=reading.notes
        )
        if reading.partial and not draft.withdrawn:
            ledger.flush()
            if known := identity.find(session, draft):
                return _noted(item, "only a part of the article that is here", slug=known.slug)
        published = publish(
            session, draft, media=self._media, now=now, catalogue=self._catalogue, ledger=ledger
        )
        item = replace(item, outcome=ImportOutcome(published.outcome.value), slug=published.slug)
        return _noted(item, published.remark) if published.remark else item

    def _stopped(self, trouble: Exception) -> str:
        cause = _cause(trouble)
        return (
            f"The import has stopped: {cause}. {self._kept:,} items were dealt with and are kept. "
            f"{_remedy(cause)} and run the same command again; it goes on where it stopped."
        )


def _recognisable(draft: ArticleDraft) -> ArticleDraft:
    """An item that nothing identifies is recognised by its text, so that a second import adds nothing."""
    if draft.external_reference or draft.canonical_url or draft.slug or not draft.headline:
        return draft
    text = "\0".join((draft.headline, str(draft.published_at), draft.body_html))
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return replace(draft, external_reference=f"text:sha256:{digest}")


def _rejected(document: Document, headline: str, position: str, reason: str) -> ImportedItem:
    outcome = ImportOutcome.SKIPPED if document.passed_over else ImportOutcome.REJECTED
    return ImportedItem(outcome, headline, document.name, position, reason)


def _noted(item: ImportedItem, note: str, slug: str | None = None) -> ImportedItem:
    return replace(item, notes=(*item.notes, note), slug=slug or item.slug)


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
