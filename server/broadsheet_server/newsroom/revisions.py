"""Revisions: a snapshot of the whole article after each change, complete enough to be restored."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.access.audit import Act, Actor, record_act
from broadsheet_server.access.section_limit import SectionLimit
from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.revisions import Revision
from broadsheet_server.newsroom.article_links import Corrections, stored_topics
from broadsheet_server.newsroom.permitted_sections import check_article
from broadsheet_server.newsroom.translation_groups import tell_others
from broadsheet_server.newsroom.visibility import release_time
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind, WithdrawalKind

if TYPE_CHECKING:
    from broadsheet_server.newsroom.article_content import ArticleContent
    from broadsheet_server.newsroom.draft_images import StoredImage

REASON_MAX = 1_000
"""Longest reason of an editor, in characters; the rest is left out, for it is never public."""

WITHDRAWN_HASH = hashlib.sha256(b"").hexdigest()
"""The content hash of an article that its source withdrew: a reader sees nothing."""

DELETED_HASH = hashlib.sha256(b"deleted").hexdigest()
"""The content hash of an article that was deleted for good; no content has it."""

Snapshot = dict[str, object]
_OF_THE_SOURCE = {"delivered", "time_zone", "version"}
"""Members that say what a source calls a version."""


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """What a source calls a version: its date, which decides, and its number for equal and missing dates."""

    date: datetime | None
    number: int | None

    def is_before(self, other: "SourceVersion") -> bool:
        """Whether this is certainly the earlier version."""
        return other.is_after(self)

    def is_after(self, other: "SourceVersion") -> bool:
        """Whether this is certainly the later version."""
        if self.date and other.date and self.date != other.date:
            return self.date > other.date
        return self.number is not None and other.number is not None and self.number > other.number


@dataclass(frozen=True, slots=True)
class EditorialAct:
    """Who changes an article, and why: `actor` is a key or the command line, `reason` their own words.

    `sections` is where they may, None: everywhere. `audited` and `action` are what the audit log has of it.
    """

    actor: str
    reason: str | None = None
    sections: SectionLimit | None = None
    audited: Actor | None = None
    action: str = ""

    def record(self, session: Session, change: str, article_id: UUID, *, now: datetime) -> None:
        """Add the change, in words, to the audit log, in its transaction."""
        if self.audited is not None:
            detail = f"{change}: {self.reason}" if self.reason else change
            act = Act(self.action, "Article", str(article_id), detail)
            record_act(session, self.audited, act, now=now)


class UnknownArticleError(LookupError):
    """No article has this id."""


class DeletedArticleError(UnknownArticleError):
    """The article was deleted for good: nothing is left of it to change."""


def snapshot_of(
    content: "ArticleContent",
    *,
    slug: str,
    status: ArticleStatus,
    corrections: Corrections,
    delivered: datetime | None,
    time_zone: str | None,
    version: int | None,
) -> Snapshot:
    """The article as a JSON document.

    `delivered` and `version` are what the source calls this version, `time_zone` what its dates without one
    were read in.
    """
    fields = {name: _json_value(value) for name, value in content.fields.model_dump().items()}
    return {
        **fields,
        "slug": slug,
        "status": status.value,
        "section": content.section_path,
        "body_html": content.body_html,
        "authors": [{"slug": author.slug, "name": author.name} for author in content.authors],
        "contributors": [
            {"slug": each.author.slug, "name": each.author.name, "role": each.role}
            for each in content.contributors
        ]
        or None,
        "tags": [{"slug": tag.slug, "label": tag.label, "kind": tag.kind} for tag in content.tags],
        "images": [_image_snapshot(image) for image in content.images],
        "corrections": [correction_snapshot(text, corrected_at) for text, corrected_at in corrections],
        "published_at": _json_value(content.published_at),
        "source": {"name": fields.pop("source_name"), "url": fields.pop("source_url")},
        "delivered": _json_value(delivered),
        "time_zone": time_zone,
        "version": version,
    }


def _image_snapshot(image: "StoredImage") -> dict[str, object]:
    """An image as part of a snapshot; what most have not is in it only where it is there."""
    newer = {
        "copyright_notice": image.copyright_notice,
        "usage_terms": image.usage_terms,
        "focal_point": image.focal_point and list(image.focal_point),
    }
    return {
        "location": image.location,
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        **{name: value for name, value in newer.items() if value is not None},
    }


def correction_snapshot(text: str, corrected_at: datetime) -> dict[str, str]:
    """A correction as part of a snapshot."""
    return {"text": text, "corrected_at": corrected_at.isoformat()}


def latest_revision(session: Session, article: Article) -> Revision:
    """The revision that the article is at."""
    return session.get_one(Revision, (article.id, article.revision))


def version_of(snapshot: Snapshot) -> SourceVersion:
    """Which version of the source is in this snapshot."""
    number = snapshot.get("version")
    return SourceVersion(_date_in(snapshot, "delivered"), number if isinstance(number, int) else None)


def given_publishing_date(snapshot: Snapshot) -> datetime | None:
    """The publishing date that the source gave the article in this snapshot."""
    return _date_in(snapshot, "published_at")


def time_zone_of(snapshot: Snapshot) -> str | None:
    """What dates without a zone were read in; None where all had one. Once it was always UTC."""
    zone = snapshot.get("time_zone", "UTC")
    return zone if isinstance(zone, str) else None


class RevisionConflictError(RuntimeError):
    """Somebody else has changed the article since the revision that the caller knows, or it has none such.

    `current` is the revision that it is at, `differing` the members of its snapshot that have changed since.
    """

    def __init__(self, article: Article, expected: int, differing: Sequence[str]) -> None:
        if expected > article.revision:
            why = f"there is no revision {expected} yet."
        elif expected < 1:
            why = "revisions are counted from 1."
        else:
            why = "somebody has changed it meanwhile."
        super().__init__(f"The article is at revision {article.revision}: {why}")
        self.current = article.revision
        self.differing = tuple(differing)


def check_revision(session: Session, article: Article, expected: int | None) -> None:
    """Raise RevisionConflictError unless the article is at the expected revision, if one is expected."""
    if expected is None or expected == article.revision:
        return
    known = session.get(Revision, (article.id, expected))
    current = latest_revision(session, article).snapshot
    differing = changed_members(known.snapshot, current) if known else ()
    raise RevisionConflictError(article, expected, differing)


def changed_members(before: Snapshot, after: Snapshot) -> list[str]:
    """The members of a snapshot that readers or editors see and that differ between two revisions."""
    names = dict.fromkeys([*before, *after])
    return [name for name in names if name not in _OF_THE_SOURCE and before.get(name) != after.get(name)]


def article_to_change(session: Session, article_id: UUID, act: EditorialAct | None = None) -> Article:
    """The article, after waiting for other writers.

    Raises UnknownArticleError, DeletedArticleError, and SectionForbiddenError where the actor may not write
    in its section.
    """
    feed.lock_sequence(session)
    article = session.get(Article, article_id)
    if article is None:
        raise UnknownArticleError(f"There is no article {article_id}.")
    if article.content_hash == DELETED_HASH:
        raise DeletedArticleError(f"The article “{article.slug}” was deleted for good.")
    check_article(session, act.sections if act else None, article)
    return article


def record_revision(
    session: Session,
    article: Article,
    kind: ChangeKind,
    snapshot: Snapshot,
    *,
    now: datetime,
    act: EditorialAct | None = None,
) -> int:
    """Write the next revision of an article and its change; return the sequence of the change."""
    article.revision += 1
    if act is not None:
        act.record(session, _in_words(kind, snapshot), article.id, now=now)
    session.add(
        Revision(
            article_id=article.id,
            number=article.revision,
            kind=kind,
            created_at=now,
            snapshot=snapshot,
            **columns_of(act),
        )
    )
    sequence = feed.record_change(session, kind, article.id, stored_topics(session, article), now=now)
    if kind in (ChangeKind.WITHDRAWN, ChangeKind.RESTORED) and _is_due(article, now):
        tell_others(session, article, now=now)
    return sequence


def _in_words(kind: ChangeKind, snapshot: Snapshot) -> str:
    """The change, and of a withdrawal which kind it is where it is none of the plain ones."""
    withdrawal = snapshot.get("withdrawal")
    way = withdrawal["kind"] if isinstance(withdrawal, dict) else WithdrawalKind.WITHDRAWN
    is_special = kind is ChangeKind.WITHDRAWN and way != WithdrawalKind.WITHDRAWN
    return f"{kind.value} as {way}" if is_special else kind.value


def _is_due(article: Article, now: datetime) -> bool:
    """Whether the dates of the article let the public see it, whatever its status."""
    is_over = article.expires_at is not None and article.expires_at <= now
    return release_time(article.published_at, article.embargoed_until) <= now and not is_over


def columns_of(act: EditorialAct | None) -> dict[str, str | None]:
    """The columns of a revision that say who made it, and why."""
    return {"actor": act.actor if act else None, "reason": act.reason if act else None}


def _date_in(snapshot: Snapshot, name: str) -> datetime | None:
    value = snapshot.get(name)
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _json_value(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
