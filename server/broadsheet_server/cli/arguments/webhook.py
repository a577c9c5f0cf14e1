"""`broadsheet webhook`: who is told of changes, and what became of each delivery. The API makes webhooks."""

import argparse

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.arguments.whole_numbers import whole_number
from broadsheet_server.cli.store_options import add_data

SHOWN = 20
SHOWN_MAX = 100_000
SEQUENCE_MAX = 10**18
_STEERED = {
    "pause": "tell it of nothing until it is resumed; nothing is lost",
    "resume": "go on where it was paused",
    "delete": "remove it with its log",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="show all webhooks")
    listing.set_defaults(run=later("webhook", "run_list"))
    log = actions.add_parser("log", help="show the newest deliveries of one")
    log.add_argument(
        "--last",
        type=whole_number(1, SHOWN_MAX),
        default=SHOWN,
        metavar="N",
        help=f"how many (default: {SHOWN})",
    )
    log.set_defaults(run=later("webhook", "run_log"))
    replay = actions.add_parser("replay", help="tell it again of what follows a sequence")
    replay.add_argument(
        "--after", type=whole_number(0, SEQUENCE_MAX), required=True, metavar="N", help="0 for everything"
    )
    steered = {name: actions.add_parser(name, help=text) for name, text in _STEERED.items()}
    for action in steered.values():
        action.set_defaults(after=0)
    for name, action in (steered | {"replay": replay}).items():
        action.set_defaults(run=later("webhook", "run_steer"), action=f"webhook {name}")
    for action in (log, replay, *steered.values()):
        action.add_argument(
            "id", metavar="ID", help="its id, as `broadsheet webhook list` and the API show it"
        )
    for action in (listing, log, replay, *steered.values()):
        add_data(action)
