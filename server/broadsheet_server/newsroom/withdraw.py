"""Withdrawing an article from the public, and restoring it, by an editor."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from broadsheet_server.models.articles import TEXT_MAX, Article, ArticleBody
from broadsheet_server.models.revisions import Revision, Tombstone
from broadsheet_server.newsroom.revisions import (
    WITHDRAWN_HASH,
    EditorialAct,
    Snapshot,
    article_to_change,
    check_revision,
    latest_revision,
    record_revision,
)
from broadsheet_server.newsroom.takedowns import is_taken_back
from broadsheet_server.newsroom.validation import RejectedDraftError, excerpt, single_line, web_url
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_shared.language_tags import UNDETERMINED
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind, WithdrawalKind

KINDS_WITH_PUBLIC_NOTE: Final = (WithdrawalKind.WITHDRAWN, WithdrawalKind.LEGAL)
"""Where readers are told the note; of the other kinds it is for editors."""

_STILL_TAKEN_BACK = "No longer withdrawn by an editor, but by its source until that sends a later version"
_RESTORED_ONCE_MORE = ", or until it is restored once more"


class WrongStatusError(ValueError):
    """The article is already what it was to become. The message is a sentence for the editor."""


class NoTextError(RejectedDraftError):
    """Of the article only a takedown by its source has come, so that there is nothing to publish."""

    code: ClassVar[str] = "no_text"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is left in place of the article: `note` to readers, `redirect_url` where they find it now.

    Where the article is withdrawn already, no note leaves the one that readers are told, and an empty one
    removes it. `redirect_url` is a path on this site or a web address, of a REDIRECT only.
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
    replaces: bool = False,
    expected_revision: int | None = None,
    act: EditorialAct | None = None,
) -> int:
    """Withdraw an article, or an article that is withdrawn in another way; return the sequence of the change.

    It stays withdrawn, whatever its source sends, until `restore`. `replaces` says that a withdrawal of
    another kind may give way; otherwise only the note of one of the same kind does. Raises
    UnknownArticleError, SectionForbiddenError, WrongStatusError, RevisionConflictError, and
    RejectedDraftError for a note or an address that cannot be taken.
    """
    article = article_to_change(session, article_id, act)
    check_revision(session, article, expected_revision)
    stone = tombstone_of(session, article, withdrawal, now)
    if article.status == ArticleStatus.WITHDRAWN:
        present = _present_tombstone(session, article)
        if withdrawal.note is None:
            stone.note = _kept_note(present, withdrawal.kind)
        _check_replaced(article, present, stone, replaces=replaces)
    article.status = ArticleStatus.WITHDRAWN
    snapshot = _snapshot(session, article) | {"withdrawal": _withdrawal_snapshot(stone)}
    sequence = record_revision(session, article, ChangeKind.WITHDRAWN, snapshot, now=now, act=act)
    session.merge(stone)
    return sequence


def _present_tombstone(session: Session, article: Article) -> Tombstone:
    """The tombstone of a withdrawn article; one whose source took it back has none that is stored."""
    stone = session.get(Tombstone, article.id)
    if stone is not None:
        return stone
    ended_at = session.execute(select(withdrawn_at()).where(col(Article.id) == article.id)).scalar_one()
    return _tombstone(article, _PLAIN, ended_at)


def withdrawn_at() -> ColumnElement[datetime]:
    """Of a withdrawn `Article`, when it was: a later decision, which leaves it withdrawn, does not count.

    By it is told whether the public ever saw the article. Where no revision says, it is the latest one.
    """
    shown, latest = aliased(Revision), aliased(Revision)
    last_shown = select(func.max(col(shown.number))).where(
        col(shown.article_id) == col(Article.id),
        col(shown.kind).in_((ChangeKind.PUBLISHED, ChangeKind.RESTORED)),
    )
    is_since = col(Revision.number) > func.coalesce(last_shown.correlate(Article).scalar_subquery(), 0)
    is_latest = col(latest.article_id) == col(Article.id), col(latest.number) == col(Article.revision)
    current = select(col(latest.created_at)).where(*is_latest).correlate(Article).scalar_subquery()
    first = select(func.min(col(Revision.created_at))).where(
        col(Revision.article_id) == col(Article.id), col(Revision.kind) == ChangeKind.WITHDRAWN, is_since
    )
    return func.coalesce(first.correlate(Article).scalar_subquery(), current, type_=UtcDateTime)


def _kept_note(present: Tombstone, kind: WithdrawalKind) -> str | None:
    """The note so far, except one for editors that readers would be told from now on."""
    was_public = present.kind in KINDS_WITH_PUBLIC_NOTE
    return present.note if was_public or kind not in KINDS_WITH_PUBLIC_NOTE else None


def _check_replaced(article: Article, present: Tombstone, stone: Tombstone, *, replaces: bool) -> None:
    """Raise WrongStatusError where nothing would change, or what was decided would go unintended."""
    if _withdrawal_snapshot(present) == _withdrawal_snapshot(stone):
        raise WrongStatusError(f"The article “{article.slug}” is withdrawn already.")
    if not replaces and present.kind != stone.kind:
        raise WrongStatusError(f"The article “{article.slug}” is withdrawn already, as {present.kind}.")


def _withdrawal_snapshot(stone: Tombstone) -> dict[str, str | None]:
    """What a tombstone says, as part of a snapshot."""
    return {"kind": stone.kind, "note": stone.note, "redirect_url": stone.redirect_url}


def restore(
    session: Session,
    article_id: UUID,
    *,
    now: datetime,
    expected_revision: int | None = None,
    act: EditorialAct | None = None,
) -> int:
    """Publish a withdrawn article again; return the sequence of the change.

    Where an editor and its source have withdrawn it, and where its source has sent a takedown only, what the
    editor has decided is lifted, and it stays withdrawn by its source (see `remaining_withdrawal`). Raises
    UnknownArticleError, SectionForbiddenError, WrongStatusError, RevisionConflictError, and NoTextError where
    nothing is to lift.
    """
    article = article_to_change(session, article_id, act)
    check_revision(session, article, expected_revision)
    if article.status == ArticleStatus.PUBLISHED:
        raise WrongStatusError(f"The article “{article.slug}” is published already.")
    stone = session.get(Tombstone, article_id)
    has_text = _has_text(session, article)
    if not has_text and stone is None:
        raise NoTextError(
            f"Of “{article.slug}” no text has come, only that its source takes it back: there is nothing to "
            "restore. It is published when its source sends a later version.",
            "article",
        )
    stays = not has_text or (stone is not None and is_taken_back(session, article))
    article.status = ArticleStatus.WITHDRAWN if stays else ArticleStatus.PUBLISHED
    kind = ChangeKind.WITHDRAWN if stays else ChangeKind.RESTORED
    sequence = record_revision(session, article, kind, _snapshot(session, article), now=now, act=act)
    if stone is not None:
        session.delete(stone)
    return sequence


def remaining_withdrawal(session: Session, article_id: UUID) -> str | None:
    """What an editor is told of an article that `restore` has left withdrawn; None where it is published."""
    article = session.get_one(Article, article_id)
    if article.status == ArticleStatus.PUBLISHED:
        return None
    return _STILL_TAKEN_BACK + (_RESTORED_ONCE_MORE if _has_text(session, article) else "")


def _has_text(session: Session, article: Article) -> bool:
    """Whether more has come of the article than that its source takes it back (see `newsroom.take_back`)."""
    if article.content_hash != WITHDRAWN_HASH or article.language != UNDETERMINED:
        return True
    return article.lead_image_id is not None or bool(session.get_one(ArticleBody, article.id).html)


def _snapshot(session: Session, article: Article) -> Snapshot:
    """The article of the latest revision with its present status, and without a withdrawal."""
    members = latest_revision(session, article).snapshot | {"status": article.status}
    return {name: value for name, value in members.items() if name != "withdrawal"}


def tombstone_of(session: Session, article: Article, withdrawal: Withdrawal, now: datetime) -> Tombstone:
    """What stands in place of the article from now on. Raises RejectedDraftError.

    One that is withdrawn already keeps the time: by it is told whether the public ever saw the article.
    """
    is_withdrawn = article.status == ArticleStatus.WITHDRAWN
    return _tombstone(
        article, withdrawal, _present_tombstone(session, article).withdrawn_at if is_withdrawn else now
    )


def _tombstone(article: Article, withdrawal: Withdrawal, withdrawn_at: datetime) -> Tombstone:
    return Tombstone(
        article_id=article.id,
        kind=withdrawal.kind.value,
        note=single_line(withdrawal.note, "note", TEXT_MAX),
        redirect_url=_redirect_url(article, withdrawal),
        withdrawn_at=withdrawn_at,
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
