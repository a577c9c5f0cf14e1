"""One conversation with a mail server, and what its answers mean."""

import asyncio
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.outbox.attempts import AttemptResult
from broadsheet_server.sharing.outbox.queue import LEASE, AttemptOutcome
from broadsheet_server.sharing.outbox.smtp import SmtpRelay, SmtpTimeouts
from broadsheet_server.storage.engines import BUSY_TIMEOUT_MS
from tests.server.sharing.share_fixtures import with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer

MAIL = b"Subject: hello\r\n\r\n.a line that begins with a dot\r\n..two\r\nend\r\n"
SHORT_TIMEOUTS = SmtpTimeouts(connect=2, command=2, final_dot=0.2)


async def nothing() -> None:
    pass


def attempt(
    server: SmtpServer,
    *,
    settings: MailSettings | None = None,
    before_final_dot: Callable[[], Awaitable[None]] = nothing,
    **changes: object,
) -> AttemptResult:
    """Send one message to this server, by other settings or with `changes` of its own."""
    results: list[AttemptResult] = []

    async def send(server: SmtpServer) -> None:
        used = settings or MailSettings.model_validate({**server.settings.model_dump(), **changes})
        relay = SmtpRelay(used, SHORT_TIMEOUTS)
        try:
            result = await relay.send("friend@example.net", MAIL, before_final_dot=before_final_dot)
            results.append(result)
        finally:
            await relay.close()

    with_smtp_server(send, server)
    return results[0]


def test_a_mail_arrives_byte_by_byte() -> None:
    server = SmtpServer()
    assert attempt(server).outcome is AttemptOutcome.SENT
    (mail,) = server.mails
    assert mail.content == MAIL
    assert (mail.mail_from, mail.rcpt_tos) == ("share@courier.example", ["friend@example.net"])


@pytest.mark.parametrize(
    ("verb", "answer", "outcome"),
    [
        ("RCPT", "550 5.1.1 no such user", AttemptOutcome.PERMANENT_FAILURE),
        ("RCPT", "450 4.2.0 greylisted", AttemptOutcome.TRANSIENT_FAILURE),
        ("RCPT", "452 4.2.2 mailbox full", AttemptOutcome.TRANSIENT_FAILURE),
        ("MAIL", "553 5.1.8 not your address", AttemptOutcome.RELAY_UNAVAILABLE),
        ("MAIL", "421 4.3.2 too many connections", AttemptOutcome.SESSION_LOST),
        ("MAIL", "432 4.7.12 a password transition is needed", AttemptOutcome.SESSION_LOST),
        ("MAIL", "454 4.7.0 temporary authentication failure", AttemptOutcome.SESSION_LOST),
        ("MAIL", "530 5.7.0 authenticate first", AttemptOutcome.SESSION_LOST),
        ("MAIL", "534 5.7.9 authentication mechanism is too weak", AttemptOutcome.SESSION_LOST),
        ("MAIL", "535 5.7.8 authentication credentials invalid", AttemptOutcome.SESSION_LOST),
        ("MAIL", "538 5.7.11 encryption required", AttemptOutcome.SESSION_LOST),
        ("DATA", "451 4.3.0 not now", AttemptOutcome.TRANSIENT_FAILURE),
        ("DATA", "554 5.5.1 no valid recipients", AttemptOutcome.PERMANENT_FAILURE),
        ("DOT", "554 5.7.1 looks like spam", AttemptOutcome.PERMANENT_FAILURE),
        ("DOT", "451 4.3.0 try again", AttemptOutcome.TRANSIENT_FAILURE),
        ("DOT", "421 4.3.0 closing", AttemptOutcome.SESSION_LOST),
    ],
)
def test_an_answer_says_whether_to_try_again(verb: str, answer: str, outcome: AttemptOutcome) -> None:
    server = SmtpServer()
    server.replies[verb].append(answer)
    result = attempt(server)
    assert result.outcome is outcome
    assert result.answer.startswith(answer[:3])
    assert server.mails == []


@pytest.mark.parametrize(
    ("place", "outcome", "copies"),
    [
        ("greeting", AttemptOutcome.RELAY_UNAVAILABLE, 0),
        ("data", AttemptOutcome.SESSION_LOST, 0),
        ("after dot", AttemptOutcome.AMBIGUOUS, 1),
    ],
)
def test_a_cut_before_the_dot_is_certain_and_one_after_it_is_not(
    place: str, outcome: AttemptOutcome, copies: int
) -> None:
    server = SmtpServer()
    server.cuts.append(place)
    assert attempt(server).outcome is outcome
    assert len(server.mails) == copies


def test_a_cut_within_the_mail_is_noticed_before_the_dot() -> None:
    server = SmtpServer()
    server.cuts.append("before dot")

    async def committing() -> None:
        await asyncio.sleep(0.05)

    assert attempt(server, before_final_dot=committing).outcome is AttemptOutcome.SESSION_LOST


def test_a_connection_lost_while_the_phase_is_written_gets_no_dot() -> None:
    server = SmtpServer()

    async def hang_up() -> None:
        server.hang_up()
        await asyncio.sleep(0.05)

    assert attempt(server, before_final_dot=hang_up).outcome is AttemptOutcome.SESSION_LOST
    assert server.mails == []


def test_silence_after_the_dot_is_waited_out_and_then_uncertain() -> None:
    server = SmtpServer()
    server.may_reply_to_dot.clear()
    assert attempt(server).outcome is AttemptOutcome.AMBIGUOUS


