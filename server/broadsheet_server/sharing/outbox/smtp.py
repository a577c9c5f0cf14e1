"""Handing one mail to the mail server: one SMTP conversation, and what its answers mean."""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.outbox.queue import AttemptOutcome

_RELAY_CODES = frozenset({421, 432, 454, 530, 534, 535, 538})
"""Answers that speak of the service or of us, not of the mail."""

_CONVERSATION_GOES_ON = frozenset({AttemptOutcome.SENT, AttemptOutcome.REFUSED, AttemptOutcome.PUT_OFF})

_ANSWER_MAX = 200
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_ADDRESS = re.compile(r"\S*@\S*")
_TROUBLE = (SMTPException, OSError, ValueError)
"""What the SMTP library raises: answers, broken connections, TLS, time-outs, and what it will not write."""


@dataclass(frozen=True, slots=True)
class SmtpTimeouts:
    """How long to wait, in seconds. Giving up on the final dot too early would send the mail twice."""

    connect: float = 10
    command: float = 60
    final_dot: float = 600


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """How it went, and the mail server's words without any address."""

    outcome: AttemptOutcome
    answer: str
    is_refusal: bool = False
    """The mail server will not have us: wrong password, or a certificate that is not to be trusted."""


class InsecureRelayError(RuntimeError):
    """The settings would send mail in the clear to another machine."""


