"""Ids as the world sees them: opaque, naming their type, and valid in one spelling only."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from uuid import UUID


def global_id(kind: str, key: UUID) -> str:
    """The opaque id of the object `key` of type `kind`: base64url of `Kind:hex`, without padding."""
    return urlsafe_b64encode(f"{kind}:{key.hex}".encode()).rstrip(b"=").decode()


def read_global_id(text: str) -> tuple[str, UUID] | None:
    """The type and key in an opaque id; None for everything that `global_id` would not have written."""
    try:
        kind, _, digits = urlsafe_b64decode(text.encode("ascii") + b"==").decode("ascii").partition(":")
        key = UUID(hex=digits)
    except (UnicodeError, NotBase64Error, ValueError):
        return None
    return (kind, key) if global_id(kind, key) == text else None


def uuid_of(kind: str, text: str) -> UUID | None:
    """The key of an object that has to be a `kind`; None for an id of anything else."""
    found = read_global_id(text)
    return found[1] if found is not None and found[0] == kind else None
