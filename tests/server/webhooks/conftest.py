"""A newspaper with an integrator, a receiver on loopback, and a clock that tests set."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.access.caller import Caller
from broadsheet_server.execution.webhook_payloads import GraphQLPayloads
from broadsheet_server.models.webhooks import Webhook, WebhookDelivery
from broadsheet_server.operations.webhook_worker import WebhookWorker
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.edit_webhook import Editing, WebhookValues, create_webhook
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW
from tests.server.webhooks.receiver import Receiver, reaching_receivers


@dataclass
class Newspaper:
    """The store, and what its servers do with webhooks as if it were `now`."""

    database: Database
    settings: Settings
    receiver: Receiver
    now: datetime = field(default=NOW)

    def key(self, *scopes: Scope) -> Caller:
        """A key with scope `webhooks` and these."""
        with self.database.write() as session:
            key, _ = create_key(session, "integrator", [Scope.WEBHOOKS, *scopes], now=self.now)
        return Caller(key.id, frozenset(key.scopes), "integrator")

    def editing(self, caller: Caller | None = None) -> Editing:
        """What the use cases need."""
        payloads = GraphQLPayloads(self.database, self.settings)
        return Editing(self.database, self.settings, payloads, caller or self.key(), self.now)

    def hook(self, *, after: int | None = 0, caller: Caller | None = None, **values: Any) -> UUID:
        """A webhook that is told of everything from the beginning, unless a test says otherwise."""
        chosen = WebhookValues(**{"name": "CMS", "url": self.receiver.url, **values})
        webhook_id, _ = self.run(create_webhook(self.editing(caller), chosen, after))
        return webhook_id

    def deliver(self, **later: float) -> list[tuple[str, str]]:
        """Let a server deliver all that is due, after some time; return what the receiver was told by it."""
        self.now += timedelta(**later)
        before = len(self.receiver.got)
        self.serve()
        return [message.told for message in self.receiver.got[before:]]

    def serve(self) -> None:
        """Let a server deliver all that is due."""
        payloads = GraphQLPayloads(self.database, self.settings)
        worker = WebhookWorker(self.database, self.settings, payloads, clock=lambda: self.now)
        self.run(worker.run_until_idle())

    def webhook(self, webhook_id: UUID) -> Webhook:
        """The webhook as it is now."""
        with self.database.read() as session:
            return session.get_one(Webhook, webhook_id)

    def deliveries(self, webhook_id: UUID | None = None) -> list[WebhookDelivery]:
        """The deliveries in the order of their changes."""
        statement = select(WebhookDelivery).order_by(col(WebhookDelivery.sequence), col(WebhookDelivery.id))
        if webhook_id is not None:
            statement = statement.where(col(WebhookDelivery.webhook_id) == webhook_id)
        with self.database.read() as session:
            return list(session.exec(statement))

    def states(self, webhook_id: UUID | None = None) -> list[str]:
        """How far they have come."""
        return [delivery.state for delivery in self.deliveries(webhook_id)]

    def run(self, work: Any) -> Any:
        """Run something in an event loop of its own."""

        async def running() -> Any:
            try:
                return await work
            finally:
                await self.database.close()

        return asyncio.run(running())


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Receivers on loopback are allowed."""
    return reaching_receivers(settings)


@pytest.fixture
def paper(database: Database, settings: Settings, receiver: Receiver) -> Newspaper:
    """A newspaper."""
    return Newspaper(database, settings, receiver)
