"""`broadsheet mail test`: one message through the relay, step by step, and what to change where it fails."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, make_msgid

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.outbox.smtp import (
    SMTP_ERRORS,
    InsecureRelayError,
    SmtpTimeouts,
    authenticate,
    describe,
    relay_client,
)

TIMEOUTS = SmtpTimeouts(connect=10, command=20, final_dot=60)

_ADVICE = {
    "connect": "Check mail.host and mail.port, and whether a firewall lets this machine out.",
    "greeting": "The mail server answers, and refuses this machine: ask its operator to let it send.",
    "TLS": "Check mail.tls (587 is starttls, 465 is implicit), the host's name, and mail.ca_file.",
    "log-in": "Check mail.user and mail.password; some services want a password made for one program.",
    "sender": "Check mail.sender: the mail server must allow this account or machine to send from it.",
    "recipient": "Check the address; if it is right, the mail server does not relay for this machine.",
    "delivery": "The mail server read the message and refused it: check its domain's SPF and DKIM.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: connect, TLS, log-in, sender, recipient or delivery. `advice` is None where it succeeded."""

    name: str
    reply: str
    advice: str | None = None


async def check_relay(
    settings: MailSettings, recipient: str, *, timeouts: SmtpTimeouts = TIMEOUTS
) -> AsyncIterator[Step]:
    """Send a test message to `recipient`; yield the steps up to the first that fails."""
    try:
        client = relay_client(settings, timeouts)
    except InsecureRelayError as error:
        yield Step("TLS", str(error), _ADVICE["TLS"])
        return
    try:
        for name, act in _steps(client, settings, recipient, timeouts):
            try:
                yield Step(name, await act())
            except SMTP_ERRORS as error:
                failed = "TLS" if "ssl" in describe(error, recipient).lower() else name
                was_refused = name == "connect" and isinstance(error, SMTPResponseException)
                advice = _advice("greeting" if was_refused else failed, settings)
                yield Step(failed, describe(error, recipient), advice)
                return
    finally:
        client.close()


def _advice(step: str, settings: MailSettings) -> str:
    if step == "log-in" and settings.password is None:
        return "mail.password is not set: is BROADSHEET_MAIL__PASSWORD in the environment of this command?"
    if step == "log-in" and settings.tls == "none":
        return f"Without encryption many mail servers take no log-in: check mail.tls. {_ADVICE[step]}"
    return _ADVICE[step]


def _steps(
    client: SMTP, settings: MailSettings, recipient: str, timeouts: SmtpTimeouts
) -> list[tuple[str, Callable[[], Awaitable[str]]]]:
    async def connect() -> str:
        await client.connect(timeout=timeouts.connect, start_tls=False)
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
        return f"{settings.host}:{settings.port} answers"

    async def encrypt() -> str:
        if settings.tls == "starttls":
            await client.starttls(cert_bundle=str(settings.ca_file) if settings.ca_file else None)
            await client.ehlo()
        return "none: the connection is not encrypted" if settings.tls == "none" else "certificate accepted"

    async def log_in() -> str:
        await authenticate(client, settings)
        return "not needed: mail.user is not set" if settings.user is None else f"as {settings.user}"

    async def name_sender() -> str:
        return await _command(client, f"MAIL FROM:<{settings.sender}>", 2, recipient)

    async def name_recipient() -> str:
        return await _command(client, f"RCPT TO:<{recipient}>", 2, recipient)

    async def deliver() -> str:
        reply = await client.data(_message(settings.sender, recipient), timeout=timeouts.final_dot)
        return describe(SMTPResponseException(*reply), recipient)

    return [
        ("connect", connect),
        ("TLS", encrypt),
        ("log-in", log_in),
        ("sender", name_sender),
        ("recipient", name_recipient),
        ("delivery", deliver),
    ]


async def _command(client: SMTP, command: str, expected: int, recipient: str) -> str:
    """Return the reply to a command. Raises SMTPException unless its first digit is the expected one."""
    reply = SMTPResponseException(*await client.execute_command(command.encode("ascii")))
    if reply.code // 100 != expected:
        raise SMTPException(f"{reply.code} {reply.message}")
    return describe(reply, recipient)


def _message(sender: str, recipient: str) -> bytes:
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"], message["To"] = sender, recipient
    message["Subject"] = "Broadsheet: test of the mail set-up"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("This mail was sent by “broadsheet mail test”. The set-up works.")
    return bytes(message)
