"""`broadsheet mail`: look at the mail that waits or could not be sent, and release it."""

import argparse
import sys
from datetime import UTC, datetime
from uuid import UUID

from broadsheet_server.cli.store_options import add_data, settings_of
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.sharing.outbox.quarantine import HeldMail, held, release, waiting


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("mail", help="look at mail that could not be sent", description=__doc__)
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="show what waits and what is held")
    releasing = actions.add_parser("release", help="send held mail after all")
    releasing.add_argument(
        "ids", nargs="+", metavar="ID", type=_id, help="as `broadsheet mail list` shows it"
    )
    for action, run in ((listing, run_list), (releasing, run_release)):
        add_data(action)
        action.set_defaults(run=run)


def run_list(arguments: argparse.Namespace) -> int:
    """Show every held mail with the mail server's words, and how much waits."""
    database = open_store(settings_of(arguments))
    try:
        with database.read() as session:
            (count, since), mails = waiting(session), held(session)
    finally:
        database.dispose()
    for mail in mails:
        print(_line(mail))
    oldest = f", the oldest since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    print(f"{count} waiting{oldest}; {len(mails)} held.")
    return 0


def run_release(arguments: argparse.Namespace) -> int:
    """Put held mails back into the queue; say which are not held."""
    database = open_store(settings_of(arguments))
    unknown = []
    try:
        for each in arguments.ids:
            with database.write() as session:
                if not release(session, each, now=datetime.now(UTC)):
                    unknown.append(each)
    finally:
        database.dispose()
    for each in unknown:
        print(f"broadsheet: {each} is not held: see `broadsheet mail list`.", file=sys.stderr)
    print(f"Released: {len(arguments.ids) - len(unknown)}.")
    return 1 if unknown else 0


def _line(mail: HeldMail) -> str:
    ended = f"{mail.ended_at:%Y-%m-%d %H:%M}"
    return f"{mail.delivery_id}  {ended}  {mail.state:<9}  {mail.recipient}  {mail.answer}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not an id of `broadsheet mail list`") from None
