"""A friend says stop: the token of a mail's stop link ends all mail to its address, for ever."""

from datetime import datetime

from sqlalchemy import bindparam, text
from sqlmodel import Session

from broadsheet_server.sharing.fingerprints import fingerprints
from broadsheet_server.storage.types import UtcDateTime

_SUPPRESS = text(
    "INSERT INTO suppression (recipient_hash, reason, created_at) VALUES (:recipient_hash, :reason, :now) "
    "ON CONFLICT (recipient_hash) DO NOTHING"
).bindparams(bindparam("now", type_=UtcDateTime()))


def stop(session: Session, token: str, *, now: datetime) -> None:
    """Write the address behind `token` into the suppressions. A token that we never made changes nothing.

    Callers answer alike in both cases, and act on a POST only: mail scanners follow every link.
    """
    recipient_hash = fingerprints(session).read_stop_token(token)
    if recipient_hash is not None:
        session.execute(_SUPPRESS, {"recipient_hash": recipient_hash, "reason": "stop link", "now": now})
