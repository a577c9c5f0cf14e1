"""`broadsheet key`: make, list, rotate and revoke API keys."""

import argparse
from datetime import timedelta

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data
from broadsheet_server.cli.time_spans import time_span
from broadsheet_shared.vocabulary import Scope


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser("create", help="make a key and print it, this once")
    _add_options_of_create(create)
    listing = actions.add_parser("list", help="show all keys")
    rotate = actions.add_parser("rotate", help="replace a key by a new one and print that, this once")
    rotate.add_argument(
        "--overlap",
        type=time_span,
        default="1d",
        metavar="TIME",
        help="how long the old one works as well, like 30m, 12h, 7d, or 0 (default: 1d)",
    )
    revoke = actions.add_parser("revoke", help="revoke a key, at once")
    for action in (rotate, revoke):
        action.add_argument("prefix", metavar="PREFIX", help="the beginning of the key")
    runs = (
        (create, later("key", "run_create")),
        (listing, later("key", "run_list")),
        (rotate, later("key", "run_rotate")),
        (revoke, later("key", "run_revoke")),
    )
    for action, run in runs:
        add_data(action)
        action.set_defaults(run=run)


def _add_options_of_create(create: argparse.ArgumentParser) -> None:
    create.add_argument(
        "--scope",
        action="append",
        required=True,
        choices=[scope.value for scope in Scope],
        help="what the key allows; may be given several times",
    )
    create.add_argument("--name", help="to know it by, in the list of keys (default: the day it was made)")
    create.add_argument(
        "--section",
        action="append",
        metavar="PATH",
        help="it may write only there and below, like world/asia; may be given several times",
    )
    create.add_argument(
        "--expires", type=_lifetime, metavar="TIME", help="it opens nothing any more after this, like 90d"
    )


def _lifetime(text: str) -> timedelta:
    """How long a key works. Raises argparse.ArgumentTypeError for no time at all."""
    lifetime = time_span(text)
    if not lifetime:
        raise argparse.ArgumentTypeError(f"{text} is over at once, and the key would open nothing")
    return lifetime
