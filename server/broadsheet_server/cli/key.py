"""`broadsheet key`: make, list, rotate and revoke API keys."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from sqlmodel import Session

from broadsheet_server.access.api_keys import (
    InvalidKeyError,
    RevokedKeyError,
    UnknownKeyError,
    create_key,
    key_with_prefix,
    list_keys,
    revoke_key,
    rotate_key,
    section_paths,
)
from broadsheet_server.access.audit import Act, record_act
from broadsheet_server.cli.known_names import check_section
from broadsheet_server.cli.operator import operator
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.newsroom.arrange_sections import UnknownSectionError
from broadsheet_server.operations.open_store import open_existing_store
from broadsheet_server.sharing.outbox.hold import cancel_of_key
from broadsheet_shared.vocabulary import Scope

Value = TypeVar("Value")


class _NewToken(NamedTuple):
    """A key with its token, and where it may write."""

    key: ApiKey
    token: str
    sections: list[str] | None


def run_create(arguments: argparse.Namespace) -> int:
    """Create a key; the token alone goes to standard output: `KEY=$(broadsheet key create …)`."""
    now = datetime.now(UTC)

    def create(session: Session) -> _NewToken:
        for path in arguments.section or ():
            check_section(session, path)
        key, token = create_key(
            session,
            arguments.name if arguments.name is not None else f"made {now:%Y-%m-%d}",
            [Scope(scope) for scope in arguments.scope],
            now=now,
            sections=arguments.section,
            expires_at=None if arguments.expires is None else now + arguments.expires,
        )
        _record(session, "key create", key, now)
        return _NewToken(key, token, section_paths(session, key))

    made = _in_store(arguments, create)
    if made is None:
        return 1
    limits = f" in {', '.join(made.sections)}" if made.sections is not None else ""
    end = f", until {made.key.expires_at:%Y-%m-%d %H:%M} UTC" if made.key.expires_at else ""
    _say(f"This key allows: {', '.join(made.key.scopes)}{limits}{end}. Keep it safe, it is not shown again.")
    _say(f"Revoke it with: broadsheet key revoke {made.key.prefix}")
    print(made.token)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print every key by its prefix."""
    now = datetime.now(UTC)
    database = open_existing_store(settings_of(arguments))
    try:
        with database.read() as session:
            lines = [_line(key, section_paths(session, key), now) for key in list_keys(session)]
    finally:
        database.dispose()
    for line in lines:
        print(line)
    if not lines:
        print("There are no keys. Make one with: broadsheet key create --scope share")
    return 0


def run_rotate(arguments: argparse.Namespace) -> int:
    """Replace a key; the new token alone goes to standard output."""
    now = datetime.now(UTC)

    def rotate(session: Session) -> _NewToken:
        key = key_with_prefix(session, arguments.prefix)
        key, token = rotate_key(session, key, now=now, overlap=arguments.overlap)
        _record(session, "key rotate", key, now)
        return _NewToken(key, token, None)

    made = _in_store(arguments, rotate)
    if made is None:
        return 1
    until = made.key.previous_until
    old = f"works until {until:%Y-%m-%d %H:%M} UTC" if until else "opens nothing any more"
    _say(f"This is the new key; the old one {old}. Keep it safe, it is not shown again.")
    print(made.token)
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """Revoke one key."""
    now = datetime.now(UTC)

    def revoke(session: Session) -> tuple[str, int]:
        key = revoke_key(session, key_with_prefix(session, arguments.prefix), now=now)
        _record(session, "key revoke", key, now)
        return _line(key, section_paths(session, key), now), cancel_of_key(session, key.id, now=now)

    revoked = _in_store(arguments, revoke)
    if revoked is None:
        return 1
    line, cancelled = revoked
    print(f"Revoked: {line}")
    if cancelled:
        print(f"Mail of this key that waited and is cancelled: {cancelled}.")
    return 0


def _in_store(arguments: argparse.Namespace, work: Callable[[Session], Value]) -> Value | None:
    """What the work returns, in one transaction; None where it cannot be done, which is told."""
    database = open_existing_store(settings_of(arguments))
    try:
        with database.write() as session:
            return work(session)
    except (UnknownKeyError, InvalidKeyError, RevokedKeyError, UnknownSectionError) as error:
        _say(f"broadsheet: {error}")
        return None
    finally:
        database.dispose()


def _record(session: Session, action: str, key: ApiKey, now: datetime) -> None:
    detail = f"{key.prefix}… {key.name}: {', '.join(key.scopes)}"
    record_act(session, operator(), Act(action, "ApiKey", str(key.id), detail), now=now)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _line(key: ApiKey, sections: list[str] | None, now: datetime) -> str:
    scopes = ", ".join(key.scopes) + (f" in {', '.join(sections)}" if sections is not None else "")
    used = f"used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
    return f"{key.prefix}…  {scopes:<14}  {_state(key, now)}  {used}  {key.name}".rstrip()


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if key.expires_at and key.expires_at <= now:
        return f"expired {key.expires_at:%Y-%m-%d}"
    state = f"since {key.created_at:%Y-%m-%d}"
    if key.expires_at:
        state += f" until {key.expires_at:%Y-%m-%d}"
    if key.previous_until and key.previous_until > now:
        state += f" ({key.previous_prefix}… until {key.previous_until:%Y-%m-%d %H:%M})"
    return state
