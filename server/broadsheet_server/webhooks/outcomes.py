"""What becomes of a delivery after an attempt: delivered, tried again, or given up; and of its webhook.

A failed attempt is made again with exponential backoff and jitter, not before the receiver wants it, for a
day. Where nothing else was delivered in that day, it is the receiver that fails, not this delivery: the
webhook is paused, with all that waits, and its contact gets a mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import Session, col, select

from broadsheet_server.models.webhooks import Webhook, WebhookDelivery
from broadsheet_server.newsroom.validation import one_line
from broadsheet_server.webhooks.queue import OPEN_AFTER, REPLACED, TAKES_BACK, Claim, make_due
from broadsheet_shared.jitter import jitter
from broadsheet_shared.vocabulary import WebhookDeliveryState, WebhookState

RETRY_FOR: Final = timedelta(hours=24)
GONE: Final = 410
REASON_MAX: Final = 500
_FIRST_WAIT_S: Final = 5.0
_FACTOR: Final = 4.0
_WAIT_MAX_S: Final = 4 * 3600.0
_OPEN_MAX_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt. `error` is why it failed, in a sentence; None where the receiver has taken it.

    `status`, `seconds` and `excerpt` are of the response, None where there was none. Where `is_skipped`
    nothing was sent, because the public may not see of the change any more. `invalid_document` is why
    nothing can be sent before somebody changes the webhook.
    """

    error: str | None = None
    status: int | None = None
    seconds: float | None = None
    excerpt: str | None = None
    retry_after_s: float | None = None
    is_skipped: bool = False
    invalid_document: str | None = None


def backoff(attempts: int, *, most: float = _WAIT_MAX_S) -> float:
    """Seconds to wait after so many failures (from 1): 5, 20, 80 … up to `most`, with ±20 % jitter."""
    seconds = min(most, _FIRST_WAIT_S * _FACTOR ** min(attempts - 1, 20))
    return seconds * jitter(0.8, 1.2)


def record(session: Session, ended: Sequence[tuple[Claim, Attempt]], now: datetime) -> list[Webhook]:
    """Write down attempts; return the webhooks that were paused.

    A delivery whose lease was lost, or whose webhook was deleted, is left as it is.
    """
    ids = sorted({claim.webhook.id for claim, _ in ended})
    statement = select(Webhook).where(col(Webhook.id).in_(ids)).order_by(col(Webhook.id)).with_for_update()
    webhooks = {webhook.id: webhook for webhook in session.exec(statement)}
    were_active = {key for key, webhook in webhooks.items() if webhook.state == WebhookState.ACTIVE}
    deliveries = _locked(session, [claim for claim, _ in ended])
    for claim, attempt in ended:
        webhook, delivery = webhooks.get(claim.webhook.id), deliveries.get(claim.delivery.id)
        if webhook is None or delivery is None or delivery.lease_id != claim.delivery.lease_id:
            continue  # nobody may have claimed it after us (a fencing token)
        _record_one(session, webhook, delivery, attempt, now)
    return [webhooks[key] for key in sorted(were_active) if webhooks[key].state == WebhookState.PAUSED]


def pause(webhook: Webhook, reason: str | None, now: datetime) -> None:
    """Tell a webhook of nothing from now on. With a reason the server does it, and the contact is told."""
    webhook.state, webhook.paused_at = WebhookState.PAUSED, now
    webhook.pause_reason = reason and one_line(reason)[:REASON_MAX]
    webhook.notice_attempts = 0
    webhook.notice_at = now if reason and webhook.contact else None


def _locked(session: Session, claims: Sequence[Claim]) -> dict[UUID, WebhookDelivery]:
    ids = [claim.delivery.id for claim in claims]
    statement = select(WebhookDelivery).where(col(WebhookDelivery.id).in_(ids)).with_for_update()
    return {delivery.id: delivery for delivery in session.exec(statement)}


