"""`broadsheet audit`: who did what, the newest first."""

import argparse

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.arguments.whole_numbers import whole_number
from broadsheet_server.cli.store_options import add_data

ENTRIES_SHOWN = 50
ENTRIES_MAX = 100_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    parser.add_argument(
        "--last",
        type=whole_number(1, ENTRIES_MAX),
        default=ENTRIES_SHOWN,
        metavar="N",
        help=f"how many (default: {ENTRIES_SHOWN})",
    )
    parser.add_argument("--key", metavar="PREFIX", help="of the key that begins so")
    parser.add_argument("--action", metavar="NAME", help="of one action, like publishArticle")
    parser.add_argument("--refused", action="store_true", help="only what was refused")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    add_data(parser)
    parser.set_defaults(run=later("audit", "run"))
