"""`broadsheet document`: register, list and remove GraphQL documents that clients name by their hash."""

import argparse
from pathlib import Path

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="register documents, all of them or none")
    add.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a folder of .graphql files, a manifest (.json) of relay-compiler, graphql-codegen or Apollo, "
        "or one document",
    )
    listing = actions.add_parser("list", help="show what is registered")
    remove = actions.add_parser("remove", help="remove documents, all of them or none")
    remove.add_argument("ids", nargs="+", metavar="ID", help="sha256:… as `list` shows it")
    for action, run in (
        (add, later("document", "run_add")),
        (listing, later("document", "run_list")),
        (remove, later("document", "run_remove")),
    ):
        add_data(action)
        action.set_defaults(run=run)
