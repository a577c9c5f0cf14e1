"""The last look before a mail leaves: does anything speak against sending it now?"""

from datetime import datetime

from sqlalchemy import exists, select
from sqlmodel import Session

from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.settings import ShareLimits
from broadsheet_server.sharing import outbox
from broadsheet_server.sharing.limits import is_too_much_for
from broadsheet_server.sharing.outbox import Claim, State
from broadsheet_server.sharing.tables import suppression_table
from broadsheet_server.storage.tables import metadata

_article = metadata.tables["article"].c


def clear(session: Session, claimed: Claim, limits: ShareLimits, now: datetime) -> bool:
    """Whether the mail may leave. If not, its delivery is ended here, and the sharer is not told why."""
    objection = _objection(session, claimed, limits, now)
    if objection is not None:
        outbox.end(session, claimed, *objection, now)
        return False
    if not claimed.has_passed:
        outbox.mark_passed(session, claimed, now)
    return True


def _objection(
    session: Session, claimed: Claim, limits: ShareLimits, now: datetime
) -> tuple[State, str] | None:
    if now >= claimed.expires_at:
        return State.FAILED, "Given up: a day is over."
    if not _exists(session, _article.id == claimed.article_id, is_public(now)):
        return State.SUPPRESSED, "The article is not public any more."
    if _exists(session, suppression_table.c.recipient_hash == claimed.recipient_hash):
        return State.SUPPRESSED, "The friend wants no such mail."
    if not claimed.has_passed and is_too_much_for(session, claimed.recipient_hash, limits, now):
        return State.SUPPRESSED, "The friend got as much mail as one may get."
    return None


def _exists(session: Session, *conditions: object) -> bool:
    return bool(session.execute(select(exists().where(*conditions))).scalar_one())  # type: ignore[arg-type]
