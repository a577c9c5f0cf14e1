"""Signatures of Standard Webhooks (standardwebhooks.com, specification 1.0.0, "Signature scheme").

What is signed is `id.timestamp.body` by HMAC-SHA-256. A secret is `whsec_` and base64 of 24 to 64 bytes.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


def new_secret() -> str:
    """A secret of 256 random bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def signature_headers(
    message_id: str, moment: datetime, body: bytes, signing: Iterable[str]
) -> dict[str, str]:
    """The three headers of a message. Each secret makes a signature; receivers accept any of them."""
    timestamp = str(int(moment.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in signing),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode("ascii")
