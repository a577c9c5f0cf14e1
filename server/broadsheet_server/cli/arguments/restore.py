"""`broadsheet restore`: make a paper of a backup."""

import argparse
from pathlib import Path

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = (
        "Check a backup and make a paper of it, in a data folder that is empty or not there. A store of an "
        "older version is migrated; mail that waited is held."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what `broadsheet backup` wrote")
    add_data(parser)
    parser.set_defaults(run=later("restore", "run"))
