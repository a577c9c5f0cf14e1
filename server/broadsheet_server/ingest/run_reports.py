"""What imports did, as it was kept: their counts, and the items that were not taken as they were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from broadsheet_server.models import metadata
from broadsheet_server.models.import_runs import ImportRun, ImportRunItem
from broadsheet_server.storage.database import Reader
from broadsheet_shared.vocabulary import ImportOutcome

ITEMS_MAX: Final = 1_000
"""Items of one run whose reasons are kept; the counts of the run are of all."""

_RUNS = select(*metadata.tables["import_run"].c)
_ITEMS = select(*metadata.tables["import_run_item"].c)


@dataclass(frozen=True, slots=True)
class RunReport:
    """What an import did. `counts` are of all items by their outcome, also of those without a reason here.

    `finished_at` is None while it runs, and for ever if the process was killed. `is_pushed` where a push of a
    hub caused the poll. It has a hash, because subscribers who ask the same share what is read of an event.
    """

    id: UUID
    origin: str
    is_pushed: bool
    started_at: datetime
    finished_at: datetime | None
    error: str | None
    notes: Sequence[str] = field(hash=False)
    counts: Mapping[ImportOutcome, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class RunItem:
    """An item that was not taken as it was."""

    number: int
    outcome: ImportOutcome
    place: str
    excerpt: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some runs, the newest first, and whether there are older ones."""

    runs: Sequence[RunReport]
    has_more: bool


async def read_runs(database: Reader, first: int, older_than: UUID | None = None) -> RunPage:
    """The newest runs, or those older than another one."""
    statement = _RUNS.order_by(col(ImportRun.id).desc()).limit(first + 1)
    if older_than is not None:
        statement = statement.where(col(ImportRun.id) < older_than)
    runs = list(map(_report, await database.fetch(statement)))
    return RunPage(runs[:first], len(runs) > first)


async def read_run(database: Reader, run_id: UUID) -> RunReport | None:
    """The run with this id."""
    rows = await database.fetch(_RUNS.where(col(ImportRun.id) == run_id))
    return _report(rows[0]) if rows else None


async def read_run_items(database: Reader, run_id: UUID, first: int, after: int = -1) -> list[RunItem]:
    """The items of a run that were not taken as they were, in the order of their numbers (from 0)."""
    statement = (
        _ITEMS.where(col(ImportRunItem.run_id) == run_id, col(ImportRunItem.number) > after)
        .order_by(col(ImportRunItem.number))
        .limit(first)
    )
    return [
        RunItem(row.number, ImportOutcome(row.outcome), row.place, row.excerpt, row.reason)
        for row in await database.fetch(statement)
    ]


def _report(row: Row[Any]) -> RunReport:
    counts = {outcome: getattr(row, outcome.value) for outcome in ImportOutcome}
    return RunReport(
        row.id,
        row.origin,
        row.is_pushed,
        row.started_at,
        row.finished_at,
        row.error,
        tuple(row.notes),
        counts,
    )
