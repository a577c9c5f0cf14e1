"""What a hub signs is told from what somebody else sends."""

import hashlib
import hmac

import pytest

from broadsheet_server.ingest.push_signature import PushSignature

SECRET = "s3cret"
BODY = b"<feed>\xff</feed>"


def signed(method: str, secret: str = SECRET, body: bytes = BODY) -> str:
    """The header of a hub that knows this secret."""
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


def is_genuine(header: str, secret: str | None = SECRET) -> bool:
    """Whether the body, in two pieces, is what the header says."""
    signature = PushSignature(header, secret)
    signature.update(BODY[:3])
    signature.update(BODY[3:])
    return signature.is_genuine()


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_method_of_the_recommendation_is_known(method: str) -> None:
    assert is_genuine(signed(method))
    assert is_genuine(signed(method).upper())
    assert not is_genuine(signed(method, "guess"))
    assert not is_genuine(signed(method, body=BODY + b" "))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sha256=",
        "sha256",
        f"md5={hashlib.md5(BODY).hexdigest()}",
        f"sha256={signed('sha1').partition('=')[2]}",
        signed("sha256")[:-1],
        signed("sha256") + "00",
        f"sha256={'é' * 64}",
        f"sha256={'0' * 100_000}",
    ],
    ids=["none", "empty", "no value", "MD5", "another method", "cut", "longer", "no hex", "very long"],
)
def test_a_header_that_is_no_signature_proves_nothing(header: str) -> None:
    assert not is_genuine(header)


def test_where_there_is_no_secret_nothing_can_be_proved() -> None:
    assert is_genuine("", None)
    assert is_genuine(signed("sha256", "guess"), None)
