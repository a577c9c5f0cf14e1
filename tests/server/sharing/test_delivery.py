"""One conversation with a mail server, and what its answers mean."""

import asyncio
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.outbox.queue import AttemptOutcome
from broadsheet_server.sharing.outbox.smtp import AttemptResult, SmtpRelay, SmtpTimeouts
from tests.server.sharing.newsdesk import in_office
from tests.server.sharing.post_office import PostOffice

MAIL = b"Subject: hello\r\n\r\n.a line that begins with a dot\r\n..two\r\nend\r\n"
IMPATIENT = SmtpTimeouts(connect=2, command=2, final_dot=0.2)


async def nothing() -> None:
    pass


async def offer(
    office: PostOffice,
    *,
    settings: MailSettings | None = None,
    recipient: str = "friend@example.net",
    before_final_dot: Callable[[], Awaitable[None]] = nothing,
) -> AttemptResult:
    server = SmtpRelay(settings or office.settings, IMPATIENT)
    try:
        return await server.hand_over(recipient, MAIL, before_final_dot=before_final_dot)
    finally:
        await server.close()


def handed_over(office: PostOffice, **options: object) -> AttemptResult:
    """How it goes to offer one mail at this office."""
    results: list[AttemptResult] = []

    async def act(opened: PostOffice) -> None:
        results.append(await offer(opened, **options))  # type: ignore[arg-type]

    in_office(act, office)
    return results[0]


def test_a_mail_arrives_byte_by_byte() -> None:
    office = PostOffice()
    assert handed_over(office).outcome is AttemptOutcome.SENT
    (mail,) = office.mails
    assert mail.content == MAIL
    assert (mail.mail_from, mail.rcpt_tos) == ("share@courier.example", ["friend@example.net"])


@pytest.mark.parametrize(
    ("verb", "answer", "outcome"),
    [
        ("RCPT", "550 5.1.1 no such user", AttemptOutcome.REFUSED),
        ("RCPT", "450 4.2.0 greylisted", AttemptOutcome.PUT_OFF),
        ("RCPT", "452 4.2.2 mailbox full", AttemptOutcome.PUT_OFF),
        ("MAIL", "553 5.1.8 not your address", AttemptOutcome.REFUSED),
        ("MAIL", "421 4.3.2 too many connections", AttemptOutcome.BROKEN_OFF),
        ("MAIL", "530 5.7.0 authenticate first", AttemptOutcome.BROKEN_OFF),
        ("DATA", "451 4.3.0 not now", AttemptOutcome.PUT_OFF),
        ("DATA", "554 5.5.1 no valid recipients", AttemptOutcome.REFUSED),
        ("DOT", "554 5.7.1 looks like spam", AttemptOutcome.REFUSED),
        ("DOT", "451 4.3.0 try again", AttemptOutcome.PUT_OFF),
        ("DOT", "421 4.3.0 closing", AttemptOutcome.BROKEN_OFF),
    ],
)
def test_an_answer_says_whether_to_try_again(verb: str, answer: str, outcome: AttemptOutcome) -> None:
    office = PostOffice()
    office.says[verb].append(answer)
    result = handed_over(office)
    assert result.outcome is outcome
    assert result.answer.startswith(answer[:3])
    assert office.mails == []


@pytest.mark.parametrize(
    ("place", "outcome", "copies"),
    [
        ("greeting", AttemptOutcome.RELAY_TROUBLE, 0),
        ("data", AttemptOutcome.BROKEN_OFF, 0),
        ("after dot", AttemptOutcome.UNANSWERED, 1),
    ],
)
def test_a_cut_before_the_dot_is_certain_and_one_after_it_is_not(
    place: str, outcome: AttemptOutcome, copies: int
) -> None:
    office = PostOffice()
    office.cuts.append(place)
    assert handed_over(office).outcome is outcome
    assert len(office.mails) == copies


def test_a_cut_within_the_mail_is_noticed_before_the_dot() -> None:
    office = PostOffice()
    office.cuts.append("before dot")

    async def committing() -> None:
        await asyncio.sleep(0.05)

    assert handed_over(office, before_final_dot=committing).outcome is AttemptOutcome.BROKEN_OFF


def test_silence_after_the_dot_is_waited_out_and_then_uncertain() -> None:
    office = PostOffice()
    office.before_answer_to_dot.clear()
    assert handed_over(office).outcome is AttemptOutcome.UNANSWERED