def _record_one(
    session: Session, webhook: Webhook, delivery: WebhookDelivery, attempt: Attempt, now: datetime
) -> None:
    delivery.lease_id = delivery.lease_until = None
    delivery.attempted_at = now
    delivery.response_status, delivery.response_seconds = attempt.status, attempt.seconds
    delivery.response_excerpt = attempt.excerpt
    delivery.reason = attempt.error and one_line(attempt.error)[:REASON_MAX]
    if attempt.is_skipped:
        _end(delivery, WebhookDeliveryState.SKIPPED, now)
    elif attempt.invalid_document is not None:
        _wait(delivery, now)
        pause(webhook, attempt.invalid_document, now)
    elif attempt.error is None:
        _end(delivery, WebhookDeliveryState.DELIVERED, now)
        _record_success(session, webhook, now)
    else:
        _record_failure(session, webhook, delivery, attempt, now)
    session.add(delivery)
    session.add(webhook)


def _record_success(session: Session, webhook: Webhook, now: datetime) -> None:
    """What waited for the receiver to come back is due at once."""
    if webhook.failures >= OPEN_AFTER:
        make_due(session, webhook.id, now)
    webhook.failures, webhook.failing_since, webhook.open_until = 0, None, None
    webhook.last_error, webhook.last_success_at = None, now


def _record_failure(
    session: Session, webhook: Webhook, delivery: WebhookDelivery, attempt: Attempt, now: datetime
) -> None:
    _note_failure(webhook, delivery.reason or "", attempt, now)
    ends_at = delivery.created_at + RETRY_FOR
    if attempt.status == GONE:
        _wait(delivery, now)
        pause(webhook, "The receiver says that it is gone for good (410).", now)
    elif _is_taken_back(session, delivery):
        _end(delivery, WebhookDeliveryState.SKIPPED, now)
        delivery.reason = REPLACED
    elif now < ends_at:
        seconds = max(backoff(delivery.attempts), attempt.retry_after_s or 0.0)
        _wait(delivery, min(ends_at, now + timedelta(seconds=min(seconds, RETRY_FOR.total_seconds()))))
    elif webhook.last_success_at is None or webhook.last_success_at < delivery.created_at:
        _wait(delivery, now)
        pause(webhook, f"Nothing could be delivered for a day. {delivery.reason}", now)
    else:
        _end(delivery, WebhookDeliveryState.FAILED, now)


def _note_failure(webhook: Webhook, reason: str, attempt: Attempt, now: datetime) -> None:
    """Failures of deliveries that were under way together count as one."""
    webhook.last_error, webhook.failing_since = reason, webhook.failing_since or now
    if webhook.open_until is None or webhook.open_until <= now:
        webhook.failures += 1
    wait = 0.0 if attempt.retry_after_s is None else min(attempt.retry_after_s, RETRY_FOR.total_seconds())
    if webhook.failures >= OPEN_AFTER:
        wait = max(wait, backoff(webhook.failures - OPEN_AFTER + 1, most=_OPEN_MAX_S))
    if wait:
        webhook.open_until = max(webhook.open_until or now, now + timedelta(seconds=wait))


def _is_taken_back(session: Session, delivery: WebhookDelivery) -> bool:
    """Whether a later change that takes the article back waits for this one."""
    later = exists().where(
        col(WebhookDelivery.webhook_id) == delivery.webhook_id,
        col(WebhookDelivery.article_id) == delivery.article_id,
        col(WebhookDelivery.sequence) > delivery.sequence,
        col(WebhookDelivery.due_at).is_not(None),
        col(WebhookDelivery.kind).in_(TAKES_BACK),
    )
    return session.exec(select(1).where(later)).first() is not None


def _wait(delivery: WebhookDelivery, due_at: datetime) -> None:
    delivery.state, delivery.due_at = WebhookDeliveryState.QUEUED, due_at


def _end(delivery: WebhookDelivery, state: WebhookDeliveryState, now: datetime) -> None:
    delivery.state, delivery.due_at, delivery.ended_at = state, None, now
