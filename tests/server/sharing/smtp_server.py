"""A real SMTP server on loopback that does what a test tells it to."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from broadsheet_server.settings import MailSettings


class SmtpServer:
    """Keeps what arrives.

    `replies["RCPT"]` are its next replies to that command, then 250 again ("DOT" is the final dot, "220" the
    greeting). `cuts` are the places where it will cut connections: greeting, data, before dot, after dot.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, password: str | None = None) -> None:
        self.mails: list[Envelope] = []
        self.replies: dict[str, deque[str]] = {
            verb: deque() for verb in ("220", "MAIL", "RCPT", "DATA", "DOT")
        }
        self.cuts: deque[str] = deque()
        self.connections = 0
        self.log_ins = 0
        self.arrived = asyncio.Event()
        self.may_reply_to_dot = asyncio.Event()
        self.may_reply_to_dot.set()
        self.transports: list[asyncio.BaseTransport] = []
        self._tls = tls
        self._password = password
        self._port = 0

    @property
    def settings(self) -> MailSettings:
        """The settings of a sender that uses it as relay."""
        return MailSettings(
            host="127.0.0.1",
            port=self._port,
            tls="starttls" if self._tls else "none",
            user="courier" if self._password else None,
            password=cast("Any", self._password),
            sender="share@courier.example",
        )

    @property
    def messages(self) -> list[EmailMessage]:
        """What arrived, parsed."""
        return [
            cast("EmailMessage", message_from_bytes(cast("bytes", mail.content), policy=default))
            for mail in self.mails
        ]

    @property
    def recipients(self) -> list[str]:
        """Whom it was for, in the order of arrival."""
        return [recipient for mail in self.mails for recipient in mail.rcpt_tos]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen on loopback."""
        server = await asyncio.get_running_loop().create_server(self._connection, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            self.may_reply_to_dot.set()

    async def next_arrival(self) -> None:
        """Wait for one more mail, within reason."""
        self.arrived.clear()
        await asyncio.wait_for(self.arrived.wait(), 30)

    async def arrivals(self, count: int) -> None:
        """Wait until so many mails have arrived in all, answered or not, within reason."""
        async with asyncio.timeout(30):
            while len(self.mails) < count:
                self.arrived.clear()
                await self.arrived.wait()

    def release_dots(self) -> None:
        """Reply to the final dots that wait for it, and let later ones wait again."""
        self.may_reply_to_dot.set()
        self.may_reply_to_dot.clear()

    def hang_up(self) -> None:
        """Cut every connection."""
        for transport in self.transports:
            transport.close()

    def cut_at(self, place: str) -> bool:
        """Whether to cut the connection here; each of `cuts` is used once."""
        if self.cuts and self.cuts[0] == place:
            self.cuts.popleft()
            return True
        return False

    def _connection(self) -> SMTP:
        self.connections += 1
        return _Connection(
            self,
            hostname="relay.example",
            tls_context=self._tls,
            authenticator=self._authenticate if self._password else None,
            auth_required=self._password is not None and self._tls is not None,
            auth_require_tls=self._tls is not None,
            require_starttls=self._tls is not None,
        )

    def _authenticate(
        self, connection: SMTP, session: Session, envelope: Envelope, mechanism: str, credentials: Any
    ) -> AuthResult:
        assert isinstance(credentials, LoginPassword)
        self.log_ins += 1
        return AuthResult(success=credentials.password.decode() == self._password, handled=False)

    async def handle_MAIL(
        self, connection: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._reply("MAIL")

    async def handle_RCPT(
        self, connection: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self._reply("RCPT")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, connection: SMTP, session: Session, envelope: Envelope) -> str:
        reply = self._reply("DOT")
        if reply.startswith("250"):
            self.mails.append(envelope)
            self.arrived.set()
        await self.may_reply_to_dot.wait()
        if self.cut_at("after dot"):
            cast("Any", connection.transport).abort()
        return reply

    def _reply(self, verb: str) -> str:
        return self.replies[verb].popleft() if self.replies[verb] else "250 fine"


class _Connection(SMTP):
    """One connection, which is cut where `SmtpServer.cuts` says."""

    def __init__(self, server: SmtpServer, **options: Any) -> None:
        super().__init__(server, **options)
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._server.cut_at("greeting"):
            transport.close()
            return
        self._server.transports.append(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport is not None:  # else it was cut before it began
            super().connection_lost(error)

    async def push(self, status: str | bytes) -> None:
        """Send a reply, in ISO 8859-1 as some servers do."""
        if self._server.replies["220"] and status[:3] in {"220", b"220"}:
            status = self._server.replies["220"].popleft()
        await super().push(status.encode("latin-1") if isinstance(status, str) else status)

    async def smtp_DATA(self, arg: str) -> None:
        if self._server.cut_at("data"):
            cast("Any", self.transport).abort()
        elif self._server.cut_at("before dot"):
            await self.push("354 go on")
            cast("Any", self.transport).abort()
        elif self._server.replies["DATA"]:
            await self.push(self._server.replies["DATA"].popleft())
        else:
            await super().smtp_DATA(arg)
