"""base64url without padding (RFC 4648, section 5): cursors, global ids and the tokens in links."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def encode(data: bytes) -> str:
    """The bytes as text that needs no escaping in URLs."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes that `encode` wrote as `text`.

    Raises ValueError for every other text, also for other spellings of the same bytes: padding, characters
    outside the alphabet, which the standard library skips, and trailing bits that are not zero (section 3.5).
    """
    data = urlsafe_b64decode(text.encode("ascii") + b"==")
    if encode(data) != text:
        raise ValueError("This is not base64url in its canonical spelling.")
    return data
