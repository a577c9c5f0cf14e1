"""What became of the items of an import, and of an import that the store stopped."""

from dataclasses import dataclass, replace

from sqlalchemy.exc import OperationalError

from broadsheet_server.ingest.parse_results import RejectedItem
from broadsheet_shared.vocabulary import ImportOutcome

NEW_SECTION = "new section: "
"""How the note of an item begins that brought a section."""


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """An item and its outcome. `position` is where it stands in `file`.

    `reason` says why it was rejected or skipped. Of an item that was not, `notes` tell what an editor may
    want to know, `run_notes` what holds for many items alike, and `warnings` what needs a look.
    `lacks_images` where some of its images failed for the moment: another try may bring them.
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
    lacks_images: bool = False


def rejected_item(file: str, rejected: RejectedItem) -> ImportedItem:
    """The outcome of an item that becomes no article."""
    outcome = ImportOutcome.SKIPPED if rejected.is_skipped else ImportOutcome.REJECTED
    return ImportedItem(outcome, rejected.headline, file, rejected.position, rejected.reason)


def with_notes(item: ImportedItem, *notes: str) -> ImportedItem:
    """The item with further notes."""
    return replace(item, notes=(*item.notes, *notes)) if notes else item


class ImportStoppedError(RuntimeError):
    """The store failed. The message says why, what was kept and how to continue."""


def stopped_error(error: Exception, kept: int) -> ImportStoppedError:
    """The error for one of the store, after which `kept` items are kept."""
    cause = _root_cause(error)
    return ImportStoppedError(
        f"The import has stopped: {cause}. {kept:,} items were dealt with and are kept. "
        f"{_remedy(cause)} and run the same command again; it goes on where it stopped."
    )


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
