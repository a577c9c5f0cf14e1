"""What a server takes of the queue at once."""

from collections.abc import Iterable

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.models.webhooks import Webhook, WebhookDelivery
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_server.webhooks.queue import OPEN_AFTER, claim
from broadsheet_shared.vocabulary import Scope, WebhookDeliveryState
from tests.builders import NOW


def queue(database: Database, states: Iterable[WebhookDeliveryState], *, failures: int) -> None:
    """A webhook with deliveries in these states, all of them due."""
    with database.write() as session:
        key, _ = create_key(session, "integrator", [Scope.WEBHOOKS], now=NOW)
        webhook = Webhook(
            name="CMS",
            url="https://cms.example/hook",
            document="{ __typename }",
            api_key_id=key.id,
            secret="whsec_x",
            created_at=NOW,
            failures=failures,
        )
        session.add(webhook)
        session.flush()
        for number, state in enumerate(states, start=1):
            session.add(
                WebhookDelivery(
                    webhook_id=webhook.id,
                    sequence=number,
                    kind="published",
                    article_id=uuid7(),
                    occurred_at=NOW,
                    created_at=NOW,
                    due_at=NOW,
                    state=state,
                )
            )


def test_a_receiver_that_begins_to_fail_is_sent_no_more_than_is_under_way(database: Database) -> None:
    sending, queued = WebhookDeliveryState.SENDING, WebhookDeliveryState.QUEUED
    queue(database, [sending, sending, queued, queued], failures=OPEN_AFTER)
    with database.write() as session:
        assert claim(session, NOW) == []


def test_a_receiver_that_fails_is_tried_with_one_delivery(database: Database) -> None:
    queue(database, [WebhookDeliveryState.QUEUED] * 3, failures=OPEN_AFTER)
    with database.write() as session:
        [claimed] = claim(session, NOW)
    assert claimed.delivery.sequence == 1
