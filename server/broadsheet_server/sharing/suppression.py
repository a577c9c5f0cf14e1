"""The suppression list: one-click unsubscribe (RFC 8058) ends all mail to an address, for ever."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from broadsheet_server.models.shares import Suppression
from broadsheet_server.sharing.address_hash import address_hasher
from broadsheet_server.storage.database import Database


def unsubscribe_url(base_url: str, token: str, language: str) -> str:
    """The link that ends all mail to an address. It names the mail's language, for the page behind it."""
    return f"{base_url}/mail/stop/{token}?language={language}"


def is_unsubscribe_token(database: Database, token: str) -> bool:
    """Whether the token is complete and signed by this store."""
    return _recipient_hash(database, token) is not None


def suppress(database: Database, token: str, *, now: datetime) -> bool:
    """Add the address behind an unsubscribe token to the suppression list; False for an invalid token.

    Idempotent. Call it for POST only: mail scanners follow every link with GET. The token is verified before
    the write lock is taken, so that invalid tokens cannot slow down writers.
    """
    recipient_hash = _recipient_hash(database, token)
    if recipient_hash is None:
        return False
    try:
        with database.write() as session:
            if session.get(Suppression, recipient_hash) is None:
                session.add(Suppression(recipient_hash=recipient_hash, reason="stop link", created_at=now))
    except IntegrityError:  # a concurrent request added it first: the same result
        pass
    return True


def _recipient_hash(database: Database, token: str) -> str | None:
    with database.read() as session:
        return address_hasher(session).read_unsubscribe_token(token)
