"""Withdrawing an article from the public, and restoring it, by an editor."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.models.articles import TEXT_MAX, Article
from broadsheet_server.models.revisions import Tombstone
from broadsheet_server.newsroom.revisions import (
    EditorialAct,
    article_to_change,
    check_revision,
    latest_revision,
    record_revision,
)
from broadsheet_server.newsroom.validation import RejectedDraftError, excerpt, single_line, web_url
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind, WithdrawalKind


class WrongStatusError(ValueError):
    """The article has the requested status already. The message is a sentence for the editor."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is left in place of the article: `note` to readers, `redirect_url` where they find it now.

    `redirect_url` is a path on this site or a web address, of a REDIRECT only.
    """

    kind: WithdrawalKind = WithdrawalKind.WITHDRAWN
    note: str | None = None
    redirect_url: str | None = None


_PLAIN = Withdrawal()


def withdraw(
    session: Session,
    article_id: UUID,
    *,
    now: datetime,
    withdrawal: Withdrawal = _PLAIN,
    expected_revision: int | None = None,
    act: EditorialAct | None = None,
) -> int:
    """Withdraw an article; return the sequence of the change.

    It stays withdrawn, whatever its source sends, until `restore`. Raises UnknownArticleError,
    SectionForbiddenError, WrongStatusError, RevisionConflictError, and RejectedDraftError for a note or an
    address that cannot be taken.
    """
    article = article_to_change(session, article_id, act)
    check_revision(session, article, expected_revision)
    stone = tombstone_of(article, withdrawal, now)
    sequence = _set_status(session, article, ArticleStatus.WITHDRAWN, ChangeKind.WITHDRAWN, now=now, act=act)
    session.merge(stone)
    return sequence


def restore(
    session: Session,
    article_id: UUID,
    *,
    now: datetime,
    expected_revision: int | None = None,
    act: EditorialAct | None = None,
) -> int:
    """Publish a withdrawn article again; return the sequence of the change.

    Raises UnknownArticleError, SectionForbiddenError, WrongStatusError and RevisionConflictError.
    """
    article = article_to_change(session, article_id, act)
    check_revision(session, article, expected_revision)
    sequence = _set_status(session, article, ArticleStatus.PUBLISHED, ChangeKind.RESTORED, now=now, act=act)
    if stone := session.get(Tombstone, article_id):
        session.delete(stone)
    return sequence


def _set_status(
    session: Session,
    article: Article,
    status: ArticleStatus,
    kind: ChangeKind,
    *,
    now: datetime,
    act: EditorialAct | None,
) -> int:
    if article.status == status:
        raise WrongStatusError(f"The article “{article.slug}” is {status.value} already.")
    article.status = status
    snapshot = latest_revision(session, article).snapshot | {"status": status.value}
    return record_revision(session, article, kind, snapshot, now=now, act=act)


def tombstone_of(article: Article, withdrawal: Withdrawal, now: datetime) -> Tombstone:
    """What stands in place of the article from now on. Raises RejectedDraftError."""
    return Tombstone(
        article_id=article.id,
        kind=withdrawal.kind.value,
        note=single_line(withdrawal.note, "note", TEXT_MAX),
        redirect_url=_redirect_url(article, withdrawal),
        withdrawn_at=now,
    )


def _redirect_url(article: Article, withdrawal: Withdrawal) -> str | None:
    """The address to go on to. Raises RejectedDraftError where it is missing, too much, or none."""
    url = (withdrawal.redirect_url or "").strip()
    if withdrawal.kind is not WithdrawalKind.REDIRECT:
        if url:
            raise RejectedDraftError("Only a REDIRECT has an address to go on to.", "redirect_to")
        return None
    if not url:
        raise RejectedDraftError("A REDIRECT needs the address to go on to.", "redirect_to")
    if re.split(r"[?#]", url)[0].rstrip("/") == f"/articles/{article.slug}":
        raise RejectedDraftError("It leads back to the article itself.", "redirect_to")
    is_path = url.startswith("/") and not url.startswith(("//", "/\\"))
    if not is_path and "://" not in url:
        raise RejectedDraftError(
            f"“{excerpt(url)}” is no address: one of this paper begins with “/”, like /articles/ferry, and "
            "any other one with https://.",
            "redirect_to",
        )
    return single_line(url, "redirect_to") if is_path else web_url(url, "redirect_to")
