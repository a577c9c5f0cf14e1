"""`broadsheet mail`: look at the mail that waits or could not be sent, and release it."""

import argparse
from uuid import UUID

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data
from broadsheet_shared.addresses import InvalidAddressError, parse_address


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="show what waits and what is held")
    releasing = actions.add_parser("release", help="send held mail after all")
    releasing.add_argument(
        "ids", nargs="+", metavar="ID", type=_id, help="as `broadsheet mail list` shows it"
    )
    listing.add_argument("--waiting", action="store_true", help="list every message that waits, too")
    changes = (
        ("cancel", "never send mail that waits"),
        ("hold", "keep back mail that waits"),
        ("resume", "try a failing mail server again now, and let held mail go on"),
    )
    for name, sense in changes:
        change = actions.add_parser(name, help=sense)
        which = change.add_mutually_exclusive_group(required=name != "resume")
        which.add_argument("ids", nargs="*", default=[], metavar="ID", type=_id)
        which.add_argument("--all", action="store_true", help="all mail that waits now")
        add_data(change)
        change.set_defaults(run=later("mail", "run_change"), change=name)
    testing = actions.add_parser("test", help="send a test mail step by step, and say what to change")
    testing.add_argument("address", metavar="ADDRESS", type=_address, help="whom to send it")
    for action, run in (
        (listing, later("mail", "run_list")),
        (releasing, later("mail", "run_release")),
        (testing, later("mail", "run_test")),
    ):
        add_data(action)
        action.set_defaults(run=run)


def _address(text: str) -> str:
    try:
        return parse_address(text).mailbox
    except InvalidAddressError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not an id of `broadsheet mail list`") from None
