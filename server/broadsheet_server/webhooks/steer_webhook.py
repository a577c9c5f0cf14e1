"""The use cases that steer a webhook: pause, resume, replay, delete, and give it another secret.

Each raises WebhookInputError where there is no such webhook.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, update
from sqlmodel import Session, col

from broadsheet_server.changefeed import feed
from broadsheet_server.models.webhooks import Webhook, WebhookDelivery
from broadsheet_server.webhooks import outcomes
from broadsheet_server.webhooks.edit_webhook import locked_webhook, reached
from broadsheet_server.webhooks.queue import make_due, skip_waiting
from broadsheet_server.webhooks.signatures import new_secret
from broadsheet_server.webhooks.user_errors import WebhookErrorCode, WebhookInputError, WebhookUserError
from broadsheet_shared.vocabulary import WebhookState

OVERLAP_HOURS_MAX: Final = 24 * 30
_REPLAYED: Final = "Somebody had the webhook go back: it is told of this change again."


def pause_webhook(session: Session, webhook_id: UUID | None, now: datetime) -> None:
    """Tell it of nothing until it is resumed. What comes waits in the change feed; nothing is lost."""
    webhook = locked_webhook(session, webhook_id)
    if webhook.state == WebhookState.ACTIVE:
        outcomes.pause(webhook, None, now)
        session.add(webhook)


def resume_webhook(session: Session, webhook_id: UUID | None, now: datetime) -> None:
    """Go on where it was paused, at once, with a day for each delivery that waits."""
    webhook = locked_webhook(session, webhook_id)
    webhook.state, webhook.pause_reason, webhook.paused_at = WebhookState.ACTIVE, None, None
    webhook.failures, webhook.failing_since, webhook.open_until = 0, None, None
    webhook.notice_at = None
    session.add(webhook)
    _begin_again(session, webhook.id, now)
    make_due(session, webhook.id, now)


def replay_webhook(session: Session, webhook_id: UUID | None, after: int, now: datetime) -> None:
    """Tell it again of all changes after a sequence, under new message ids.

    Raises WebhookInputError where the feed has not reached `after`.
    """
    webhook = locked_webhook(session, webhook_id)
    webhook.sequence = reached(after, feed.head(session))
    session.add(webhook)
    is_repeated = and_(
        col(WebhookDelivery.webhook_id) == webhook.id, col(WebhookDelivery.sequence) > webhook.sequence
    )
    skip_waiting(session, is_repeated, _REPLAYED, now)


def delete_webhook(session: Session, webhook_id: UUID | None) -> None:
    """Remove it with its log."""
    session.delete(locked_webhook(session, webhook_id))


def rotate_secret(
    session: Session, webhook_id: UUID | None, held: frozenset[str], overlap_hours: int, now: datetime
) -> str:
    """Give it another secret, and return that. The present one signs too for the hours of the overlap.

    Raises WebhookInputError for another overlap than 0 to OVERLAP_HOURS_MAX hours, and where the scopes that
    are `held` are not all of the webhook's.
    """
    webhook = locked_webhook(session, webhook_id)
    check_scopes(webhook, held)
    if not 0 <= overlap_hours <= OVERLAP_HOURS_MAX:
        sentence = f"The overlap is 0 to {OVERLAP_HOURS_MAX} hours."
        error = WebhookUserError(WebhookErrorCode.INVALID_VALUE, sentence, ("overlapHours",))
        raise WebhookInputError(error)
    webhook.previous_secret = webhook.secret if overlap_hours else None
    webhook.previous_secret_until = now + timedelta(hours=overlap_hours) if overlap_hours else None
    webhook.secret = new_secret()
    session.add(webhook)
    return webhook.secret


def check_scopes(webhook: Webhook, held: frozenset[str]) -> None:
    """Raise WebhookInputError where a webhook may read more than the scopes that are held."""
    if missing := sorted(set(webhook.scopes) - held):
        sentence = f"The webhook reads with scopes that this API key does not have: {', '.join(missing)}."
        error = WebhookUserError(WebhookErrorCode.SCOPE_NOT_HELD, sentence, ("webhook",))
        raise WebhookInputError(error)


def _begin_again(session: Session, webhook_id: UUID, now: datetime) -> None:
    """Whatever waits has its day from now on."""
    waits = and_(col(WebhookDelivery.webhook_id) == webhook_id, col(WebhookDelivery.due_at).is_not(None))
    session.execute(update(WebhookDelivery).where(waits).values(created_at=now))
