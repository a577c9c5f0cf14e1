"""`broadsheet import`: bring articles in from files."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from broadsheet_server.cli.store_options import add_data, settings_of
from broadsheet_server.ingest.import_paths import (
    ImportedItem,
    ImportStoppedError,
    import_paths,
)
from broadsheet_server.ingest.import_runs import recorded
from broadsheet_server.ingest.source_files import STANDARD_INPUT, SUFFIXES
from broadsheet_server.newsroom.validation import excerpt, without_control_characters
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.settings.validation import time_zone
from broadsheet_shared.vocabulary import ImportOutcome

PROGRESS_EVERY = 100
NOTES_SHOWN = 20
NOTE_LENGTH = 400
"""A note has its reason before what it is about, which may be a long address."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "import",
        help="bring articles in from files",
        description="Bring articles in: ninjs (one object, an array, or JSON Lines) and plain text with "
        "front matter. What is here already and has not changed is left alone, so an import can be repeated.",
        epilog="Exit status: 0; 1 when something was rejected; 2 when the import could not run to its end.",
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a file, a folder, or - for standard input"
    )
    add_data(parser)
    parser.add_argument(
        "--time-zone",
        metavar="ZONE",
        type=_time_zone,
        help="time zone of the source's dates without one, like Europe/Berlin; otherwise the publication's",
    )
    parser.add_argument("--source", metavar="NAME", help="whom the articles come from, as readers see it")
    parser.add_argument(
        "--quiet", action="store_true", help="print only what was rejected or skipped, and the summary"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import, and print the outcome of every item."""
    if not any(path == STANDARD_INPUT or path.exists() for path in arguments.files):
        print(f"broadsheet: There is no {', no '.join(map(str, arguments.files))}.", file=sys.stderr)
        return 2
    settings = settings_of(arguments)
    database = open_store(settings)
    report = _ImportReport(arguments.quiet)
    try:
        items = import_paths(
            *(database, settings, arguments.files), source=arguments.source, time_zone=arguments.time_zone
        )
        for item in recorded(database, items, ", ".join(map(str, arguments.files))):
            report.add(item)
    except ImportStoppedError as error:
        report.finish()
        print(f"broadsheet: {error}", file=sys.stderr)
        return 2
    finally:
        database.dispose()
    report.finish()
    return report.status()


class _ImportReport:
    """The lines on the terminal: one an item, progress, and the totals."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._counts: Counter[ImportOutcome] = Counter()
        self._notes: Counter[str] = Counter()
        self._warnings = 0
        # Where every item has its line, those lines show the progress.
        self._shows_progress = sys.stderr.isatty() and (quiet or not sys.stdout.isatty())

    def add(self, item: ImportedItem) -> None:
        """Count an item and print it."""
        self._counts[item.outcome] += 1
        self._warnings += len(item.warnings)
        if item.reason:
            self._print_apart(item.outcome, item, item.reason)
        elif not self._quiet:
            print(_line(item))
        for warning in item.warnings:
            self._print_apart("warning", item, warning)
        self._notes.update(item.notes if self._quiet else ())
        self._notes.update(item.run_notes)
        if self._shows_progress and self._counts.total() % PROGRESS_EVERY == 0:
            print(f"\r{self._counts.total():,} items …", end="", file=sys.stderr, flush=True)

    def finish(self) -> None:
        """Print the totals."""
        self._clear_progress()
        self._print_notes()
        total = self._counts.total()
        if not total:
            print(f"There was nothing to import: no file ends in {', '.join(SUFFIXES)}.", file=sys.stderr)
            return
        parts = [f"{self._counts[outcome]:,} {outcome}" for outcome in ImportOutcome if self._counts[outcome]]
        if self._warnings:
            parts.append(f"{self._warnings:,} {'warning' if self._warnings == 1 else 'warnings'}")
        print(f"{total:,} {'item' if total == 1 else 'items'}: {', '.join(parts)}.")

    def status(self) -> int:
        """The exit status of the command."""
        if self._counts.total() == self._counts[ImportOutcome.SKIPPED]:
            return 2
        return 1 if self._counts[ImportOutcome.REJECTED] else 0

    def _print_apart(self, word: str, item: ImportedItem, text: str) -> None:
        """Print what needs a look, with its place."""
        self._clear_progress()
        location = f"{item.file}: {item.position}" if item.position else item.file
        headline = f"“{excerpt(item.headline)}”: " if item.headline else ""
        print(f"{word:<9}  {location}: {headline}{text}", file=sys.stderr)

    def _print_notes(self) -> None:
        """Notes of the whole run, and those of all items together where items themselves are not printed."""
        for note, count in self._notes.most_common(NOTES_SHOWN):
            print(f"note ({count:,} {'item' if count == 1 else 'items'}): {_one_line(note)}")
        if len(self._notes) > NOTES_SHOWN:
            print(f"… and {len(self._notes) - NOTES_SHOWN:,} other notes; without --quiet all are shown.")

    def _clear_progress(self) -> None:
        if self._shows_progress:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _line(item: ImportedItem) -> str:
    notes = f"  ({'; '.join(map(_one_line, item.notes))})" if item.notes else ""
    return f"{item.outcome:<9}  {excerpt(item.headline) or item.slug}{notes}"


def _one_line(note: str) -> str:
    """A note in full, because its reason is at its end. Its quotations are short already."""
    return " ".join(without_control_characters(note).split())


def _time_zone(name: str) -> str:
    """The argument of --time-zone."""
    try:
        return time_zone(name)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
