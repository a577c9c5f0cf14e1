"""A friend says stop: the token of a mail's stop link ends all mail to its address, for ever."""

from datetime import datetime

from sqlalchemy import bindparam, text

from broadsheet_server.sharing.address_hash import address_hasher
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.database import Database

_SUPPRESS = text(
    "INSERT INTO suppression (recipient_hash, reason, created_at) VALUES (:recipient_hash, :reason, :now) "
    "ON CONFLICT (recipient_hash) DO NOTHING"
).bindparams(bindparam("now", type_=UtcDateTime()))


def is_unsubscribe_token(database: Database, token: str) -> bool:
    """Whether we made the token, and it came whole."""
    return _recipient_hash(database, token) is not None


def suppress(database: Database, token: str, *, now: datetime) -> bool:
    """Write the address behind `token` into the suppressions; False where we never made such a token.

    Callers act on a POST only: mail scanners follow every link. Nobody who made a token up waits for, or
    holds, the lock of the writers.
    """
    recipient_hash = _recipient_hash(database, token)
    if recipient_hash is None:
        return False
    with database.write() as session:
        session.execute(_SUPPRESS, {"recipient_hash": recipient_hash, "reason": "stop link", "now": now})
    return True


def _recipient_hash(database: Database, token: str) -> str | None:
    with database.read() as session:
        return address_hasher(session).read_stop_token(token)
