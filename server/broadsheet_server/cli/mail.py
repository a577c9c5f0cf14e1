"""`broadsheet mail`: look at the mail that waits or could not be sent, and release it."""

import argparse
import sys
from datetime import UTC, datetime
from uuid import UUID

from broadsheet_server.cli.store_options import add_data, settings_of
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.sharing.outbox.quarantine import (
    QuarantinedDelivery,
    count_waiting,
    quarantined_deliveries,
    release,
)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
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
    """Print every quarantined message with the relay's last reply, and how many messages wait."""
    database = open_store(settings_of(arguments))
    try:
        with database.read() as session:
            (count, since), deliveries = count_waiting(session), quarantined_deliveries(session)
    finally:
        database.dispose()
    for delivery in deliveries:
        print(_line(delivery))
    oldest = f", the oldest since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    print(f"{count} waiting{oldest}; {len(deliveries)} held.")
    return 0


def run_release(arguments: argparse.Namespace) -> int:
    """Queue quarantined messages again; name the ids that are not quarantined."""
    database = open_store(settings_of(arguments))
    unknown = []
    try:
        for delivery_id in arguments.ids:
            with database.write() as session:
                if not release(session, delivery_id, now=datetime.now(UTC)):
                    unknown.append(delivery_id)
    finally:
        database.dispose()
    for delivery_id in unknown:
        print(f"broadsheet: {delivery_id} is not held: see `broadsheet mail list`.", file=sys.stderr)
    print(f"Released: {len(arguments.ids) - len(unknown)}.")
    return 1 if unknown else 0


def _line(delivery: QuarantinedDelivery) -> str:
    ended = f"{delivery.ended_at:%Y-%m-%d %H:%M}"
    return f"{delivery.delivery_id}  {ended}  {delivery.state:<9}  {delivery.recipient}  {delivery.answer}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not an id of `broadsheet mail list`") from None