def test_the_answer_to_the_dot_is_waited_for_longer_than_any_other() -> None:
    assert SmtpTimeouts().final_dot >= 600  # RFC 5321, 4.5.3.2.6: who gives up sooner sends the mail twice
    server = SmtpServer()

    async def act(server: SmtpServer) -> None:
        server.may_reply_to_dot.clear()
        asyncio.get_running_loop().call_later(0.6, server.may_reply_to_dot.set)
        relay = SmtpRelay(server.settings, SmtpTimeouts(connect=2, command=0.2, final_dot=10))
        result = await relay.send("friend@example.net", MAIL, before_final_dot=nothing)
        assert result.outcome is AttemptOutcome.SENT
        await relay.close()

    with_smtp_server(act, server)


def test_a_lease_is_longer_than_the_longest_session_and_its_two_writes() -> None:
    writes = 2 * BUSY_TIMEOUT_MS / 1_000
    assert SmtpTimeouts(connect=1, command=10, final_dot=100).longest_session == 5 + 100 + 100
    assert SmtpTimeouts().longest_session + writes < LEASE.total_seconds()


def test_a_connection_is_let_go_after_a_hundred_mails() -> None:
    server = SmtpServer()

    async def act(server: SmtpServer) -> None:
        relay = SmtpRelay(server.settings)
        for number in range(1, 102):
            await relay.send("friend@example.net", MAIL, before_final_dot=nothing)
            assert server.connections == (1 if number <= 100 else 2)
        await relay.close()

    with_smtp_server(act, server)


def test_without_leave_the_dot_is_not_sent() -> None:
    server = SmtpServer()

    async def refuse() -> None:
        raise RuntimeError("the lease is lost")

    with pytest.raises(RuntimeError, match="lease"):
        attempt(server, before_final_dot=refuse)
    assert server.mails == []


def test_a_relay_that_does_not_listen_is_unavailable() -> None:
    server = SmtpServer()
    settings = MailSettings(host="127.0.0.1", port=1, tls="none")
    assert attempt(server, settings=settings).outcome is AttemptOutcome.RELAY_UNAVAILABLE


def test_the_answer_that_is_kept_names_no_address() -> None:
    server = SmtpServer()
    server.replies["RCPT"].append("550 5.1.1 <Friend@example.net>: user friend unknown at example.net")
    assert attempt(server).answer == "550 5.1.1 … user … unknown at example.net"


def test_one_connection_carries_mail_after_mail_also_after_a_refusal() -> None:
    server = SmtpServer()
    server.replies["RCPT"].extend(["250 fine", "550 no"])

    async def act(server: SmtpServer) -> None:
        relay = SmtpRelay(server.settings)
        for _ in range(4):
            await relay.send("friend@example.net", MAIL, before_final_dot=nothing)
        await relay.close()

    with_smtp_server(act, server)
    assert len(server.mails) == 3
    assert server.connections == 1


def test_a_connection_that_died_while_idle_is_replaced_without_a_fuss() -> None:
    server = SmtpServer()

    async def act(server: SmtpServer) -> None:
        relay = SmtpRelay(server.settings)
        await relay.send("friend@example.net", MAIL, before_final_dot=nothing)
        server.hang_up()
        result = await relay.send("friend@example.net", MAIL, before_final_dot=nothing)
        assert result.outcome is AttemptOutcome.SENT
        await relay.close()

    with_smtp_server(act, server)
    assert server.connections == 2


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of our own for localhost, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        [*command.split(), *names, "-out", certificate, "-keyout", key], check=True, capture_output=True
    )
    return certificate, key


def with_tls(certificate: tuple[Path, Path], password: str | None = None) -> SmtpServer:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return SmtpServer(tls=context, password=password)


def test_mail_travels_encrypted_and_with_a_password(certificate: tuple[Path, Path]) -> None:
    server = with_tls(certificate, password="secret")
    assert attempt(server, ca_file=certificate[0]).outcome is AttemptOutcome.SENT
    assert len(server.mails) == 1


def test_a_wrong_password_is_told_as_a_refusal_of_us(certificate: tuple[Path, Path]) -> None:
    server = with_tls(certificate, password="secret")
    result = attempt(server, ca_file=certificate[0], password="guess")
    assert (result.outcome, result.is_configuration_error) == (AttemptOutcome.RELAY_UNAVAILABLE, True)
    assert result.answer.startswith("535")


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(certificate: tuple[Path, Path]) -> None:
    server = with_tls(certificate)
    result = attempt(server)
    assert (result.outcome, result.is_configuration_error) == (AttemptOutcome.RELAY_UNAVAILABLE, True)
    assert server.mails == []


def test_a_server_that_hides_its_encryption_gets_no_mail_and_no_password() -> None:
    server = SmtpServer()
    result = attempt(server, tls="starttls", user="courier", password="secret")
    assert result.outcome is AttemptOutcome.RELAY_UNAVAILABLE
    assert server.mails == []


def test_mail_goes_unencrypted_to_this_machine_only() -> None:
    settings = MailSettings().model_copy(update={"host": "192.0.2.1", "tls": "none"})  # never read like this
    result = attempt(SmtpServer(), settings=settings)
    assert (result.outcome, result.is_configuration_error) == (AttemptOutcome.RELAY_UNAVAILABLE, True)
    assert "unencrypted" in result.answer
