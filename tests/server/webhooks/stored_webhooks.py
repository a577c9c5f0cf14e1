"""Webhooks and deliveries as they stand in a store."""

from typing import Any

from sqlmodel import Session

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.models.webhooks import Webhook, WebhookDelivery
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW


def add_webhook(session: Session, **changes: Any) -> Webhook:
    """An ordinary webhook with these changes, of a key of its own."""
    key, _ = create_key(session, "integrator", [Scope.WEBHOOKS], now=NOW)
    ordinary = {
        "name": "CMS",
        "url": "https://cms.example/hook",
        "document": "{ __typename }",
        "api_key_id": key.id,
        "secret": "whsec_x",
        "created_at": NOW,
    }
    webhook = Webhook(**{**ordinary, **changes})
    session.add(webhook)
    session.flush()
    return webhook


def add_delivery(session: Session, webhook: Webhook, **changes: Any) -> None:
    """A delivery of a webhook with these changes."""
    ordinary = {
        "webhook_id": webhook.id,
        "sequence": 1,
        "kind": "published",
        "article_id": uuid7(),
        "occurred_at": NOW,
        "created_at": NOW,
    }
    session.add(WebhookDelivery(**{**ordinary, **changes}))
