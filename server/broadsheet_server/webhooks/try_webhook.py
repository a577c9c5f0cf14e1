"""The use case `testWebhook`: post a sample now, and tell what came back.

Of it only the line in the audit log is kept.
"""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from broadsheet_server.access.audit import Act, Actor, record_act
from broadsheet_server.models.changes import Change
from broadsheet_server.models.webhooks import Webhook
from broadsheet_server.reading.changes import (
    EXAMINED_MAX,
    PublicChange,
    change_at,
    feed_head,
    read_changes,
)
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_server.webhooks.conditions import change_filter
from broadsheet_server.webhooks.edit_webhook import Editing
from broadsheet_server.webhooks.outcomes import Attempt
from broadsheet_server.webhooks.payloads import (
    InvalidDocumentError,
    PayloadDocument,
    PayloadUnavailableError,
    body,
)
from broadsheet_server.webhooks.queue import held_scopes
from broadsheet_server.webhooks.steer_webhook import check_scopes
from broadsheet_server.webhooks.user_errors import unknown_article, unknown_webhook


@dataclass(frozen=True, slots=True)
class Trial:
    """What was posted, and what became of it."""

    payload: str
    attempt: Attempt


async def try_webhook(editing: Editing, webhook_id: UUID | None, article_id: UUID | None) -> Trial:
    """Post the last change of an article, by default the last one that the webhook is told of.

    Where it is told of nothing yet, a payload without data. Raises WebhookInputError, also for an article
    that was never public.
    """
    webhook, scopes = await asyncio.to_thread(_read, editing, webhook_id)
    context = ReadContext(editing.database, editing.settings, editing.now)
    change = await _sample(context, webhook, article_id)
    document = payload_document(webhook, scopes)
    try:
        answer = await editing.payloads.answer(document, change, editing.now)
    except (InvalidDocumentError, PayloadUnavailableError) as error:
        return Trial("", Attempt(error=str(error)))
    payload = body(change, answer, editing.now, is_test=True)
    return Trial(payload.decode(), await _post(editing, webhook, payload))


async def _post(editing: Editing, webhook: Webhook, payload: bytes) -> Attempt:
    from broadsheet_server.fetching.poster import Poster  # HTTP is loaded with the first that needs it
    from broadsheet_server.webhooks.posts import TEST_SECONDS, USER_AGENT, post_payload

    async with Poster(editing.settings.fetching.allowed_networks, USER_AGENT) as poster:
        return await post_payload(poster, webhook, uuid7(), payload, editing.now, TEST_SECONDS)


def payload_document(webhook: Webhook, scopes: frozenset[str]) -> PayloadDocument:
    """The document of a webhook, executed with the scopes that its key holds."""
    return PayloadDocument(
        webhook.document, webhook.operation_name, webhook.api_key_id, scopes, f"webhook {webhook.name}"
    )


def _read(editing: Editing, webhook_id: UUID | None) -> tuple[Webhook, frozenset[str]]:
    """The webhook and its scopes; the audit log has that it is tried."""
    with editing.database.write() as session:
        webhook = session.get(Webhook, webhook_id) if webhook_id else None
        if webhook is None:
            raise unknown_webhook()
        check_scopes(webhook, editing.caller.scopes)
        act = Act("testWebhook", "Webhook", str(webhook.id), webhook.name)
        record_act(session, Actor.of(editing.caller), act, now=editing.now)
        return webhook, held_scopes(session, webhook, editing.now)


async def _sample(context: ReadContext, webhook: Webhook, article_id: UUID | None) -> PublicChange | None:
    if article_id is not None:
        last = select(func.max(col(Change.sequence)).label("last")).where(
            col(Change.article_id) == article_id
        )
        [row] = await context.reader.fetch(last)
        if row.last is None:
            raise unknown_article()
        return await change_at(context, row.last)
    after = max(0, await feed_head(context) - EXAMINED_MAX)
    page = await read_changes(context, after, EXAMINED_MAX, change_filter(webhook))
    return page.changes[-1] if page.changes else None
