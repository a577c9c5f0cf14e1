"""Correcting an article: a public note that says what was wrong."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.models.revisions import Correction
from broadsheet_server.newsroom.revisions import (
    EditorialAct,
    article_to_change,
    check_revision,
    correction_snapshot,
    latest_revision,
    record_revision,
)
from broadsheet_server.newsroom.validation import RejectedDraftError, single_line
from broadsheet_shared.vocabulary import ChangeKind

CORRECTION_MAX = 5_000


def correct(
    session: Session,
    article_id: UUID,
    text: str,
    *,
    now: datetime,
    expected_revision: int | None = None,
    act: EditorialAct | None = None,
) -> int:
    """Add a correction to an article; return the sequence of the change.

    Raises RejectedDraftError for an empty or very long text, UnknownArticleError,
    SectionForbiddenError and RevisionConflictError.
    """
    line = single_line(text, "correction", CORRECTION_MAX)
    if line is None:
        raise RejectedDraftError("The correction is empty.", "correction")
    article = article_to_change(session, article_id, act)
    check_revision(session, article, expected_revision)
    session.add(Correction(article_id=article_id, text=line, corrected_at=now))
    snapshot = latest_revision(session, article).snapshot
    earlier = snapshot.get("corrections")
    corrections = [*(earlier if isinstance(earlier, list) else []), correction_snapshot(line, now)]
    article.updated_at = now
    snapshot = snapshot | {"corrections": corrections}
    return record_revision(session, article, ChangeKind.CORRECTED, snapshot, now=now, act=act)
