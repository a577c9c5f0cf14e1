"""`broadsheet section`: the tree of sections, which the settings, imports and editors make."""

import argparse

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="show all sections, and how many articles are in each")
    moving = actions.add_parser("move", help="move one with all below it; its old address leads there")
    removing = actions.add_parser("remove", help="remove one, and have its articles go to another one")
    for action in (moving, removing):
        action.add_argument("path", metavar="PATH", help="like world/asia")
    moving.add_argument("new_path", metavar="NEW_PATH", help="where it is from now on")
    removing.add_argument("--into", metavar="PATH", help="the section that its articles go to")
    for action, run in (
        (listing, later("section", "run_list")),
        (moving, later("section", "run_move")),
        (removing, later("section", "run_remove")),
    ):
        add_data(action)
        action.set_defaults(run=run)
