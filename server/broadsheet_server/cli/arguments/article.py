"""`broadsheet article`: find, withdraw, restore and delete articles, beside a running server."""

import argparse
from collections.abc import Sequence

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.arguments.whole_numbers import whole_number
from broadsheet_server.cli.store_options import add_data
from broadsheet_shared.vocabulary import Visibility, WithdrawalKind

SHOWN = 50
SHOWN_MAX = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="show articles, public or not, the newest first")
    _add_options_of_list(listing)
    showing = actions.add_parser("show", help="show one article with its revisions")
    withdrawing = actions.add_parser("withdraw", help="take one from the public until it is restored")
    restoring = actions.add_parser("restore", help="let the public see a withdrawn one again")
    deleting = actions.add_parser(
        "delete", help="delete one for good, as a court may order; only a note stays in its place"
    )
    for action in (showing, withdrawing, restoring, deleting):
        action.add_argument("article", metavar="ARTICLE", help="its id, slug, path, URL or reference")
    for action in (listing, showing):
        action.add_argument("--json", action="store_true", help="JSON, for programs")
    for action in (withdrawing, restoring, deleting):
        action.add_argument("--reason", metavar="TEXT", help="why, for the audit log; never public")
    _add_options_of_withdraw(withdrawing, WithdrawalKind, usual=WithdrawalKind.WITHDRAWN, default=None)
    legal = WithdrawalKind.LEGAL
    _add_options_of_withdraw(deleting, (legal, WithdrawalKind.GONE), usual=legal, default=legal)
    withdrawing.add_argument(
        "--redirect-to", metavar="URL", help="where a redirect leads: a path like /articles/… or an address"
    )
    deleting.add_argument("--yes", action="store_true", help="do not ask")
    runs = (
        *(
            (listing, later("article", "run_list")),
            (showing, later("article", "run_show")),
            (withdrawing, later("article", "run_withdraw")),
        ),
        *((restoring, later("article", "run_restore")), (deleting, later("article", "run_delete"))),
    )
    for action, run in runs:
        add_data(action)
        action.set_defaults(run=run)


def _add_options_of_list(listing: argparse.ArgumentParser) -> None:
    listing.add_argument("--section", metavar="PATH", help="in this section and below, like world/asia")
    listing.add_argument("--status", choices=[each.value for each in Visibility], help="of one status")
    listing.add_argument("--source", metavar="NAME", help="of one source")
    listing.add_argument("--headline", metavar="WORDS", help="with all these words in the headline")
    listing.add_argument(
        "--last", type=whole_number(1, SHOWN_MAX), default=SHOWN, metavar="N", help=f"how many ({SHOWN})"
    )
    listing.add_argument("--before", metavar="ARTICLE", help="only those that come after this one")


def _add_options_of_withdraw(
    action: argparse.ArgumentParser,
    kinds: Sequence[WithdrawalKind] | type[WithdrawalKind],
    *,
    usual: WithdrawalKind,
    default: WithdrawalKind | None,
) -> None:
    replaced = "" if default else "; named, it replaces that of one that is withdrawn already"
    action.add_argument(
        "--kind",
        choices=[each.value for each in kinds],
        default=default,
        help=f"what its page answers: 410, 301 of a redirect, 451 of legal (default: {usual}){replaced}",
    )
    kept = "" if default else "; without it they are told the same as before, and '' removes it"
    action.add_argument("--note", metavar="TEXT", help=f"what readers are told in its place{kept}")
