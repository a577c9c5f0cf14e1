"""Mails the contact of a webhook that the server has paused."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, select

from broadsheet_server.models.webhooks import Webhook
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.settings import Settings
from broadsheet_server.sharing.outbox.queue import AttemptOutcome
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.pause_notice import compose_notice

ATTEMPTS_MAX: Final = 8
"""So often a mail is tried, at growing intervals, about a day long."""
_CLAIM: Final = timedelta(minutes=15)
_FIRST_WAIT: Final = timedelta(minutes=10)

_log = logging.getLogger(__name__)


class WebhookNotices:
    """Sends the mails that are due; of several servers one sends each. After a crash it may come twice."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    @staticmethod
    def is_waiting(session: Session) -> bool:
        """Whether any mail is to be sent, now or later."""
        waiting = select(Webhook.id).where(col(Webhook.notice_at).is_not(None)).limit(1)
        return session.exec(waiting).first() is not None

    async def send_due(self, now: datetime) -> None:
        """Send what is due. A mail that the relay does not take is tried again later."""
        for webhook in await asyncio.to_thread(self._claim, now):
            sent = self._settings.mail.host is None or await self._send(webhook)
            if sent or webhook.notice_attempts >= ATTEMPTS_MAX:
                await asyncio.to_thread(self._finish, webhook)

    def _claim(self, now: datetime) -> list[Webhook]:
        """The webhooks whose contact is to be told; others leave them alone for a while."""
        is_due = col(Webhook.notice_at) <= now
        with self._database.read() as session:
            if session.exec(select(Webhook.id).where(is_due).limit(1)).first() is None:
                return []
        with self._database.write() as session:
            webhooks = list(session.exec(select(Webhook).where(is_due).with_for_update(skip_locked=True)))
            for webhook in webhooks:
                webhook.notice_at = now + max(_CLAIM, _FIRST_WAIT * 2**webhook.notice_attempts)
                webhook.notice_attempts += 1
                session.add(webhook)
        return webhooks

    async def _send(self, webhook: Webhook) -> bool:
        from broadsheet_server.sharing.outbox.smtp import SmtpRelay

        assert webhook.contact is not None
        relay = SmtpRelay(self._settings.mail)
        message = compose_notice(webhook, global_id("Webhook", webhook.id), self._settings)
        try:
            result = await relay.send(webhook.contact, message, before_final_dot=_nothing)
        finally:
            await relay.close()
        if result.outcome is not AttemptOutcome.SENT:
            _log.warning("the contact of webhook %s cannot be told: %s", webhook.id, result.answer)
        return result.outcome in (AttemptOutcome.SENT, AttemptOutcome.PERMANENT_FAILURE)

    def _finish(self, webhook: Webhook) -> None:
        mine = (col(Webhook.id) == webhook.id, col(Webhook.notice_at) == webhook.notice_at)
        with self._database.write() as session:
            session.execute(update(Webhook).where(*mine).values(notice_at=None))


async def _nothing() -> None:
    """The mail is not worth a phase mark: it may come twice."""