class SmtpRelay:
    """The mail server of the settings. Connections are kept for the next mail while they are good."""

    def __init__(self, settings: MailSettings, patience: SmtpTimeouts | None = None) -> None:
        self._settings = settings
        self._patience = patience or SmtpTimeouts()
        self._idle: list[_Connection] = []

    async def hand_over(
        self, recipient: str, message: bytes, *, before_final_dot: Callable[[], Awaitable[None]]
    ) -> AttemptResult:
        """Offer one mail. `before_final_dot` is awaited when only the dot is missing; what it raises
        is raised, and the dot is not sent.
        """
        try:
            connection = await self._connection()
        except (*_TROUBLE, InsecureRelayError) as trouble:
            return AttemptResult(
                AttemptOutcome.RELAY_TROUBLE, _words(trouble, recipient), _is_refusal(trouble)
            )
        connection.mails += 1
        talk = _Talk(connection.client, recipient, self._patience)
        is_whole = False
        try:
            handed_over = await talk.offer(self._settings.sender, message, before_final_dot)
            is_whole = handed_over.outcome in _CONVERSATION_GOES_ON and connection.client.is_connected
        finally:
            if is_whole:
                self._idle.append(connection)
            else:
                connection.client.close()
        return handed_over

    async def close(self) -> None:
        """Say goodbye on every idle connection."""
        while self._idle:
            client = self._idle.pop().client
            try:
                await client.quit(timeout=1)
            except _TROUBLE:
                client.close()

    async def _connection(self) -> "_Connection":
        """An idle connection that still answers, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            if await connection.is_good(self._patience):
                return connection
            connection.client.close()
        client = _client(self._settings, self._patience)
        await client.connect(timeout=self._patience.connect)
        try:
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            await _log_in(client, self._settings)
        except BaseException:
            client.close()
            raise
        return _Connection(client, asyncio.get_running_loop().time())


@dataclass(slots=True)
class _Connection:
    client: SMTP
    since: float
    mails: int = 0

    async def is_good(self, patience: SmtpTimeouts) -> bool:
        """Whether it may be used again: not too old, not too busy, and alive."""
        if self.mails >= 100 or asyncio.get_running_loop().time() - self.since > 300:
            return False
        try:
            return (await self.client.rset(timeout=patience.connect)).code == 250
        except _TROUBLE:
            return False


class _Talk:
    """One mail on one connection."""

    def __init__(self, client: SMTP, recipient: str, patience: SmtpTimeouts) -> None:
        self._client = client
        self._recipient = recipient
        self._patience = patience

    async def offer(
        self, sender: str, message: bytes, before_final_dot: Callable[[], Awaitable[None]]
    ) -> AttemptResult:
        try:
            refusal = await self._introduce(sender)
            if refusal is not None:
                return self._judged(refusal)
            self._write(_LEADING_DOT.sub(b"..", message))
        except _TROUBLE as trouble:
            return AttemptResult(AttemptOutcome.BROKEN_OFF, _words(trouble, self._recipient))
        await before_final_dot()
        try:
            self._write(b".\r\n")
        except _TROUBLE as trouble:
            return AttemptResult(AttemptOutcome.BROKEN_OFF, _words(trouble, self._recipient))
        return await self._answer_to_the_dot()

    async def _introduce(self, sender: str) -> SMTPResponse | None:
        """Say from whom and to whom; return the answer that stands in the way, if any."""
        commands = ((f"MAIL FROM:<{sender}>", 2), (f"RCPT TO:<{self._recipient}>", 2), ("DATA", 3))
        for command, wanted in commands:
            answer = await self._client.execute_command(command.encode("ascii"))
            if answer.code // 100 != wanted:
                return answer
        return None

    async def _answer_to_the_dot(self) -> AttemptResult:
        assert self._client.protocol is not None
        try:
            answer = await self._client.protocol.read_response(timeout=self._patience.final_dot)
        except _TROUBLE as trouble:
            return AttemptResult(AttemptOutcome.UNANSWERED, _words(trouble, self._recipient))
        return self._judged(answer)

    def _judged(self, answer: SMTPResponse) -> AttemptResult:
        return AttemptResult(
            _outcome(answer.code), _redacted(f"{answer.code} {answer.message}", self._recipient)
        )

    def _write(self, data: bytes) -> None:
        if self._client.protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        self._client.protocol.write(data)


def _outcome(code: int) -> AttemptOutcome:
    if code in _RELAY_CODES:
        return AttemptOutcome.BROKEN_OFF
    return {2: AttemptOutcome.SENT, 4: AttemptOutcome.PUT_OFF, 5: AttemptOutcome.REFUSED}.get(
        code // 100, AttemptOutcome.BROKEN_OFF
    )


def _client(settings: MailSettings, patience: SmtpTimeouts) -> SMTP:
    if settings.is_in_the_clear:
        raise InsecureRelayError(
            f"Mail to {settings.host} would travel unencrypted: set mail.tls to starttls or implicit."
        )
    return SMTP(
        hostname=settings.host,
        port=settings.port,
        local_hostname=settings.sender.rpartition("@")[2],
        timeout=patience.command,
        use_tls=settings.tls == "implicit",
        start_tls=settings.tls == "starttls",
        cert_bundle=str(settings.ca_file) if settings.ca_file else None,
    )


async def _log_in(client: SMTP, settings: MailSettings) -> None:
    """Say who we are, in one way: the library would try all of them, and each is a failed log-in."""
    if settings.user is None:
        return
    ways = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
    offered = {name.lower() for name in client.supported_auth_methods}
    way = next((way for name, way in ways.items() if name in offered), None)
    if way is None:
        raise SMTPException("The mail server offers no way to log in that we know.")
    await way(settings.user, settings.password.get_secret_value() if settings.password else "")


def _is_refusal(trouble: Exception) -> bool:
    return isinstance(trouble, SMTPAuthenticationError | ssl.SSLError | InsecureRelayError)


def _words(trouble: Exception, recipient: str) -> str:
    code = f"{trouble.code} " if isinstance(trouble, SMTPResponseException) else ""
    return _redacted(f"{code}{str(trouble) or type(trouble).__name__}", recipient)


def _redacted(words: str, recipient: str) -> str:
    """Mail servers repeat the address in their answers; it must not outlive the delivery."""
    local = re.escape(recipient.rpartition("@")[0])
    hidden = re.sub(rf"(?<!\w){local}(?!\w)", "…", _ADDRESS.sub("…", words), flags=re.IGNORECASE)
    return " ".join(hidden.split())[:_ANSWER_MAX]
