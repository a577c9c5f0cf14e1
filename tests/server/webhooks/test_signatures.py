"""Receivers can check who told them, with the library that Standard Webhooks offers and with ten lines."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from broadsheet_server.webhooks.signatures import new_secret, signature_headers
from broadsheet_server.webhooks.steer_webhook import rotate_secret
from tests.builders import publish
from tests.server.webhooks.conftest import Newspaper

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_example_of_the_specification() -> None:
    moment = datetime.fromtimestamp(1614265330, UTC)
    headers = signature_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}', [SECRET])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_has_256_bits_and_no_two_are_alike() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert first.startswith("whsec_")
    assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32


def test_the_library_of_receivers_takes_our_signatures_and_no_others(paper: Newspaper) -> None:
    paper.now = datetime.now(UTC)
    hook = paper.hook()
    publish(paper.database)
    paper.deliver()
    [message] = paper.receiver.got
    assert Verifier(paper.webhook(hook).secret).verify(message.body, message.headers) == message.json
    with pytest.raises(WebhookVerificationError):
        Verifier(paper.webhook(hook).secret).verify(message.body + b" ", message.headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(new_secret()).verify(message.body, message.headers)


def test_both_secrets_are_taken_while_they_are_changed(paper: Newspaper) -> None:
    paper.now = datetime.now(UTC)
    hook = paper.hook()
    old = paper.webhook(hook).secret
    with paper.database.write() as session:
        new = rotate_secret(session, hook, frozenset(), 1, paper.now)
    publish(paper.database)
    paper.deliver()
    message = paper.receiver.got[-1]
    for secret in (old, new):
        Verifier(secret).verify(message.body, message.headers)
    publish(paper.database, headline="Another")
    paper.now += timedelta(hours=1)
    paper.deliver()
    assert len(paper.receiver.got[-1].headers["webhook-signature"].split(" ")) == 1