def test_the_answer_to_the_dot_is_waited_for_longer_than_any_other() -> None:
    assert SmtpTimeouts().final_dot >= 600  # RFC 5321, 4.5.3.2.6: who gives up sooner sends the mail twice
    office = PostOffice()

    async def act(opened: PostOffice) -> None:
        opened.before_answer_to_dot.clear()
        asyncio.get_running_loop().call_later(0.6, opened.before_answer_to_dot.set)
        server = SmtpRelay(opened.settings, SmtpTimeouts(connect=2, command=0.2, final_dot=10))
        result = await server.hand_over("friend@example.net", MAIL, before_final_dot=nothing)
        assert result.outcome is AttemptOutcome.SENT
        await server.close()

    in_office(act, office)


def test_a_connection_is_let_go_after_a_hundred_mails() -> None:
    office = PostOffice()

    async def act(opened: PostOffice) -> None:
        server = SmtpRelay(opened.settings)
        for number in range(1, 102):
            await server.hand_over("friend@example.net", MAIL, before_final_dot=nothing)
            assert opened.connections == (1 if number <= 100 else 2)
        await server.close()

    in_office(act, office)


def test_without_leave_the_dot_is_not_sent() -> None:
    office = PostOffice()

    async def refuse() -> None:
        raise RuntimeError("the lease is lost")

    with pytest.raises(RuntimeError, match="lease"):
        handed_over(office, before_final_dot=refuse)
    assert office.mails == []


def test_nobody_at_home_is_the_servers_trouble_not_the_mails() -> None:
    office = PostOffice()
    settings = MailSettings(host="127.0.0.1", port=1, tls="none")
    assert handed_over(office, settings=settings).outcome is AttemptOutcome.RELAY_TROUBLE


def test_the_answer_that_is_kept_names_no_address() -> None:
    office = PostOffice()
    office.says["RCPT"].append("550 5.1.1 <Friend@example.net>: user friend unknown at example.net")
    assert handed_over(office).answer == "550 5.1.1 … user … unknown at example.net"


def test_one_connection_carries_mail_after_mail_also_after_a_refusal() -> None:
    office = PostOffice()
    office.says["RCPT"].extend(["250 fine", "550 no"])

    async def act(opened: PostOffice) -> None:
        server = SmtpRelay(opened.settings)
        for _ in range(4):
            await server.hand_over("friend@example.net", MAIL, before_final_dot=nothing)
        await server.close()

    in_office(act, office)
    assert len(office.mails) == 3
    assert office.connections == 1


def test_a_connection_that_died_while_idle_is_replaced_without_a_fuss() -> None:
    office = PostOffice()

    async def act(opened: PostOffice) -> None:
        server = SmtpRelay(opened.settings)
        await server.hand_over("friend@example.net", MAIL, before_final_dot=nothing)
        opened.hang_up()
        result = await server.hand_over("friend@example.net", MAIL, before_final_dot=nothing)
        assert result.outcome is AttemptOutcome.SENT
        await server.close()

    in_office(act, office)
    assert office.connections == 2


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


def with_tls(certificate: tuple[Path, Path], password: str | None = None) -> PostOffice:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return PostOffice(tls=context, password=password)


def handed_over_with(office: PostOffice, **changes: object) -> AttemptResult:
    results: list[AttemptResult] = []

    async def act(opened: PostOffice) -> None:
        settings = MailSettings.model_validate({**opened.settings.model_dump(), **changes})
        results.append(await offer(opened, settings=settings))

    in_office(act, office)
    return results[0]


def test_mail_travels_encrypted_and_with_a_password(certificate: tuple[Path, Path]) -> None:
    office = with_tls(certificate, password="secret")
    assert handed_over_with(office, ca_file=certificate[0]).outcome is AttemptOutcome.SENT
    assert len(office.mails) == 1


def test_a_wrong_password_is_told_as_a_refusal_of_us(certificate: tuple[Path, Path]) -> None:
    office = with_tls(certificate, password="secret")
    result = handed_over_with(office, ca_file=certificate[0], password="guess")
    assert (result.outcome, result.is_refusal) == (AttemptOutcome.RELAY_TROUBLE, True)
    assert result.answer.startswith("535")


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(certificate: tuple[Path, Path]) -> None:
    office = with_tls(certificate)
    result = handed_over_with(office)
    assert (result.outcome, result.is_refusal) == (AttemptOutcome.RELAY_TROUBLE, True)
    assert office.mails == []


def test_a_server_that_hides_its_encryption_gets_no_mail_and_no_password() -> None:
    office = PostOffice()
    result = handed_over_with(office, tls="starttls", user="courier", password="secret")
    assert result.outcome is AttemptOutcome.RELAY_TROUBLE
    assert office.mails == []


def test_mail_goes_unencrypted_to_this_machine_only() -> None:
    settings = MailSettings().model_copy(update={"host": "192.0.2.1", "tls": "none"})  # never read like this
    result = handed_over(PostOffice(), settings=settings)
    assert (result.outcome, result.is_refusal) == (AttemptOutcome.RELAY_TROUBLE, True)
    assert "unencrypted" in result.answer
