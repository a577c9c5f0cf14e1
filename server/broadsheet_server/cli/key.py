"""`broadsheet key`: make, list and revoke API keys."""

import argparse
import sys
from datetime import UTC, datetime

from broadsheet_server.access.api_keys import UnknownKeyError, create_key, list_keys, revoke_key
from broadsheet_server.cli.store_options import add_data, settings_of
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.sharing.outbox.hold import cancel_of_key
from broadsheet_shared.vocabulary import Scope


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser("create", help="make a key and print it, this once")
    create.add_argument(
        "--scope",
        action="append",
        required=True,
        choices=[scope.value for scope in Scope],
        help="what the key allows; may be given several times",
    )
    create.add_argument("--name", default="", help="to know it by, in the list of keys")
    listing = actions.add_parser("list", help="show all keys")
    revoke = actions.add_parser("revoke", help="revoke a key")
    revoke.add_argument("prefix", metavar="PREFIX", help="the beginning of the key")
    for action, run in ((create, run_create), (listing, run_list), (revoke, run_revoke)):
        add_data(action)
        action.set_defaults(run=run)


def run_create(arguments: argparse.Namespace) -> int:
    """Create a key; print the token alone on the last line, for scripts."""
    scopes = [Scope(scope) for scope in arguments.scope]
    database = open_store(settings_of(arguments))
    try:
        with database.write() as session:
            key, token = create_key(session, arguments.name, scopes, now=datetime.now(UTC))
    finally:
        database.dispose()
    print(f"This key allows: {', '.join(key.scopes)}. Keep it safe, it is not shown again.")
    print(f"Revoke it with: broadsheet key revoke {key.prefix}")
    print(token)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print every key by its prefix."""
    database = open_store(settings_of(arguments))
    try:
        with database.read() as session:
            keys = list_keys(session)
    finally:
        database.dispose()
    for key in keys:
        print(_line(key))
    if not keys:
        print("There are no keys. Make one with: broadsheet key create --scope share")
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """Revoke one key."""
    database = open_store(settings_of(arguments))
    try:
        with database.write() as session:
            now = datetime.now(UTC)
            key = revoke_key(session, arguments.prefix, now=now)
            cancelled = cancel_of_key(session, key.id, now=now)
    except UnknownKeyError as error:
        print(f"broadsheet: {error}", file=sys.stderr)
        return 1
    finally:
        database.dispose()
    print(f"Revoked: {_line(key)}")
    if cancelled:
        print(f"Mail of this key that waited and is cancelled: {cancelled}.")
    return 0


def _line(key: ApiKey) -> str:
    state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else f"since {key.created_at:%Y-%m-%d}"
    return f"{key.prefix}…  {', '.join(key.scopes):<14}  {state}  {key.name}".rstrip()
