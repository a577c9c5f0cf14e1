"""The last look before a mail leaves: does anything speak against sending it now?"""

from datetime import datetime

from sqlalchemy import exists, select
from sqlmodel import Session

from broadsheet_server.models import metadata
from broadsheet_server.models.shares import suppression_table
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.settings import ShareLimits
from broadsheet_server.sharing.limits import is_too_much_for
from broadsheet_server.sharing.outbox import queue
from broadsheet_server.sharing.outbox.queue import Claim, QueueState

_article = metadata.tables["article"].c


def may_send(session: Session, claimed: Claim, limits: ShareLimits, now: datetime) -> bool:
    """Whether the mail may leave. If not, its delivery is ended here, and the sharer is not told why."""
    objection = _objection(session, claimed, limits, now)
    if objection is not None:
        queue.end(session, claimed, *objection, now)
        return False
    if not claimed.has_passed:
        queue.mark_passed(session, claimed, now)
    return True


def _objection(
    session: Session, claimed: Claim, limits: ShareLimits, now: datetime
) -> tuple[QueueState, str] | None:
    if now >= claimed.expires_at:
        return QueueState.FAILED, "Given up: a day is over."
    if not _exists(session, _article.id == claimed.article_id, is_public(now)):
        return QueueState.SUPPRESSED, "The article is not public any more."
    if _exists(session, suppression_table.c.recipient_hash == claimed.recipient_hash):
        return QueueState.SUPPRESSED, "The friend wants no such mail."
    if not claimed.has_passed and is_too_much_for(session, claimed.recipient_hash, limits, now):
        return QueueState.SUPPRESSED, "The friend got as much mail as one may get."
    return None


def _exists(session: Session, *conditions: object) -> bool:
    return bool(session.execute(select(exists().where(*conditions))).scalar_one())  # type: ignore[arg-type]
