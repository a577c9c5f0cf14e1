"""A newspaper with one article, a reader with a key, and the acts of sharing in one line each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.models.shares import Delivery, Share, Suppression
from broadsheet_server.settings import MailSettings, PublicationSettings, Settings
from broadsheet_server.sharing.outbox.smtp import SmtpRelay, SmtpTimeouts
from broadsheet_server.sharing.outbox.worker import SHUTDOWN_TIMEOUT, MailWorker
from broadsheet_server.sharing.share_article import AcceptedShare, ShareRequest, share_article
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode, ShareArticleUserError
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.sharing.smtp_server import SmtpServer

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

Answer = AcceptedShare | tuple[ShareArticleUserError, ...]


class SharingFixture:
    """A store with an article and a sharer, and a clock that stands until it is moved."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.now = START
        self.settings = settings.model_copy(
            update={
                "publication": PublicationSettings(
                    name="The Vallmere Courier",
                    copyright_notice="© 2026 The Vallmere Courier",
                    registration_number="Press Register No. 1887-042",
                ),
                "mail": MailSettings(host="127.0.0.1", port=9, tls="none", sender="share@courier.example"),
            }
        )
        self.article = publish(database, headline="Swing bridge shut after cracks found")
        self.key_id = self.new_key()

    def new_key(self) -> UUID:
        """Another sharer."""
        key = ApiKey(name="reader", prefix="bs", key_hash=uuid4().hex, scopes=["share"], created_at=self.now)
        with self.database.write() as session:
            session.add(key)
        return key.id

    def request(self, *to: str, **changes: object) -> ShareRequest:
        """What Ada asks for, with these changes."""
        ordinary: dict[str, object] = {
            "article_id": self.article.article_id,
            "to": to or ("friend@example.net",),
            "sender_name": "Ada Lovelace",
            "note": "Read this one.",
            "idempotency_key": uuid4().hex,
        }
        return ShareRequest(**{**ordinary, **changes})  # type: ignore[arg-type]

    def try_share(self, request: ShareRequest, *, key_id: UUID | None = None) -> Answer:
        """Ask a server of its own, in an event loop of its own; callable from several threads at once."""

        async def ask() -> Answer:
            database = Database(self.database.url.render_as_string(hide_password=False))
            try:
                return await share_article(
                    database, self.settings, request, api_key_id=key_id or self.key_id, now=self.now
                )
            finally:
                await database.close()

        return asyncio.run(ask())

    def share(self, *to: str, key_id: UUID | None = None, **changes: object) -> UUID:
        """Share, and expect it to be accepted."""
        answer = self.try_share(self.request(*to, **changes), key_id=key_id)
        assert isinstance(answer, AcceptedShare), answer
        return answer.share_id

    def errors(
        self, *to: str, key_id: UUID | None = None, **changes: object
    ) -> tuple[ShareArticleUserError, ...]:
        """Share, and expect it to be refused."""
        answer = self.try_share(self.request(*to, **changes), key_id=key_id)
        assert not isinstance(answer, AcceptedShare)
        return answer

    def error_codes(self, *to: str, **changes: object) -> list[ShareArticleErrorCode]:
        """Share, and expect it to be refused for these reasons."""
        return [error.code for error in self.errors(*to, **changes)]  # type: ignore[arg-type]

    def deliveries(self) -> list[Delivery]:
        """The whole outbox, in the order of sharing."""
        with self.database.read() as session:
            return list(session.exec(select(Delivery).order_by(col(Delivery.id))))

    def delivery(self) -> Delivery:
        """The only one."""
        (delivery,) = self.deliveries()
        return delivery

    def states(self) -> list[str]:
        """The state of every delivery."""
        return [delivery.state for delivery in self.deliveries()]

    def dump(self) -> str:
        """All that the store knows of sharing, as text."""
        with self.database.read() as session:
            rows = [row for table in (Delivery, Share, Suppression) for row in session.exec(select(table))]
            return "".join(repr(row.model_dump()) for row in rows)

    def database_is_locked(self) -> OperationalError:
        """What the store raises when it cannot be written."""
        return OperationalError("UPDATE delivery", {"recipient": "friend@example.net"}, Exception("locked"))

    def empty_outbox(self) -> None:
        """As if every mail were sent."""
        with self.database.write() as session:
            session.execute(update(Delivery).values(state="sent", message=None, recipient=None))

    def later(self, **span: float) -> None:
        """Move the clock."""
        self.now += timedelta(**span)

    def worker(
        self,
        server: SmtpServer,
        timeouts: SmtpTimeouts | None = None,
        *,
        mail: MailSettings | None = None,
        shutdown_timeout: float = SHUTDOWN_TIMEOUT,
    ) -> MailWorker:
        """A worker that sends to this server, by other settings if there are any."""
        settings = self.settings.model_copy(update={"mail": mail or server.settings})
        return MailWorker(
            self.database,
            settings,
            relay=SmtpRelay(settings.mail, timeouts),
            clock=lambda: self.now,
            shutdown_timeout=shutdown_timeout,
        )

    async def work(self, server: SmtpServer, timeouts: SmtpTimeouts | None = None) -> MailWorker:
        """Let a worker do all that is due now, and stop it."""
        worker = self.worker(server, timeouts)
        await worker.run_until_idle()
        return worker


def with_smtp_server(
    act: Callable[[SmtpServer], Awaitable[object]], server: SmtpServer | None = None
) -> SmtpServer:
    """Run `act` beside a listening SMTP server; return the server for what arrived."""
    server = server or SmtpServer()

    async def run() -> None:
        async with server.listening():
            await act(server)

    asyncio.run(run())
    return server
