"""What an operator does with messages that wait: cancel them, hold them, and let them go on."""

import re
from binascii import a2b_qp
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.shares import Delivery, Share
from broadsheet_server.sharing.outbox.queue import QUARANTINED_STATES, RETRY_FOR, QueueState

_WAITING = (QueueState.QUEUED, QueueState.HELD)


def cancel(session: Session, delivery_ids: Sequence[UUID] | None, *, now: datetime) -> int:
    """End waiting messages, all without `delivery_ids`, and erase them; return how many."""
    return _change(session, _among(delivery_ids), _WAITING, **_cancelled(now))


def cancel_of_key(session: Session, api_key_id: UUID, *, now: datetime) -> int:
    """End all waiting messages that an API key shared; return how many."""
    share_ids = select(Share.id).where(Share.api_key_id == api_key_id)
    return _change(session, [col(Delivery.share_id).in_(share_ids)], _WAITING, **_cancelled(now))


def erase_of_article(session: Session, article: Article, *, now: datetime) -> int:
    """End all waiting messages about an article, and those that list it as related news; return how many.

    Messages kept to be released are erased.
    """
    share_ids = select(Share.id).where(Share.article_id == article.id)
    listing = _listing(session, article.slug)
    of_article = [col(Delivery.share_id).in_(share_ids) | col(Delivery.id).in_(listing)]
    _change(session, of_article, QUARANTINED_STATES, recipient=None, message=None)
    return _change(session, of_article, _WAITING, **_cancelled(now))


def _listing(session: Session, slug: str) -> list[UUID]:
    """The kept messages with a link to an article."""
    link = re.compile(rb"/articles/" + re.escape(slug.encode()) + rb"(?![\w%-])")
    kept = select(Delivery.id, Delivery.message).where(col(Delivery.message).is_not(None))
    messages = session.execute(kept.execution_options(yield_per=100))
    return [delivery_id for delivery_id, message in messages if link.search(a2b_qp(message))]


def hold(session: Session, delivery_ids: Sequence[UUID] | None) -> int:
    """Keep queued messages, all without `delivery_ids`, until `resume`; return how many."""
    return _change(session, _among(delivery_ids), (QueueState.QUEUED,), state=QueueState.HELD)


def resume(session: Session, delivery_ids: Sequence[UUID] | None, *, now: datetime) -> int:
    """Queue held messages again, all without `delivery_ids`, for a day; return how many."""
    values = {"state": QueueState.QUEUED, "due_at": now, "expires_at": now + RETRY_FOR}
    return _change(session, _among(delivery_ids), (QueueState.HELD,), **values)


def _cancelled(now: datetime) -> dict[str, object]:
    return {"state": QueueState.CANCELLED, "ended_at": now, "recipient": None, "message": None}


def _among(delivery_ids: Sequence[UUID] | None) -> list[ColumnElement[bool]]:
    return [] if delivery_ids is None else [col(Delivery.id).in_(delivery_ids)]


def _change(
    session: Session,
    conditions: Sequence[ColumnElement[bool]],
    states: Sequence[QueueState],
    **values: object,
) -> int:
    statement = update(Delivery).where(*conditions, col(Delivery.state).in_(states)).values(values)
    result = session.execute(statement)
    return int(result.rowcount)  # type: ignore[attr-defined]
