"""`broadsheet reindex`: rebuild the search index from the store, and the related lists with it."""

import argparse

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = (
        "Build the search index anew from the store, and the related lists with it. What is there serves "
        "until the new is complete. A running server does the work itself."
    )
    add_data(parser)
    parser.add_argument("--search-only", action="store_true", help="leave the related lists as they are")
    parser.set_defaults(run=later("reindex", "run"))
