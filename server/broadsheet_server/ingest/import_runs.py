"""Keeps what each import did, for ninety days."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from broadsheet_server.access.audit import COMMAND_LINE, Act, Actor, entry_of
from broadsheet_server.ingest.imported_items import ImportedItem, ImportStoppedError
from broadsheet_server.ingest.run_reports import ITEMS_MAX
from broadsheet_server.models.audit_entries import AuditEntry
from broadsheet_server.models.import_runs import ImportRun, ImportRunItem
from broadsheet_server.newsroom.validation import excerpt, one_line
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ActorKind, AuditOutcome, ImportOutcome

KEPT_FOR = timedelta(days=90)
_REASON_MAX = 2_000
_NOTES_MAX = 20
_WRITE_EVERY = 100
_CHANGES = frozenset({"created", "updated", "held", "withdrawn"})
"""Outcomes of items that change an article."""


def recorded(
    database: Database,
    items: Iterable[ImportedItem],
    origin: str,
    source_id: UUID | None = None,
    *,
    is_pushed: bool = False,
) -> Iterator[ImportedItem]:
    """Pass on the items of an import, and keep its run: `is_pushed` where a hub's push caused it. Runs older
    than `KEPT_FOR` are erased, and so is a poll (`source_id`) that found nothing new.

    Raises what `items` raise; an ImportStoppedError is the error of the run.
    """
    run = ImportRun(
        origin=one_line(origin), source_id=source_id, is_pushed=is_pushed, started_at=datetime.now(UTC)
    )
    record = _RunRecord(database, run)
    try:
        for item in items:
            record.add(item)
            yield item
    except ImportStoppedError as error:
        with suppress(DBAPIError, OSError):  # the store is what failed
            record.finish(str(error))
        raise
    record.finish(None)


class _RunRecord:
    """Writes a run while it goes on, so that one that was killed is seen as well."""

    def __init__(self, database: Database, run: ImportRun) -> None:
        self._database = database
        self._id = run.id
        self._origin = excerpt(run.origin)
        self._is_poll = run.source_id is not None
        self._counts: Counter[str] = Counter()
        self._notes: Counter[str] = Counter()
        self._numbers = count()
        self._pending: list[dict[str, object]] = []
        with database.write() as session:
            session.execute(delete(ImportRun).where(col(ImportRun.started_at) < run.started_at - KEPT_FOR))
            session.add(run)

    def add(self, item: ImportedItem) -> None:
        """Count an item, and keep why it was not taken as it was."""
        self._counts[item.outcome.value] += 1
        self._notes.update(item.run_notes)
        if reason := _reason(item):
            self._keep(item, reason)
        if self._counts.total() % _WRITE_EVERY == 0:
            self._write()

    def _keep(self, item: ImportedItem, reason: str) -> None:
        if (number := next(self._numbers)) >= ITEMS_MAX:
            return
        place = f"{item.file}: {item.position}" if item.position else item.file
        self._pending.append(
            {
                "run_id": self._id,
                "number": number,
                "outcome": item.outcome.value,
                "place": one_line(place),
                "excerpt": one_line(excerpt(item.headline)),
                "reason": one_line(reason)[:_REASON_MAX],
            }
        )

    def finish(self, error: str | None) -> None:
        """Write the rest, and that the run has ended; many feeds change with every poll without any news."""
        if self._is_poll and not error and self._is_without_news():
            with self._database.write() as session:
                session.execute(delete(ImportRun).where(col(ImportRun.id) == self._id))
            return
        notes = [
            f"{one_line(note)} ({times:,} {'item' if times == 1 else 'items'})"
            for note, times in self._notes.most_common(_NOTES_MAX)
        ]
        now = datetime.now(UTC)
        self._write(self._entry(now), finished_at=now, error=error and one_line(error), notes=notes)

    def _entry(self, now: datetime) -> AuditEntry | None:
        """What the audit log says of the run; nothing where no article has changed."""
        changes = {name: number for name, number in self._counts.items() if name in _CHANGES and number}
        if not changes:
            return None
        actor = Actor(ActorKind.SOURCE, self._origin) if self._is_poll else COMMAND_LINE
        counts = ", ".join(f"{number:,} {name}" for name, number in changes.items())
        act = Act("import", "ImportRun", str(self._id), f"{self._origin}: {counts}")
        return entry_of(actor, act, AuditOutcome.DONE, now)

    def _is_without_news(self) -> bool:
        """Whether all is here already, and nothing was told of any item."""
        return self._counts.keys() <= {ImportOutcome.UNCHANGED.value} and next(self._numbers) == 0

    def _write(self, entry: AuditEntry | None = None, **values: object) -> None:
        with self._database.write() as session:
            if entry is not None:
                session.add(entry)
            statement = update(ImportRun).where(col(ImportRun.id) == self._id)
            session.execute(statement.values(**self._counts, **values))
            if self._pending:
                session.execute(insert(ImportRunItem), self._pending)
        self._pending.clear()


def _reason(item: ImportedItem) -> str:
    """Why an item was not taken as it was; empty if it was, or if what is here already stays."""
    notes = () if item.outcome is ImportOutcome.UNCHANGED else item.notes
    return "; ".join(filter(None, (item.reason, *item.warnings, *notes)))
