"""What is kept of an address when the address is gone: keyed hashes, stop tokens and a masked form."""

import hashlib
import hmac
import json
import unicodedata
from dataclasses import astuple

from sqlalchemy import select
from sqlmodel import Session

from broadsheet_server.models.shares import ADDRESS_HASH_SECRET, secret_table
from broadsheet_server.sharing.requests import ShareRequest
from broadsheet_server.storage import base64url

_BYTES = 16
"""128 bits: enough that nobody guesses one, short enough for a link."""


class AddressHasher:
    """The keyed hashes of one store. Without the store's secret they cannot be made or tested."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of_address(self, mailbox: str) -> str:
        """The hash by which limits and suppressions know a mailbox: `Ada+news@` and `ada@` are the same."""
        local, _, domain = mailbox.rpartition("@")
        person = unicodedata.normalize("NFC", local).lower().partition("+")[0]
        return self._hash("address", f"{person}@{domain.lower()}".encode()).hex()

    def of_request(self, request: ShareRequest) -> str:
        """The hash by which a repeat is told from another request under the same key."""
        return self._hash("request", json.dumps(astuple(request), default=str).encode()).hex()

    def stop_token(self, recipient_hash: str) -> str:
        """The token of a friend's stop link. It holds no address, needs no row, and works for ever."""
        hashed = bytes.fromhex(recipient_hash)
        return base64url.encode(hashed + self._hash("stop", hashed))

    def read_stop_token(self, token: str) -> str | None:
        """The recipient's hash in a token that we made, else None."""
        try:
            data = base64url.decode(token)
        except ValueError:
            return None
        hashed, signature = data[:_BYTES], data[_BYTES:]
        return hashed.hex() if hmac.compare_digest(signature, self._hash("stop", hashed)) else None

    def _hash(self, purpose: str, data: bytes) -> bytes:
        return hmac.digest(self._secret, purpose.encode() + b"\0" + data, hashlib.sha256)[:_BYTES]


def address_hasher(session: Session) -> AddressHasher:
    """The fingerprints of the store, by the secret that was made with it."""
    statement = select(secret_table.c.value).where(secret_table.c.name == ADDRESS_HASH_SECRET)
    return AddressHasher(session.execute(statement).scalar_one())


def mask_address(address: str) -> str:
    """An address for the one who typed it, and for nobody else to use: `f…d@example.net`."""
    local, _, domain = address.rpartition("@")
    return f"{local[0]}…{local[-1] if len(local) > 2 else ''}@{domain}"
