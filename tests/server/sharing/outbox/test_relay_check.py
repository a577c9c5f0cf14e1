"""`broadsheet mail test` walks the relay step by step and says what to change."""

import pytest
from pydantic import SecretStr

from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.outbox.relay_check import Step, check_relay
from tests.server.sharing.share_fixtures import with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer

ALL_STEPS = ["connect", "TLS", "log-in", "sender", "recipient", "delivery"]


def walk(server: SmtpServer, **changes: object) -> list[Step]:
    """The steps with this server, by its settings with `changes`."""
    steps: list[Step] = []

    async def act(server: SmtpServer) -> None:
        settings = server.settings.model_copy(update=changes)
        steps.extend([step async for step in check_relay(settings, "me@news.example")])

    with_smtp_server(act, server)
    return steps


def test_a_set_up_that_works_is_walked_to_the_end_and_the_mail_arrives() -> None:
    server = SmtpServer(password="secret")
    steps = walk(server)
    assert [step.name for step in steps] == ALL_STEPS
    assert {step.advice for step in steps} == {None}
    assert server.recipients == ["me@news.example"]


@pytest.mark.parametrize(
    ("verb", "reply", "name", "setting"),
    [
        ("220", "554 5.7.1 client host rejected", "connect", "refuses this machine"),
        ("MAIL", "553 5.7.1 not your address", "sender", "mail.sender"),
        ("RCPT", "554 5.7.1 client host rejected", "recipient", "relay"),
        ("DOT", "554 5.7.9 not authenticated", "delivery", "DKIM"),
    ],
)
def test_the_step_that_fails_is_named_with_the_reply_and_what_to_change(
    verb: str, reply: str, name: str, setting: str
) -> None:
    server = SmtpServer()
    server.replies[verb].append(reply)
    last = walk(server)[-1]
    assert (last.name, last.reply) == (name, reply)
    assert setting in str(last.advice)


def test_a_wrong_password_a_missing_encryption_and_a_closed_port_are_told_apart() -> None:
    refused = walk(SmtpServer(password="secret"), password=SecretStr("guess"))[-1]
    assert (refused.name, "mail.password" in str(refused.advice)) == ("log-in", True)
    missing = walk(SmtpServer(password="secret"), password=None)[-1]
    assert "BROADSHEET_MAIL__PASSWORD" in str(missing.advice)
    assert walk(SmtpServer(), tls="starttls")[-1].name == "TLS"
    closed = walk(SmtpServer(), port=1)[-1]
    assert (closed.name, "mail.port" in str(closed.advice)) == ("connect", True)


@pytest.mark.parametrize(
    ("place", "name"), [("greeting", "connect"), ("data", "delivery"), ("before dot", "delivery")]
)
def test_a_connection_that_is_cut_is_told_at_its_step(place: str, name: str) -> None:
    server = SmtpServer()
    server.cuts.append(place)
    last = walk(server)[-1]
    assert (last.name, last.advice is None, server.mails) == (name, False, [])


def test_a_refused_test_mail_repeats_no_address() -> None:
    server = SmtpServer()
    server.replies["RCPT"].append("550 5.1.1 <me@news.example> is unknown")
    assert walk(server)[-1].reply == "550 5.1.1 … is unknown"


def test_nothing_is_sent_unencrypted_to_another_machine() -> None:
    settings: dict[str, object] = {"host": "192.0.2.1", "tls": "none"}
    assert [step.name for step in walk(SmtpServer(), **settings)] == ["TLS"]
    assert MailSettings().host is None
