"""Sending one message to the relay in an SMTP session (RFC 5321), and what its replies mean."""

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
from broadsheet_server.sharing.outbox.attempts import CONCURRENT_SESSIONS, MESSAGE_OUTCOMES, AttemptResult
from broadsheet_server.sharing.outbox.queue import AttemptOutcome
from broadsheet_server.sharing.text_cleaning import clean_line
from broadsheet_shared.truncation import truncate

MESSAGES_PER_CONNECTION = 100

COMMANDS_MAX = 10
"""Replies before the final dot: greeting, EHLO, STARTTLS, EHLO, three of AUTH, MAIL, RCPT, DATA."""

CONNECTION_AGE_MAX = 300.0
"""How long a connection is reused, in seconds."""

_RELAY_CODES = frozenset({421, 432, 454, 530, 534, 535, 538})
"""Replies about the service or our authentication, not about the message (RFC 5321, RFC 4954)."""

_ANSWER_MAX = 200
_REPLY_MAX = 4_000
"""Characters of a reply that are read: the rest of a longer one is dropped before anything looks at it."""
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
SMTP_ERRORS = (SMTPException, OSError, ValueError)
"""What aiosmtplib raises: error replies, lost connections, TLS, timeouts, and arguments it refuses."""


@dataclass(frozen=True, slots=True)
class SmtpTimeouts:
    """Timeouts in seconds. RFC 5321, section 4.5.3.2.6, asks for 10 minutes after the final dot: who gives up
    earlier sends the message twice.
    """

    connect: float = 10
    command: float = 60
    final_dot: float = 600

    @property
    def longest_session(self) -> float:
        """Seconds that sending one message can take at most: idle connections that do not answer, a new one
        with all its commands, and the final dot.
        """
        return (CONCURRENT_SESSIONS + 1) * self.connect + COMMANDS_MAX * self.command + self.final_dot


class InsecureRelayError(RuntimeError):
    """The settings would send messages unencrypted to another machine."""


