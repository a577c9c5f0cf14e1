"""The signature of what a hub pushes (WebSub, section 7.1), checked while the body arrives."""

import hmac
import re
from typing import Final

_METHODS: Final = ("sha1", "sha256", "sha384", "sha512")
_HEADER: Final = re.compile(r"\s*(\w{4,6})\s*=\s*([0-9A-Fa-f]{40,128})\s*", re.ASCII)


class PushSignature:
    """Compares a header `X-Hub-Signature` with the HMAC of the raw body. Without a secret all is genuine."""

    def __init__(self, header: str, secret: str | None) -> None:
        match = _HEADER.fullmatch(header[:200])
        self._has_secret = secret is not None
        self._expected = match[2].lower() if match else ""
        self._hmac: hmac.HMAC | None = None
        if secret is not None and match is not None and (method := match[1].lower()) in _METHODS:
            self._hmac = hmac.new(secret.encode(), digestmod=method)

    def update(self, piece: bytes) -> None:
        """Take the next piece of the body."""
        if self._hmac is not None:
            self._hmac.update(piece)

    def is_genuine(self) -> bool:
        """Whether the signature is that of the pieces, compared in constant time."""
        if self._hmac is None:
            return not self._has_secret
        return hmac.compare_digest(self._hmac.hexdigest(), self._expected)
