"""`broadsheet import`: bring articles in from files, archives and the web."""

import argparse
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from broadsheet_server.cli.import_report import ImportReport
from broadsheet_server.cli.known_names import maybe_meant
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.ingest.import_paths import ImportOptions, import_paths
from broadsheet_server.ingest.import_progress import ImportProgress, bytes_in
from broadsheet_server.ingest.import_runs import recorded
from broadsheet_server.ingest.imported_items import ImportedItem, ImportStoppedError
from broadsheet_server.ingest.source_files import STANDARD_INPUT
from broadsheet_server.operations.open_store import (
    has_store,
    new_store_notice,
    open_store,
    store_to_compare_with,
)
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

COULD_NOT_RUN = 2
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""


def run(arguments: argparse.Namespace) -> int:
    """Import, and print the outcome of every item."""
    places: list[Path | str] = arguments.places
    if not any(isinstance(place, str) or place == STANDARD_INPUT or place.exists() for place in places):
        print(f"broadsheet: {_nothing_at(places)}", file=sys.stderr)
        return COULD_NOT_RUN
    settings = settings_of(arguments)
    with _store(settings, is_dry_run=arguments.dry_run) as database:
        status = _import(database, settings, arguments)
    if arguments.dry_run:
        print("Nothing was written: this was a dry run.")
    return status


def _nothing_at(places: list[Path | str]) -> str:
    """That nothing is at any of the paths, and what may be meant by the first."""
    first = Path(places[0])
    beside = sorted(path.name for path in first.parent.iterdir()) if first.parent.is_dir() else []
    named = ", no ".join(map(str, places))
    where = "" if first.is_absolute() else f" in {Path.cwd()}"
    return f"There is no {named}{where}{maybe_meant(first.name, beside)}."


@contextmanager
def _store(settings: Settings, *, is_dry_run: bool) -> Iterator[Database]:
    if is_dry_run:
        with store_to_compare_with(settings) as database:
            yield database
        return
    is_new = not has_store(settings)
    database = open_store(settings)
    if is_new:
        print(new_store_notice(settings), file=sys.stderr)
    try:
        yield database
    finally:
        database.dispose()


def _kept(
    database: Database, items: Iterator[ImportedItem], arguments: argparse.Namespace
) -> Iterator[ImportedItem]:
    """The items, while their run is kept; a dry run writes nothing."""
    if arguments.dry_run:
        return items
    return recorded(database, items, ", ".join(map(str, arguments.places)))


def _import(database: Database, settings: Settings, arguments: argparse.Namespace) -> int:
    progress = ImportProgress()
    report = ImportReport(progress, _bytes_total(arguments.places), quiet=arguments.quiet)
    items = import_paths(database, settings, arguments.places, _options(arguments), progress)
    try:
        with closing(items), _stopping_when_interrupted(progress.stop):
            for item in _kept(database, items, arguments):
                report.add(item)
    except ImportStoppedError as error:
        report.finish()
        print(f"broadsheet: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        progress.stop.set()
    if progress.stop.is_set():
        report.finish(is_interrupted=True)
        return INTERRUPTED
    report.finish()
    return report.status()


def _options(arguments: argparse.Namespace) -> ImportOptions:
    return ImportOptions(
        source=arguments.source,
        section_path=arguments.section,
        language=arguments.language,
        time_zone=arguments.time_zone,
        full_text=arguments.full_text,
        is_dry_run=arguments.dry_run,
    )


def _bytes_total(places: list[Path | str]) -> int:
    """How much there is to read; 0 where that is not known, or nobody watches."""
    paths = [place for place in places if isinstance(place, Path) and place != STANDARD_INPUT]
    return bytes_in(paths) if len(paths) == len(places) and sys.stderr.isatty() else 0


@contextmanager
def _stopping_when_interrupted(stop: threading.Event) -> Iterator[None]:
    """The first Ctrl-C lets the items come in that are being written; a second one ends at once."""

    def interrupted(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        print("\nStopping … Press Ctrl-C again to stop at once.", file=sys.stderr)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
