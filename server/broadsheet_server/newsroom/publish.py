"""Publishing, withdrawing, restoring and correcting: each in the caller's transaction, all of it or nothing.

The same draft may come any number of times. What is already there is recognised (`newsroom.identity`), and
where nothing changed that a reader would see, nothing is written.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlmodel import Session, col

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.revisions import Correction, Revision
from broadsheet_server.newsroom import identity, revisions, validation
from broadsheet_server.newsroom.article_content import WITHDRAWN_BY_SOURCE, ArticleContent, validated_content
from broadsheet_server.newsroom.article_links import correction_rows, stored_topics
from broadsheet_server.newsroom.article_writer import ArticleWriter
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.identity import StoredArticle
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.outcomes import Outcome, PublishResult
from broadsheet_server.newsroom.taxonomy_cache import TaxonomyCache
from broadsheet_server.newsroom.tombstones import tombstone_of
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

__all__ = [
    "Outcome",
    "PublishResult",
    "RejectedDraftError",
    "UnknownArticleError",
    "WrongStatusError",
    "correct",
    "publish",
    "restore",
    "withdraw",
]

CORRECTION_MAX = 5_000

_KEPT_OUT = "it is not here; no earlier version will be"


class UnknownArticleError(LookupError):
    """No article has this id."""


class WrongStatusError(ValueError):
    """The article is not in a state in which this can be done. The message says so in a sentence."""


def publish(
    session: Session,
    draft: ArticleDraft,
    *,
    media: MediaFolder,
    now: datetime,
    content: ArticleContent | None = None,
    catalogue: TaxonomyCache | None = None,
    ledger: InsertBatch | None = None,
) -> PublishResult:
    """Bring a draft into the store: as a new article, as a revision of a known one, or not at all.

    Raises RejectedDraftError before anything is written, so that the transaction may go on.

    A long run passes `content`, which it had made before the transaction began (`content_of`), a `catalogue`,
    which spares it repeated questions, and for each transaction a `ledger`, which it flushes at the end.
    """
    own = ledger or InsertBatch(session)
    published = _published(session, own, catalogue or TaxonomyCache(), draft, content, media=media, now=now)
    if ledger is None:
        own.flush()
    return published


def withdraw(session: Session, article_id: UUID, *, now: datetime) -> int:
    """Take an article back from the public; return the sequence of the change.

    It stays withdrawn, whatever its source sends, until `restore`. Raises UnknownArticleError and
    WrongStatusError.
    """
    return _set_status(session, article_id, ArticleStatus.WITHDRAWN, now=now)


def restore(session: Session, article_id: UUID, *, now: datetime) -> int:
    """Give a withdrawn article back to the public; return the sequence of the change.

    Raises UnknownArticleError and WrongStatusError.
    """
    return _set_status(session, article_id, ArticleStatus.PUBLISHED, now=now)


def correct(session: Session, article_id: UUID, text: str, *, now: datetime) -> int:
    """Add a public note that says what was wrong; return the sequence of the change.

    Raises RejectedDraftError for an empty or very long note, and UnknownArticleError.
    """
    note = validation.one_line(text, "correction", CORRECTION_MAX)
    if note is None:
        raise RejectedDraftError("The correction is empty.")
    known = _known(session, article_id)
    session.execute(insert(Correction), correction_rows(article_id, [(note, now)]))
    snapshot = revisions.snapshot(session, article_id, known.revision)
    earlier = snapshot.get("corrections")
    noted = {"text": note, "corrected_at": now.isoformat()}
    snapshot["corrections"] = [*(earlier if isinstance(earlier, list) else []), noted]
    return _changed(session, known, ChangeKind.CORRECTED, snapshot, {"updated_at": now}, now=now)


def _published(
    session: Session,
    ledger: InsertBatch,
    catalogue: TaxonomyCache,
    draft: ArticleDraft,
    content: ArticleContent | None,
    *,
    media: MediaFolder,
    now: datetime,
) -> PublishResult:
    draft = _identified(draft)
    delivered = validation.moment(draft.updated_at, "updated_at", now)
    if ledger.holds(draft.external_reference, draft.canonical_url, draft.slug):
        ledger.flush()
    known = identity.find_stored(session, draft)
    if known and ledger.holds(known.id.hex):
        ledger.flush()
    if known and draft.withdrawn:
        ledger.flush()
        return _retire(session, known, delivered, now=now)
    if draft.withdrawn:
        draft, delivered = tombstone_of(session, draft), delivered or now
    content = content or validated_content(draft, media=media, now=now)
    edition = ArticleWriter(session, ledger, catalogue, draft, content, delivered, now)
    if known is None:
        return _created(edition)
    return _revised(edition, known)


def _identified(draft: ArticleDraft) -> ArticleDraft:
    """The draft with its identity in clean form."""
    reference = validation.one_line(draft.external_reference, "external_reference", validation.REFERENCE_MAX)
    url = validation.address(draft.canonical_url, "canonical_url")
    if (reference, url) == (draft.external_reference, draft.canonical_url):
        return draft
    return replace(draft, external_reference=reference, canonical_url=url)


def _created(edition: ArticleWriter) -> PublishResult:
    article_id, slug, sequence = edition.create()
    if edition.draft.withdrawn:
        return PublishResult(article_id, slug, Outcome.WITHDRAWN, sequence, _KEPT_OUT)
    return PublishResult(article_id, slug, Outcome.CREATED, sequence)


def _revised(edition: ArticleWriter, known: StoredArticle) -> PublishResult:
    if known.content_hash == edition.fingerprint():
        withdrawn = known.status == ArticleStatus.WITHDRAWN
        return _unchanged(known, "an editor has withdrawn it" if withdrawn else None)
    last = _last_delivered(edition.session, known)
    if _is_source_withdrawn(known):
        if not (last and edition.delivered and edition.delivered > last):
            return _unchanged(known, "its source has withdrawn it")
    elif last and edition.delivered and edition.delivered < last:
        return _unchanged(known, "a newer version is here")
    elif known.status == ArticleStatus.WITHDRAWN:
        raise RejectedDraftError(
            f"An editor has withdrawn the article “{known.slug}”; it must be restored before it is revised."
        )
    return PublishResult(known.id, known.slug, Outcome.UPDATED, edition.revise(known))


def _retire(
    session: Session, known: StoredArticle, delivered: datetime | None, *, now: datetime
) -> PublishResult:
    """Withdraw an article because its source did, as of `delivered`, or else of now."""
    snapshot = revisions.snapshot(session, known.id, known.revision)
    last = revisions.delivered_at(snapshot)
    if _is_source_withdrawn(known) and delivered and last and delivered > last:
        revisions.deliver_again(session, known.id, known.revision, snapshot, delivered)
    if known.content_hash == WITHDRAWN_BY_SOURCE or known.status == ArticleStatus.WITHDRAWN:
        return _unchanged(known, None)
    if delivered and last and delivered < last:
        return _unchanged(known, "a newer version is here")
    values = {"status": ArticleStatus.WITHDRAWN.value, "content_hash": WITHDRAWN_BY_SOURCE}
    gone = {"status": values["status"], "delivered": (delivered or max(now, last or now)).isoformat()}
    sequence = _changed(session, known, ChangeKind.WITHDRAWN, snapshot | gone, values, now=now)
    return PublishResult(known.id, known.slug, Outcome.WITHDRAWN, sequence)


def _unchanged(known: StoredArticle, remark: str | None) -> PublishResult:
    return PublishResult(known.id, known.slug, Outcome.UNCHANGED, None, remark)


def _is_source_withdrawn(known: StoredArticle) -> bool:
    """Whether it is gone because its source took it back; only a version dated later brings it back."""
    return known.status == ArticleStatus.WITHDRAWN and known.content_hash == WITHDRAWN_BY_SOURCE


def _last_delivered(session: Session, known: StoredArticle) -> datetime | None:
    """The date that the source gave to what it sent last."""
    return revisions.delivered_at(revisions.snapshot(session, known.id, known.revision))


def _set_status(session: Session, article_id: UUID, status: ArticleStatus, *, now: datetime) -> int:
    known = _known(session, article_id)
    if known.status == status:
        raise WrongStatusError(f"The article “{known.slug}” is {status.value} already.")
    kind = ChangeKind.WITHDRAWN if status == ArticleStatus.WITHDRAWN else ChangeKind.RESTORED
    snapshot = revisions.snapshot(session, article_id, known.revision) | {"status": status.value}
    return _changed(session, known, kind, snapshot, {"status": status.value}, now=now)


def _known(session: Session, article_id: UUID) -> StoredArticle:
    feed.lock_sequence(session)
    known = identity.find_stored_by_id(session, article_id)
    if known is None:
        raise UnknownArticleError(f"There is no article {article_id}.")
    return known


def _changed(
    session: Session,
    known: StoredArticle,
    kind: ChangeKind,
    snapshot: revisions.Snapshot,
    values: Mapping[str, object],
    *,
    now: datetime,
) -> int:
    """Write new values of a known article with the revision and the change."""
    number = known.revision + 1
    session.execute(update(Article).where(col(Article.id) == known.id).values({**values, "revision": number}))
    revision = revisions.revision_row(known.id, number, kind, snapshot, now=now)
    session.execute(insert(Revision), revision)
    return feed.record_change(
        session, kind, known.id, stored_topics(session, known.id, known.section_path), now=now
    )
