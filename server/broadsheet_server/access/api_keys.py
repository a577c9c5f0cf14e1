"""API keys: bearer tokens of 256 random bits. Only a hash is stored, so a key can be shown only once."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

import orjson
from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from broadsheet_server.access.caller import Caller
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.statement_text import StatementText, compile_statement
from broadsheet_shared.vocabulary import Scope

TOKEN_PREFIX = "bs_"  # noqa: S105 (marks a token as ours, for secret scanners)
_PREFIX_LENGTH = len(TOKEN_PREFIX) + 8

_CALLER_COLUMNS = (col(ApiKey.id), col(ApiKey.scopes), col(ApiKey.prefix), col(ApiKey.name))
_CALLER = select_columns(*_CALLER_COLUMNS).where(
    col(ApiKey.key_hash) == bindparam("key_hash"), col(ApiKey.revoked_at).is_(None)
)


class UnknownKeyError(LookupError):
    """No key or several keys begin with a prefix. The message is a sentence for the operator."""


def create_key(session: Session, name: str, scopes: Sequence[Scope], *, now: datetime) -> tuple[ApiKey, str]:
    """Create a key with `scopes`; return its row and the token, which cannot be read again."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        name=name,
        prefix=token[:_PREFIX_LENGTH],
        key_hash=_hash(token),
        scopes=sorted({scope.value for scope in scopes}),
        created_at=now,
    )
    session.add(key)
    session.flush()
    return key, token


def find_key(session: Session, token: str) -> ApiKey | None:
    """Return the key of a token; None if it is unknown or revoked."""
    statement = select(ApiKey).where(ApiKey.key_hash == _hash(token), col(ApiKey.revoked_at).is_(None))
    return session.exec(statement).one_or_none()


async def find_caller(database: Database, token: str) -> Caller | None:
    """Return the holder of a token; None if it is unknown or revoked. Every request with a key asks this."""
    try:
        rows = await database.fetch_rows(_caller(database.dialect_name), {"key_hash": _hash(token)})
    except ValueError:  # of the driver, for a damaged value: nobody can tell what that key allows
        return None
    return _read_caller(*rows[0]) if rows else None


@cache
def _caller(dialect_name: str) -> StatementText:
    return compile_statement(_CALLER, dialect_name)


def _read_caller(key_id: str, scopes: str | bytes | list[str], prefix: str, name: str) -> Caller | None:
    """The holder of a key, from the values of the driver; None where they are damaged."""
    try:
        names = scopes if isinstance(scopes, list) else orjson.loads(scopes)
        return Caller(UUID(key_id), frozenset(names), f"{prefix}… {name}".strip())
    except (ValueError, TypeError):
        return None


def list_keys(session: Session) -> list[ApiKey]:
    """Return all keys, revoked ones too, oldest first."""
    return list(session.exec(select(ApiKey).order_by(col(ApiKey.created_at), col(ApiKey.id))))


def revoke_key(session: Session, prefix: str, *, now: datetime) -> ApiKey:
    """Revoke the key that begins with `prefix`; a revoked key keeps its first `revoked_at`.

    Raises UnknownKeyError unless exactly one key begins with it.
    """
    start = prefix[:_PREFIX_LENGTH]
    matching = [key for key in list_keys(session) if start and key.prefix.startswith(start)]
    if not matching:
        raise UnknownKeyError(f"No key begins with “{prefix}”.")
    if len(matching) > 1:
        raise UnknownKeyError(f"{len(matching)} keys begin with “{prefix}”; give more of it.")
    key = matching[0]
    key.revoked_at = key.revoked_at or now
    session.add(key)
    session.flush()
    return key


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
