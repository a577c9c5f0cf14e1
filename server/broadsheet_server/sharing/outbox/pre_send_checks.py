"""The checks before a message is sent: what may have changed since its share was accepted."""

from datetime import datetime

from sqlmodel import Session, col, select

from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.models.articles import Article
from broadsheet_server.models.shares import Delivery, Share, Suppression
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.settings import ShareLimits
from broadsheet_server.sharing.limits import is_recipient_over_limit
from broadsheet_server.sharing.outbox import queue
from broadsheet_server.sharing.outbox.queue import Claim, QueueState


def may_send(session: Session, claim: Claim, limits: ShareLimits, now: datetime) -> bool:
    """Whether the message may be sent. If not, its delivery ends here.

    Raises LeaseLostError.
    """
    obstacle = _obstacle(session, claim, limits, now)
    if obstacle is not None:
        state, reason = obstacle
        queue.finish(session, claim, state, reason, now)
        return False
    if not claim.checks_passed:
        queue.record_checks_passed(session, claim, now)
    return True


def _obstacle(
    session: Session, claim: Claim, limits: ShareLimits, now: datetime
) -> tuple[QueueState, str] | None:
    if now >= claim.expires_at:
        return QueueState.EXPIRED, "Given up: a day is over."
    if not _is_article_public(session, claim, now):
        return QueueState.WITHDRAWN, "The article is not public any more."
    if _is_key_revoked(session, claim):
        return QueueState.CANCELLED, "The key that shared it was revoked."
    if session.get(Suppression, claim.recipient_hash) is not None:
        return QueueState.SUPPRESSED, "The recipient wants no such mail."
    if not claim.checks_passed and is_recipient_over_limit(session, claim.recipient_hash, limits, now):
        return QueueState.LIMITED, "The recipient got as much mail as one may get."
    return None


def _is_key_revoked(session: Session, claim: Claim) -> bool:
    statement = (
        select(ApiKey.revoked_at)
        .join(Share, col(Share.api_key_id) == col(ApiKey.id))
        .join(Delivery, col(Delivery.share_id) == col(Share.id))
        .where(Delivery.id == claim.delivery_id)
    )
    return session.exec(statement).first() is not None


def _is_article_public(session: Session, claim: Claim, now: datetime) -> bool:
    statement = select(Article.id).where(col(Article.id) == claim.article_id, is_public(now))
    return session.exec(statement).first() is not None
