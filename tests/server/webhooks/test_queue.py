"""What a server takes of the queue at once."""

from collections.abc import Iterable

from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.queue import OPEN_AFTER, claim
from broadsheet_shared.vocabulary import WebhookDeliveryState
from tests.builders import NOW
from tests.server.webhooks.stored_webhooks import add_delivery, add_webhook


def queue(database: Database, states: Iterable[WebhookDeliveryState], *, failures: int) -> None:
    """A webhook with deliveries in these states, all of them due."""
    with database.write() as session:
        webhook = add_webhook(session, failures=failures)
        for number, state in enumerate(states, start=1):
            add_delivery(session, webhook, sequence=number, due_at=NOW, state=state)


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
