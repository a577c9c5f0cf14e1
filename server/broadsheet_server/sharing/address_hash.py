"""What is stored of an address after its delivery: a keyed hash (HMAC-SHA-256) and a masked form.

The same key signs unsubscribe links.
"""

import hashlib
import hmac
import json
import unicodedata

from sqlalchemy import select
from sqlmodel import Session, col

from broadsheet_server.models.shares import ADDRESS_HASH_SECRET, Secret
from broadsheet_server.storage import base64url

_HASH_BYTES = 16
"""128 bits: nobody guesses one, and two of them fit in a link."""

_SECRET = select(col(Secret.value)).where(col(Secret.name) == ADDRESS_HASH_SECRET)


class AddressHasher:
    """The keyed hashes of one store. Each purpose has hashes of its own (domain separation)."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def hash_address(self, mailbox: str) -> str:
        """Return the hash of a mailbox in hex. `Ada+news@…` and `ada@…` are the same person."""
        local, _, domain = mailbox.rpartition("@")
        person = unicodedata.normalize("NFC", local).lower().partition("+")[0]
        return self._hash("address", f"{person}@{domain.lower()}".encode()).hex()

    def hash_request(self, fields: tuple[object, ...]) -> str:
        """Return the hash of a request's fields in hex, to tell a repeat from another request."""
        return self._hash("request", json.dumps(fields, default=str).encode()).hex()

    def unsubscribe_token(self, recipient_hash: str) -> str:
        """Return the signed token of an unsubscribe link. It holds no address and never expires."""
        hashed = bytes.fromhex(recipient_hash)
        return base64url.encode(hashed + self._signature(hashed))

    def read_unsubscribe_token(self, token: str) -> str | None:
        """Return the recipient's hash of a token with a valid signature, else None."""
        try:
            data = base64url.decode(token)
        except ValueError:
            return None
        hashed, signature = data[:_HASH_BYTES], data[_HASH_BYTES:]
        return hashed.hex() if hmac.compare_digest(signature, self._signature(hashed)) else None

    def _signature(self, hashed: bytes) -> bytes:
        return self._hash("stop", hashed)  # "stop" is in links already sent: it cannot be renamed

    def _hash(self, purpose: str, data: bytes) -> bytes:
        return hmac.digest(self._secret, purpose.encode() + b"\0" + data, hashlib.sha256)[:_HASH_BYTES]


def address_hasher(session: Session) -> AddressHasher:
    """Return the hasher with the secret of the store."""
    return AddressHasher(session.connection().execute(_SECRET).scalar_one())


def mask_address(address: str) -> str:
    """Return an address that its sharer recognises and nobody can use: `f…d@example.net`."""
    local, _, domain = address.rpartition("@")
    return f"{local[0]}…{local[-1] if len(local) > 2 else ''}@{domain}"
