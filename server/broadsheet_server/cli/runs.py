"""`broadsheet runs`: what imports and polls have done in the last ninety days."""

import argparse
import asyncio
import sys
from uuid import UUID

from broadsheet_server.cli.store_options import add_data, settings_of
from broadsheet_server.cli.whole_numbers import whole_number
from broadsheet_server.ingest.run_reports import (
    ITEMS_MAX,
    RunItem,
    RunReport,
    read_run,
    read_run_items,
    read_runs,
)
from broadsheet_server.newsroom.validation import excerpt
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.storage.database import Database

RUNS_SHOWN = 20
RUNS_MAX = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    parser.add_argument(
        "id", nargs="?", type=_id, metavar="ID", help="one run, with every item not taken as it was"
    )
    parser.add_argument(
        "--last",
        type=whole_number(1, RUNS_MAX),
        default=RUNS_SHOWN,
        metavar="N",
        help=f"how many (default: {RUNS_SHOWN})",
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the newest runs, or one with its items."""
    database = open_store(settings_of(arguments))
    try:
        if arguments.id is None:
            return asyncio.run(_print_runs(database, arguments.last))
        return asyncio.run(_print_run(database, arguments.id))
    finally:
        database.dispose()


async def _print_runs(database: Database, last: int) -> int:
    try:
        page = await read_runs(database, last)
    finally:
        await database.close()
    for found in page.runs:
        print(_run_line(found))
    if not page.runs:
        print("There are no runs. `broadsheet import` and polled sources make them.")
    if page.has_more:
        print(f"… and older ones: broadsheet runs --last {2 * last}")
    return 0


async def _print_run(database: Database, run_id: UUID) -> int:
    try:
        found, items = await read_run(database, run_id), await read_run_items(database, run_id, ITEMS_MAX)
    finally:
        await database.close()
    if found is None:
        print(f"broadsheet: There is no run {run_id}: see `broadsheet runs`.", file=sys.stderr)
        return 1
    print(_run_line(found))
    for note in found.notes:
        print(f"    note: {note}")
    for item in items:
        print(_item_line(item))
    if not items:
        print("    Every item was taken as it was, or is here already.")
    if len(items) == ITEMS_MAX:
        print(f"    Of one run the first {ITEMS_MAX:,} such items are kept.")
    return 0


def _run_line(found: RunReport) -> str:
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in found.counts.items() if count)
    end = "" if found.finished_at else "; not finished"
    error = f"\n    {found.error}" if found.error else ""
    origin = excerpt(found.origin) + (" (pushed)" if found.is_pushed else "")
    return f"{found.id}  {found.started_at:%Y-%m-%d %H:%M}  {origin}: {told or 'no items'}{end}{error}"


def _item_line(item: RunItem) -> str:
    headline = f"“{item.excerpt}”: " if item.excerpt else ""
    return f"    {item.outcome:<9}  {item.place}: {headline}{item.reason}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not an id of `broadsheet runs`") from None
