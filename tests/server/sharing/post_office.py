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


class PostOffice:
    """Keeps what arrives. `says["RCPT"]` are its next answers there, then 250 again; see `_Desk` for cuts."""

    def __init__(self, tls: ssl.SSLContext | None = None, password: str | None = None) -> None:
        self.mails: list[Envelope] = []
        self.says: dict[str, deque[str]] = {verb: deque() for verb in ("MAIL", "RCPT", "DATA", "DOT")}
        self.cuts: deque[str] = deque()
        self.connections = 0
        self.log_ins = 0
        self.arrived = asyncio.Event()
        self.before_answer_to_dot = asyncio.Event()
        self.before_answer_to_dot.set()
        self._transports: list[asyncio.BaseTransport] = []
        self._tls = tls
        self._password = password
        self._port = 0

    @property
    def settings(self) -> MailSettings:
        """The settings that lead to it."""
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
    async def open(self, port: int = 0) -> AsyncIterator["PostOffice"]:
        """Serve on loopback."""
        server = await asyncio.get_running_loop().create_server(self._desk, "127.0.0.1", port)
        self._port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.before_answer_to_dot.set()

    async def next_arrival(self) -> None:
        """Wait for one more mail, within reason."""
        self.arrived.clear()
        await asyncio.wait_for(self.arrived.wait(), 30)

    def hang_up(self) -> None:
        """Cut every connection."""
        for transport in self._transports:
            transport.close()

    def _desk(self) -> SMTP:
        self.connections += 1
        return _Desk(
            self,
            hostname="post.example",
            tls_context=self._tls,
            authenticator=self._judge if self._password else None,
            auth_required=self._password is not None and self._tls is not None,
            auth_require_tls=self._tls is not None,
            require_starttls=self._tls is not None,
        )

    def _judge(self, server: SMTP, session: Session, envelope: Envelope, kind: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.log_ins += 1
        return AuthResult(success=given.password.decode() == self._password, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._next("MAIL")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._next("RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self._next("DOT")
        if answer.startswith("250"):
            self.mails.append(envelope)
            self.arrived.set()
        await self.before_answer_to_dot.wait()
        if self._cut("after dot"):
            cast("Any", server.transport).abort()
        return answer

    def _next(self, verb: str) -> str:
        return self.says[verb].popleft() if self.says[verb] else "250 fine"

    def _cut(self, place: str) -> bool:
        if self.cuts and self.cuts[0] == place:
            self.cuts.popleft()
            return True
        return False


class _Desk(SMTP):
    """One connection, which `PostOffice.cuts` cuts at: greeting, data, before dot, after dot."""

    def __init__(self, office: PostOffice, **options: Any) -> None:
        super().__init__(office, **options)
        self._office = office

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._office._cut("greeting"):
            transport.close()
            return
        self._office._transports.append(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport is not None:  # else it was cut before it began
            super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:
        if self._office._cut("data"):
            cast("Any", self.transport).abort()
        elif self._office._cut("before dot"):
            await self.push("354 go on")
            cast("Any", self.transport).abort()
        elif self._office.says["DATA"]:
            await self.push(self._office.says["DATA"].popleft())
        else:
            await super().smtp_DATA(arg)
