"""Publishing: a draft becomes a new article, a revision of a stored one, or nothing.

It runs in the caller's transaction and is idempotent: a stored article is recognised (`newsroom.identity`),
and where a reader would see no difference, nothing is written.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom import identity, revisions, validation
from broadsheet_server.newsroom.article_content import WITHDRAWN_HASH, ArticleContent, validated_content
from broadsheet_server.newsroom.article_writer import ArticleWriter
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.kept_assumptions import with_kept_assumptions
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.validation import RejectedDraftError, excerpt
from broadsheet_shared.language_tags import UNDETERMINED
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

_KEPT_OUT = "it is not here; no earlier version will be"


class Outcome(StrEnum):
    """What publishing did with a draft."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PublishResult:
    """The article of a draft. `sequence` is that of the change, None where nothing changed.

    `note` says why nothing changed where that may surprise.
    """

    article_id: UUID
    slug: str
    outcome: Outcome
    sequence: int | None
    note: str | None = None


def publish(
    session: Session,
    draft: ArticleDraft,
    *,
    media: MediaFolder,
    now: datetime,
    content: ArticleContent | None = None,
    batch: InsertBatch | None = None,
) -> PublishResult:
    """Store a draft as a new article or as a revision of a stored one.

    Raises RejectedDraftError before anything is written, so that the transaction may go on.

    An import of many articles passes `content`, validated before the transaction began, and for each
    transaction a `batch`, which it flushes at the end.
    """
    own_batch = batch or InsertBatch(session)
    result = _publish(session, own_batch, draft, content, media=media, now=now)
    if batch is None:
        own_batch.flush()
    return result


def _publish(
    session: Session,
    batch: InsertBatch,
    draft: ArticleDraft,
    content: ArticleContent | None,
    *,
    media: MediaFolder,
    now: datetime,
) -> PublishResult:
    draft = _with_clean_identity(draft)
    delivered = validation.utc_datetime(draft.updated_at, "updated_at", now)
    article = _find_article(session, batch, draft)
    if article and draft.withdrawn:
        batch.flush()
        return _withdraw(session, article, delivered, now=now)
    if draft.withdrawn:
        draft, delivered = tombstone(session, draft), delivered or now
    content = content or validated_content(draft, media=media, now=now)
    if article and article.content_hash != content.content_hash():
        draft, content = with_kept_assumptions(session, article, draft, content)
        delivered = validation.utc_datetime(draft.updated_at, "updated_at", now)
    writer = ArticleWriter(session, batch, draft, content, delivered, now)
    return _create(writer) if article is None else _revise(writer, article)


def _with_clean_identity(draft: ArticleDraft) -> ArticleDraft:
    reference = validation.single_line(
        draft.external_reference, "external_reference", validation.REFERENCE_MAX
    )
    url = validation.web_url(draft.canonical_url, "canonical_url")
    if (reference, url) == (draft.external_reference, draft.canonical_url):
        return draft
    return replace(draft, external_reference=reference, canonical_url=url)


def _find_article(session: Session, batch: InsertBatch, draft: ArticleDraft) -> Article | None:
    """The article of the draft, after writing the batch where that has something of it."""
    if batch.holds(draft.external_reference, draft.canonical_url, draft.slug):
        batch.flush()
    article = identity.find_article(session, draft)
    if article and batch.holds(article.id.hex):
        batch.flush()
    return article


def _create(writer: ArticleWriter) -> PublishResult:
    article_id, slug, sequence = writer.create()
    if writer.draft.withdrawn:
        return PublishResult(article_id, slug, Outcome.WITHDRAWN, sequence, _KEPT_OUT)
    return PublishResult(article_id, slug, Outcome.CREATED, sequence)


def _revise(writer: ArticleWriter, article: Article) -> PublishResult:
    is_withdrawn = article.status == ArticleStatus.WITHDRAWN
    if article.content_hash == writer.content_hash():
        return _unchanged(article, "an editor has withdrawn it" if is_withdrawn else None)
    delivered, last = writer.delivered, _last_delivered(writer.session, article)
    if _is_withdrawn_by_source(article):
        if not (last and delivered and delivered > last):
            return _unchanged(article, "its source has withdrawn it")
    elif last and delivered and delivered < last:
        return _unchanged(article, "a newer version is here")
    elif is_withdrawn:
        raise RejectedDraftError(
            f"An editor has withdrawn the article “{article.slug}”; it must be restored before it is revised."
        )
    return PublishResult(article.id, article.slug, Outcome.UPDATED, writer.revise(article))


def _withdraw(
    session: Session, article: Article, delivered: datetime | None, *, now: datetime
) -> PublishResult:
    """Withdraw an article because its source did, as of `delivered`, or else of now."""
    revision = revisions.latest_revision(session, article)
    last = revisions.delivered_at(revision.snapshot)
    if _is_withdrawn_by_source(article) and delivered and last and delivered > last:
        revision.snapshot = revision.snapshot | {"delivered": delivered.isoformat()}
    if article.content_hash == WITHDRAWN_HASH or article.status == ArticleStatus.WITHDRAWN:
        return _unchanged(article, None)
    if delivered and last and delivered < last:
        return _unchanged(article, "a newer version is here")
    article.status, article.content_hash = ArticleStatus.WITHDRAWN, WITHDRAWN_HASH
    snapshot = revision.snapshot | {
        "status": ArticleStatus.WITHDRAWN.value,
        "delivered": (delivered or max(now, last or now)).isoformat(),
    }
    sequence = revisions.record_revision(session, article, ChangeKind.WITHDRAWN, snapshot, now=now)
    return PublishResult(article.id, article.slug, Outcome.WITHDRAWN, sequence)


def _unchanged(article: Article, note: str | None) -> PublishResult:
    return PublishResult(article.id, article.slug, Outcome.UNCHANGED, None, note)


def _is_withdrawn_by_source(article: Article) -> bool:
    """Whether its source withdrew it; only a version with a later date restores it."""
    return article.status == ArticleStatus.WITHDRAWN and article.content_hash == WITHDRAWN_HASH


def _last_delivered(session: Session, article: Article) -> datetime | None:
    """The date that the source gave to the latest version."""
    return revisions.delivered_at(revisions.latest_revision(session, article).snapshot)


def tombstone(session: Session, draft: ArticleDraft) -> ArticleDraft:
    """The takedown as an article that nobody sees. Only its identity matters.

    Raises RejectedDraftError when nothing identifies the article.
    """
    identity = draft.external_reference or draft.canonical_url or draft.slug
    if not identity:
        raise RejectedDraftError("Nothing says which article is taken back: a reference, a URL or a slug.")
    return ArticleDraft(
        headline=excerpt(draft.headline) or excerpt(identity),
        body_html="",
        section_path=_first_section(session) or draft.section_path,
        language=UNDETERMINED,
        slug=draft.slug,
        external_reference=draft.external_reference,
        canonical_url=draft.canonical_url,
        source_name=draft.source_name,
        withdrawn=True,
    )


def _first_section(session: Session) -> str | None:
    """A section that exists: a takedown must not add one to the menu."""
    root_sections = select(Section.path).where(col(Section.parent_id).is_(None))
    return session.exec(root_sections.order_by(col(Section.position)).limit(1)).first()
