"""What `broadsheet import` prints: a line an item, a progress bar on a terminal, and the totals."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from broadsheet_server.ingest.import_progress import ImportProgress
from broadsheet_server.ingest.imported_items import NEW_SECTION, ImportedItem
from broadsheet_server.newsroom.validation import excerpt, one_line
from broadsheet_shared.vocabulary import ImportOutcome

if TYPE_CHECKING:
    from tqdm import tqdm

NOTES_SHOWN = 20
NOTES_COUNTED = 10_000
"""Different notes that are known again; more are said with their items."""
KINDS_SHOWN = 5


class ImportReport:
    """Prints items as they come; call `finish` at the end. `bytes_total` is 0 where it is not known."""

    def __init__(self, progress: ImportProgress, bytes_total: int, *, quiet: bool) -> None:
        self._quiet = quiet
        self._progress = progress
        self._counts: Counter[ImportOutcome] = Counter()
        self._notes: Counter[str] = Counter()
        self._run_notes: Counter[str] = Counter()
        self._warnings = 0
        self._bar = _ProgressBar(bytes_total)

    def add(self, item: ImportedItem) -> None:
        """Count an item and print it."""
        self._counts[item.outcome] += 1
        self._warnings += len(item.warnings)
        if item.reason:
            self._print_apart(item.outcome, item, item.reason)
        elif not self._quiet:
            with self._bar.hidden():
                print(_line(item, [note for note in item.notes if note not in self._notes]))
        for warning in item.warnings:
            self._print_apart("warning", item, warning)
        if len(self._notes) < NOTES_COUNTED:
            self._notes.update(item.notes)
        self._run_notes.update(item.run_notes)
        self._bar.show(self._counts.total(), self._progress.bytes_read)

    def finish(self, *, is_interrupted: bool = False) -> None:
        """Print the totals."""
        self._bar.close()
        self._print_notes()
        total = self._counts.total()
        if is_interrupted:
            print(
                f"broadsheet: Stopped. {total:,} {_plural('item', total)} were dealt with. Run the same "
                "command again; it goes on where it stopped.",
                file=sys.stderr,
            )
        if not total and is_interrupted:
            return
        if not total:
            print("There was nothing to import: no file has a suffix of articles.", file=sys.stderr)
            return
        parts = [f"{self._counts[outcome]:,} {outcome}" for outcome in ImportOutcome if self._counts[outcome]]
        if self._warnings:
            parts.append(f"{self._warnings:,} {'warning' if self._warnings == 1 else 'warnings'}")
        print(f"{total:,} {_plural('item', total)}: {', '.join(parts)}.")

    def status(self) -> int:
        """The exit status of the command."""
        if self._counts.total() == self._counts[ImportOutcome.SKIPPED]:
            return 2
        return 1 if self._counts[ImportOutcome.REJECTED] else 0

    def _print_apart(self, word: str, item: ImportedItem, text: str) -> None:
        """Print what needs a look, with its place."""
        location = f"{item.file}: {item.position}" if item.position else item.file
        headline = f"“{excerpt(item.headline)}”: " if item.headline else ""
        with self._bar.hidden():
            print(f"{word:<9}  {one_line(location)}: {headline}{one_line(text)}", file=sys.stderr)

    def _print_notes(self) -> None:
        """Notes of the whole run, and of items those that were not said with each of them."""
        least = 1 if self._quiet else 2
        repeated = Counter({note: count for note, count in self._notes.items() if count >= least})
        notes = repeated + self._run_notes
        if sections := _pop_sections(notes):
            more = " …" if len(sections) > NOTES_SHOWN else ""
            print(f"note ({len(sections):,} new sections): {', '.join(sections[:NOTES_SHOWN])}{more}")
        for note, count in notes.most_common(NOTES_SHOWN):
            print(f"note ({count:,} {_plural('item', count)}): {one_line(note)}")
        if len(notes) > NOTES_SHOWN:
            rest = "; without --quiet all are shown" if self._quiet else ""
            print(f"… and {len(notes) - NOTES_SHOWN:,} other notes{rest}.")
        if passed_over := self._progress.passed_over:
            count = passed_over.total()
            print(
                f"note ({count:,} {_plural('file', count)}): no articles, passed over: {_kinds(passed_over)}"
            )


class _ProgressBar:
    """A bar below the lines where standard error is a terminal, as wide as that is; elsewhere nothing."""

    def __init__(self, bytes_total: int) -> None:
        self._bar = _new_bar(bytes_total) if sys.stderr.isatty() else None

    def show(self, items: int, bytes_read: float) -> None:
        """Show how far the run is."""
        if self._bar is None:
            return
        seconds = self._bar.format_dict["elapsed"]
        rate = f", {items / seconds:,.0f} a second" if seconds >= 1 else ""
        self._bar.set_description_str(f"{items:,} {_plural('item', items)}{rate}", refresh=False)
        self._bar.update(bytes_read - self._bar.n)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Take it away while a line is printed."""
        if self._bar is None:
            yield
        else:
            with self._bar.external_write_mode(file=sys.stderr):
                yield

    def close(self) -> None:
        """Take it away for good."""
        if self._bar is not None:
            self._bar.close()


def _new_bar(bytes_total: int) -> "tqdm[Any]":
    from tqdm import tqdm  # a tenth of the start of an import that nobody watches

    known = "{percentage:3.0f} % |{bar}| {desc}, {remaining} left"
    return tqdm(
        total=bytes_total or None,
        file=sys.stderr,
        dynamic_ncols=True,
        leave=False,
        desc="0 items",
        bar_format=known if bytes_total else "{desc}, {elapsed}",
    )


def _line(item: ImportedItem, new_notes: list[str]) -> str:
    """The item, with the notes that no item before it had."""
    notes = f"  ({'; '.join(map(one_line, new_notes))})" if new_notes else ""
    return f"{item.outcome:<9}  {excerpt(item.headline) or item.slug}{notes}"


def _pop_sections(notes: Counter[str]) -> list[str]:
    """Take the notes of new sections out, where there are several, and return the paths."""
    found = [note for note in notes if note.startswith(NEW_SECTION)]
    if len(found) < 2:
        return []
    for note in found:
        del notes[note]
    return [note.removeprefix(NEW_SECTION) for note in found]


def _kinds(suffixes: Counter[str]) -> str:
    """`9 .css, 1 without a suffix`."""
    named = [
        f"{count:,} {suffix or 'without a suffix'}" for suffix, count in suffixes.most_common(KINDS_SHOWN)
    ]
    others = suffixes.total() - sum(count for _, count in suffixes.most_common(KINDS_SHOWN))
    return one_line(", ".join([*named, f"{others:,} others"] if others else named))


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
