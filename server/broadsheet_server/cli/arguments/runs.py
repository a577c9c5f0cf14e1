"""`broadsheet runs`: what imports and polls have done in the last ninety days."""

import argparse
from uuid import UUID

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.arguments.whole_numbers import whole_number
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
        "--last",
        type=whole_number(1, RUNS_MAX),
        default=RUNS_SHOWN,
        metavar="N",
        help=f"how many (default: {RUNS_SHOWN})",
    )
    add_data(parser)
    parser.set_defaults(run=later("runs", "run"))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not an id of `broadsheet runs`") from None