class SmtpRelay:
    """The mail server of the settings. Connections are kept open for the next message."""

    def __init__(self, settings: MailSettings, timeouts: SmtpTimeouts | None = None) -> None:
        self._settings = settings
        self._timeouts = timeouts or SmtpTimeouts()
        self._idle: list[_Connection] = []

    async def send(
        self, recipient: str, message: bytes, *, before_final_dot: Callable[[], Awaitable[None]]
    ) -> AttemptResult:
        """Send one message. `before_final_dot` is awaited before the final dot is sent; what it raises is
        raised here, and the dot is not sent. SMTP errors are returned as results, not raised.
        """
        try:
            connection = await self._connect()
        except (*SMTP_ERRORS, InsecureRelayError) as error:
            is_configuration_error = isinstance(
                error, SMTPAuthenticationError | ssl.SSLError | InsecureRelayError
            ) or (isinstance(error, SMTPResponseException) and error.code // 100 == 5)
            return AttemptResult(
                AttemptOutcome.RELAY_UNAVAILABLE, describe(error, recipient), is_configuration_error
            )
        connection.messages += 1
        transaction = _Transaction(connection.client, recipient, self._timeouts)
        is_reusable = False
        try:
            result = await transaction.send(self._settings.sender, message, before_final_dot)
            is_reusable = result.outcome in MESSAGE_OUTCOMES and connection.client.is_connected
        finally:
            if is_reusable:
                self._idle.append(connection)
            else:
                connection.client.close()
        return result

    async def close(self) -> None:
        """Send QUIT on every idle connection."""
        while self._idle:
            client = self._idle.pop().client
            try:
                await client.quit(timeout=1)
            except SMTP_ERRORS:
                client.close()

    async def _connect(self) -> "_Connection":
        """Return an idle connection that still works, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            if await connection.is_usable(self._timeouts):
                return connection
            connection.client.close()
        client = relay_client(self._settings, self._timeouts)
        await client.connect(timeout=self._timeouts.connect)
        try:
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            await authenticate(client, self._settings)
        except BaseException:
            client.close()
            raise
        return _Connection(client, asyncio.get_running_loop().time())


@dataclass(slots=True)
class _Connection:
    client: SMTP
    connected_at: float
    messages: int = 0

    async def is_usable(self, timeouts: SmtpTimeouts) -> bool:
        """Whether it may carry another message: neither worn out nor dead (RSET answers)."""
        age = asyncio.get_running_loop().time() - self.connected_at
        if self.messages >= MESSAGES_PER_CONNECTION or age > CONNECTION_AGE_MAX:
            return False
        try:
            return (await self.client.rset(timeout=timeouts.connect)).code == 250
        except SMTP_ERRORS:
            return False


class _Transaction:
    """One mail transaction (RFC 5321, section 3.3): MAIL, RCPT, DATA, the message, the final dot."""

    def __init__(self, client: SMTP, recipient: str, timeouts: SmtpTimeouts) -> None:
        self._client = client
        self._recipient = recipient
        self._timeouts = timeouts

    async def send(
        self, sender: str, message: bytes, before_final_dot: Callable[[], Awaitable[None]]
    ) -> AttemptResult:
        try:
            rejection = await self._send_envelope(sender)
            if rejection is not None:
                return self._rejection(*rejection)
            self._write(_LEADING_DOT.sub(b"..", message))  # dot-stuffing, section 4.5.2
        except SMTP_ERRORS as error:
            return self._failure(AttemptOutcome.SESSION_LOST, error)
        await before_final_dot()
        try:
            self._write(b".\r\n")
        except SMTP_ERRORS as error:
            return self._failure(AttemptOutcome.SESSION_LOST, error)
        return await self._final_result()

    async def _send_envelope(self, sender: str) -> tuple[str, SMTPResponse] | None:
        """Send MAIL, RCPT and DATA; return the first command whose reply is not positive, and the reply."""
        commands = ((f"MAIL FROM:<{sender}>", 2), (f"RCPT TO:<{self._recipient}>", 2), ("DATA", 3))
        for command, expected in commands:
            reply = await self._client.execute_command(command.encode("ascii"))
            if reply.code // 100 != expected:
                return command, reply
        return None

    def _rejection(self, command: str, reply: SMTPResponse) -> AttemptResult:
        """The result of a refused command. Who may not send at all (MAIL) has a configuration error."""
        result = self._result(reply)
        if command.startswith("MAIL") and result.outcome is AttemptOutcome.PERMANENT_FAILURE:
            return AttemptResult(AttemptOutcome.RELAY_UNAVAILABLE, result.answer, is_configuration_error=True)
        return result

    async def _final_result(self) -> AttemptResult:
        protocol = self._client.protocol
        if protocol is None:
            return self._failure(AttemptOutcome.AMBIGUOUS, SMTPServerDisconnected("Connection lost"))
        try:
            reply = await protocol.read_response(timeout=self._timeouts.final_dot)
        except SMTP_ERRORS as error:
            return self._failure(AttemptOutcome.AMBIGUOUS, error)
        return self._result(reply)

    def _result(self, reply: SMTPResponse) -> AttemptResult:
        return AttemptResult(
            _outcome(reply.code), _redacted(f"{reply.code} {reply.message}", self._recipient)
        )

    def _failure(self, outcome: AttemptOutcome, error: Exception) -> AttemptResult:
        return AttemptResult(outcome, describe(error, self._recipient))

    def _write(self, data: bytes) -> None:
        if self._client.protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        self._client.protocol.write(data)


def _outcome(code: int) -> AttemptOutcome:
    """The outcome of a reply by the first digit of its code (RFC 5321, section 4.2.1)."""
    if code in _RELAY_CODES:
        return AttemptOutcome.SESSION_LOST
    by_first_digit = {
        2: AttemptOutcome.SENT,
        4: AttemptOutcome.TRANSIENT_FAILURE,
        5: AttemptOutcome.PERMANENT_FAILURE,
    }
    return by_first_digit.get(code // 100, AttemptOutcome.SESSION_LOST)


def relay_client(settings: MailSettings, timeouts: SmtpTimeouts) -> SMTP:
    """An unconnected client. Raises InsecureRelayError."""
    if settings.is_in_the_clear:
        raise InsecureRelayError(
            f"Mail to {settings.host} would travel unencrypted: set mail.tls to starttls or implicit."
        )
    return SMTP(
        hostname=settings.host,
        port=settings.port,
        local_hostname=settings.sender.rpartition("@")[2],
        timeout=timeouts.command,
        use_tls=settings.tls == "implicit",
        start_tls=settings.tls == "starttls",
        cert_bundle=str(settings.ca_file) if settings.ca_file else None,
    )


async def authenticate(client: SMTP, settings: MailSettings) -> None:
    """Authenticate by one mechanism (RFC 4954). aiosmtplib would try all of them: each a failed log-in."""
    if settings.user is None:
        return
    mechanisms = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
    offered = {name.lower() for name in client.supported_auth_methods}
    mechanism = next((mechanisms[name] for name in mechanisms if name in offered), None)
    if mechanism is None:
        raise SMTPException("The mail server offers no way to log in that we know.")
    await mechanism(settings.user, settings.password.get_secret_value() if settings.password else "")


def describe(error: Exception, recipient: str) -> str:
    """An error of SMTP, TLS or the network in one line, without the recipient's address."""
    if isinstance(error, SMTPResponseException):
        return _redacted(f"{error.code} {error.message}", recipient)
    return _redacted(str(error) or type(error).__name__, recipient)


def _redacted(answer: str, recipient: str) -> str:
    """Make a reply fit to be stored, logged and printed.

    It comes from a stranger: aiosmtplib decodes bytes that are not UTF-8 into surrogates, which no database
    stores, and NUL and terminal controls are possible. Addresses are removed: replies repeat them, and the
    address must not outlive the delivery.
    """
    decoded = answer[:_REPLY_MAX].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    words = ("…" if "@" in word else word for word in clean_line(decoded).split())
    local = re.escape(recipient.rpartition("@")[0])
    redacted = re.sub(rf"(?<!\w){local}(?!\w)", "…", " ".join(words), flags=re.IGNORECASE)
    return truncate(redacted, _ANSWER_MAX)
