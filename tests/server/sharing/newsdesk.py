"""A newspaper with one article, a reader with a key, and the acts of sharing in one line each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Row, select, update
from sqlalchemy.exc import OperationalError

from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.models.shares import delivery_table, share_table, suppression_table
from broadsheet_server.settings import MailSettings, PublicationSettings, Settings
from broadsheet_server.sharing.outbox.smtp import SmtpRelay, SmtpTimeouts
from broadsheet_server.sharing.outbox.worker import MailWorker
from broadsheet_server.sharing.requests import Accepted, ShareProblem, ShareRequest
from broadsheet_server.sharing.share_article import share_article
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.sharing.post_office import PostOffice

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Newsdesk:
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
        self.article_id = publish(database, headline="Swing bridge shut after cracks found").article_id
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
            "article_id": self.article_id,
            "to": to or ("friend@example.net",),
            "sender_name": "Ada Lovelace",
            "note": "Read this one.",
            "idempotency_key": uuid4().hex,
        }
        return ShareRequest(**{**ordinary, **changes})  # type: ignore[arg-type]

    def ask(
        self, request: ShareRequest, *, key_id: UUID | None = None
    ) -> Accepted | tuple[ShareProblem, ...]:
        """Ask the server, in a transaction of its own."""
        with self.database.write() as session:
            return share_article(
                session, request, api_key_id=key_id or self.key_id, settings=self.settings, now=self.now
            )

    def share(self, *to: str, key_id: UUID | None = None, **changes: object) -> UUID:
        """Share, and expect it to be accepted."""
        answer = self.ask(self.request(*to, **changes), key_id=key_id)
        assert isinstance(answer, Accepted), answer
        return answer.share_id

    def problems(self, *to: str, key_id: UUID | None = None, **changes: object) -> list[ShareProblem]:
        """Share, and expect it to be refused."""
        answer = self.ask(self.request(*to, **changes), key_id=key_id)
        assert not isinstance(answer, Accepted)
        return list(answer)

    def deliveries(self) -> list[Row[tuple[object, ...]]]:
        """Every row of the outbox, in the order of sharing."""
        with self.database.read() as session:
            return list(session.execute(select(delivery_table).order_by(delivery_table.c.id)).all())

    def states(self) -> list[str]:
        """The state of every delivery."""
        return [row.state for row in self.deliveries()]

    def dump(self) -> str:
        """All that the store knows of sharing, as text."""
        tables = (delivery_table, share_table, suppression_table)
        with self.database.read() as session:
            return "".join(str(row) for table in tables for row in session.execute(select(table)).all())

    def database_is_locked(self) -> OperationalError:
        """What the store raises when it cannot be written."""
        return OperationalError("UPDATE delivery", {"recipient": "friend@example.net"}, Exception("locked"))

    def empty_outbox(self) -> None:
        """As if every mail were sent."""
        with self.database.write() as session:
            session.execute(update(delivery_table).values(state="sent", message=None, recipient=None))

    def later(self, **span: float) -> None:
        """Move the clock."""
        self.now += timedelta(**span)

    def worker(
        self, office: PostOffice, patience: SmtpTimeouts | None = None, *, mail: MailSettings | None = None
    ) -> MailWorker:
        """A worker that takes mail to this office, by other settings if there are any."""
        settings = self.settings.model_copy(update={"mail": mail or office.settings})
        server = SmtpRelay(settings.mail, patience)
        return MailWorker(self.database, settings, server=server, clock=lambda: self.now)

    async def work(self, office: PostOffice, patience: SmtpTimeouts | None = None) -> MailWorker:
        """Let a worker do all that is due now, and stop it."""
        worker = self.worker(office, patience)
        await worker.catch_up()
        return worker


def in_office(act: Callable[[PostOffice], Awaitable[None]], office: PostOffice | None = None) -> PostOffice:
    """Run `act` beside an open post office; return the office for what arrived."""

    async def day() -> PostOffice:
        async with (office or PostOffice()).open() as opened:
            await act(opened)
            return opened

    return asyncio.run(day())
