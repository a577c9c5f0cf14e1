"""`broadsheet migrate`: apply the missing migrations to the store."""

import argparse

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = (
        "Apply the migrations that are missing. SQLite is migrated by every command; PostgreSQL only by "
        "this one."
    )
    add_data(parser)
    parser.set_defaults(run=later("migrate", "run"))
