"""API keys: bearer tokens of 256 random bits. Only a hash is stored, so a key can be shown only once."""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, or_, select

from broadsheet_server.access.section_limit import limit_of, section_ids, unknown_sections
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_shared.vocabulary import Scope

TOKEN_PREFIX = "bs_"  # noqa: S105 (marks a token as ours, for secret scanners)
PREFIX_LENGTH: Final = len(TOKEN_PREFIX) + 8
NAME_MAX: Final = 100
OVERLAP_DEFAULT: Final = timedelta(days=1)
OVERLAP_MAX: Final = timedelta(days=30)
_EVERYWHERE: Final = frozenset({Scope.ADMIN, Scope.AUDIT})
"""Scopes that know no sections."""


class UnknownKeyError(LookupError):
    """No key or several keys begin with a prefix. The message is a sentence for the operator."""


class RevokedKeyError(ValueError):
    """The key is revoked, so that nothing else can be done with it. The message is a sentence."""


class InvalidKeyError(ValueError):
    """A key cannot be as it was asked for. `field` is that of the input; the message is a sentence."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def create_key(
    session: Session,
    name: str,
    scopes: Sequence[Scope],
    *,
    now: datetime,
    sections: Collection[str] | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Create a key with `scopes`; return its row and the token, which cannot be read again.

    `sections` are paths: it may write there and below, and everywhere where they are None. From `expires_at`
    on it opens nothing. Raises InvalidKeyError.
    """
    for error in _errors(session, name, scopes, sections, expires_at, now):
        raise error
    token = _new_token()
    key = ApiKey(
        name=name.strip(),
        prefix=token[:PREFIX_LENGTH],
        key_hash=token_hash(token),
        scopes=sorted({scope.value for scope in scopes}),
        section_ids=None if sections is None else section_ids(session, sections),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(key)
    session.flush()
    return key, token


def rotate_key(
    session: Session, key: ApiKey, *, now: datetime, overlap: timedelta = OVERLAP_DEFAULT
) -> tuple[ApiKey, str]:
    """Give a key a new token, and return it; the present one works for `overlap` as well.

    A token that an earlier rotation replaced ends now: a key has at most two. Raises InvalidKeyError and
    RevokedKeyError.
    """
    if not timedelta(0) <= overlap <= OVERLAP_MAX:
        sentence = f"The old key can go on for up to {OVERLAP_MAX.days} days; 0 ends it now."
        raise InvalidKeyError(sentence, "overlap_seconds")
    _check_is_usable(key)
    token = _new_token()
    is_kept = overlap > timedelta(0)
    key.previous_prefix = key.prefix if is_kept else None
    key.previous_hash = key.key_hash if is_kept else None
    key.previous_until = now + overlap if is_kept else None
    key.prefix, key.key_hash = token[:PREFIX_LENGTH], token_hash(token)
    session.add(key)
    session.flush()
    return key, token


def revoke_key(session: Session, key: ApiKey, *, now: datetime) -> ApiKey:
    """Revoke a key; one that is revoked already keeps its first `revoked_at`."""
    key.revoked_at = key.revoked_at or now
    session.add(key)
    session.flush()
    return key


def key_with_prefix(session: Session, prefix: str, *, to_change: bool = True) -> ApiKey:
    """The key that begins with `prefix`, or began with it before it was rotated.

    It is locked where it is `to_change`.
    Raises UnknownKeyError unless exactly one key does.
    """
    start = prefix.strip()[:PREFIX_LENGTH]
    if not start:
        raise UnknownKeyError("Say which key: give the beginning of it.")
    beginnings = (col(ApiKey.prefix), col(ApiKey.previous_prefix))
    found = or_(*(column.startswith(start, autoescape=True) for column in beginnings))
    statement = select(ApiKey).where(found)
    matching = session.exec(statement.with_for_update() if to_change else statement).all()
    if not matching:
        raise UnknownKeyError(f"No key begins with “{prefix}”.")
    if len(matching) > 1:
        raise UnknownKeyError(f"{len(matching)} keys begin with “{prefix}”; give more of it.")
    return matching[0]


def key_with_id(session: Session, key_id: UUID | None) -> ApiKey:
    """The key with this id, to be changed. Raises UnknownKeyError."""
    key = None if key_id is None else session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise UnknownKeyError("There is no API key with this id.")
    return key


def find_key(session: Session, token: str, *, now: datetime) -> ApiKey | None:
    """Return the key that a token opens; None if it opens none."""
    presented = token_hash(token)
    prefix = token[:PREFIX_LENGTH].encode("utf-8", "replace").decode()
    candidates = or_(ApiKey.prefix == prefix, ApiKey.previous_prefix == prefix)
    for key in session.exec(select(ApiKey).where(candidates)):
        is_current = hmac.compare_digest(key.key_hash, presented)
        if (is_current or _is_replaced(key, presented, now)) and is_open(key, now):
            return key
    return None


def list_keys(session: Session) -> list[ApiKey]:
    """Return all keys, revoked ones too, oldest first."""
    return list(session.exec(select(ApiKey).order_by(col(ApiKey.created_at), col(ApiKey.id))))


def section_paths(session: Session, key: ApiKey) -> list[str] | None:
    """Where a key may write, by the paths of the sections as of now; None: everywhere."""
    limit = limit_of(key.section_ids)
    return None if limit is None else limit.paths(session)


def is_open(key: ApiKey, now: datetime) -> bool:
    """Whether a key opens anything: it is neither revoked nor expired."""
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _new_token() -> str:
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def _is_replaced(key: ApiKey, presented: str, now: datetime) -> bool:
    is_in_time = key.previous_until is not None and key.previous_until > now
    return is_in_time and hmac.compare_digest(key.previous_hash or "", presented)


def _check_is_usable(key: ApiKey) -> None:
    if key.revoked_at is not None:
        raise RevokedKeyError(f"The key {key.prefix}… is revoked; make a new one.")


def _errors(
    session: Session,
    name: str,
    scopes: Sequence[Scope],
    sections: Collection[str] | None,
    expires_at: datetime | None,
    now: datetime,
) -> Iterator[InvalidKeyError]:
    if not 1 <= len(name.strip()) <= NAME_MAX or not name.isprintable():
        yield InvalidKeyError(f"A name is one line of 1 to {NAME_MAX} characters.", "name")
    if not scopes:
        yield InvalidKeyError("A key without a scope opens nothing: name one at least.", "scopes")
    if expires_at is not None and expires_at <= now:
        yield InvalidKeyError("This time is past: the key would open nothing.", "expires_at")
    if sections is not None:
        yield from _errors_of_sections(session, scopes, sections)


def _errors_of_sections(
    session: Session, scopes: Sequence[Scope], sections: Collection[str]
) -> Iterator[InvalidKeyError]:
    if not sections:
        yield InvalidKeyError("Name a section, or leave the list out for all of them.", "sections")
    for path in unknown_sections(session, sections):
        yield InvalidKeyError(f"There is no section “{path[:200]}”.", "sections")
    if both := sorted(_EVERYWHERE.intersection(scopes)):
        sentence = f"The scope {both[0]} knows no sections: make a key of its own for it."
        yield InvalidKeyError(sentence, "sections")
