"""API keys: 256 random bits that somebody holds. We keep only their hash, so a key is shown once."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from broadsheet_server.models.api_keys import ApiKey
from broadsheet_shared.vocabulary import Scope

_MARK = "bs_"
_PREFIX_LENGTH = len(_MARK) + 8


class UnknownKeyError(LookupError):
    """No key begins like this, or several do. The message says which, in a sentence."""


def create_key(session: Session, name: str, scopes: Sequence[Scope], *, now: datetime) -> tuple[ApiKey, str]:
    """Make a key that may do `scopes`. The plain key is returned here and can never be read again."""
    plain = _MARK + secrets.token_urlsafe(32)
    key = ApiKey(
        name=name,
        prefix=plain[:_PREFIX_LENGTH],
        key_hash=_hash(plain),
        scopes=sorted({scope.value for scope in scopes}),
        created_at=now,
    )
    session.add(key)
    session.flush()
    return key, plain


def find_key(session: Session, plain: str) -> ApiKey | None:
    """The key that somebody presents, unless it is unknown or revoked."""
    statement = select(ApiKey).where(col(ApiKey.key_hash) == _hash(plain), col(ApiKey.revoked_at).is_(None))
    return session.scalars(statement).one_or_none()


def list_keys(session: Session) -> list[ApiKey]:
    """All keys, revoked ones too, the oldest first."""
    return list(session.scalars(select(ApiKey).order_by(col(ApiKey.created_at), col(ApiKey.id))))


def revoke_key(session: Session, prefix: str, *, now: datetime) -> ApiKey:
    """Revoke the key that begins with `prefix`; one that is revoked already stays as it is.

    Raises UnknownKeyError.
    """
    matching = [
        key for key in list_keys(session) if prefix and key.prefix.startswith(prefix[:_PREFIX_LENGTH])
    ]
    if not matching:
        raise UnknownKeyError(f"No key begins with “{prefix}”.")
    if len(matching) > 1:
        raise UnknownKeyError(f"{len(matching)} keys begin with “{prefix}”; give more of it.")
    key = matching[0]
    key.revoked_at = key.revoked_at or now
    session.flush()
    return key


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
