"""Text in an index: PostgreSQL takes some 2,700 bytes an entry, so what is long is indexed by its digest."""

import hashlib

BYTES_MAX = 500


def indexed_text(text: str) -> str:
    """The text, or the digest of a long one; equal for equal texts only."""
    data = text.encode("utf-8", "replace")
    return text if len(data) <= BYTES_MAX else f"sha256:{hashlib.sha256(data).hexdigest()}"
