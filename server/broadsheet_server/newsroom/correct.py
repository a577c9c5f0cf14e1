"""Correcting an article: a public note that says what was wrong."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.models.revisions import Correction
from broadsheet_server.newsroom.revisions import (
    article_to_change,
    correction_snapshot,
    latest_revision,
    record_revision,
)
from broadsheet_server.newsroom.validation import RejectedDraftError, single_line
from broadsheet_shared.vocabulary import ChangeKind

CORRECTION_MAX = 5_000


def correct(session: Session, article_id: UUID, text: str, *, now: datetime) -> int:
    """Add a correction to an article; return the sequence of the change.

    Raises RejectedDraftError for an empty or very long text, and UnknownArticleError.
    """
    line = single_line(text, "correction", CORRECTION_MAX)
    if line is None:
        raise RejectedDraftError("The correction is empty.")
    article = article_to_change(session, article_id)
    session.add(Correction(article_id=article_id, text=line, corrected_at=now))
    snapshot = latest_revision(session, article).snapshot
    earlier = snapshot.get("corrections")
    corrections = [*(earlier if isinstance(earlier, list) else []), correction_snapshot(line, now)]
    article.updated_at = now
    return record_revision(
        session, article, ChangeKind.CORRECTED, snapshot | {"corrections": corrections}, now=now
    )
