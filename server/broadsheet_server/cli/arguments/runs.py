"""`broadsheet runs`: what imports and polls have done in the last ninety days."""

import argparse
from uuid import UUID

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data

RUNS_SHOWN = 20
RUNS_MAX = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    parser.add_argument(
        "id", nargs="?", type=_id, metavar="ID", help="one run, with every item not taken as it was"
    )
    parser.add_argument(
        "--last", type=_count, default=RUNS_SHOWN, metavar="N", help=f"how many (default: {RUNS_SHOWN})"
    )
    add_data(parser)
    parser.set_defaults(run=later("runs", "run"))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not an id of `broadsheet runs`") from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= RUNS_MAX):
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 to {RUNS_MAX:,}")
    return int(text)
