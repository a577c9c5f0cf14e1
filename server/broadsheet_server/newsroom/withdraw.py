"""Withdrawing an article from the public, and restoring it, by an editor."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.newsroom.revisions import article_to_change, latest_revision, record_revision
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind


class WrongStatusError(ValueError):
    """The article has the requested status already. The message is a sentence for the editor."""


def withdraw(session: Session, article_id: UUID, *, now: datetime) -> int:
    """Withdraw an article; return the sequence of the change.

    It stays withdrawn, whatever its source sends, until `restore`. Raises UnknownArticleError and
    WrongStatusError.
    """
    return _set_status(session, article_id, ArticleStatus.WITHDRAWN, ChangeKind.WITHDRAWN, now=now)


def restore(session: Session, article_id: UUID, *, now: datetime) -> int:
    """Publish a withdrawn article again; return the sequence of the change.

    Raises UnknownArticleError and WrongStatusError.
    """
    return _set_status(session, article_id, ArticleStatus.PUBLISHED, ChangeKind.RESTORED, now=now)


def _set_status(
    session: Session, article_id: UUID, status: ArticleStatus, kind: ChangeKind, *, now: datetime
) -> int:
    article = article_to_change(session, article_id)
    if article.status == status:
        raise WrongStatusError(f"The article “{article.slug}” is {status.value} already.")
    article.status = status
    snapshot = latest_revision(session, article).snapshot | {"status": status.value}
    return record_revision(session, article, kind, snapshot, now=now)
