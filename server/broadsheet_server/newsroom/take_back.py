"""What a source takes back: its article is withdrawn or held, and what is not here yet is kept out."""

from datetime import datetime

from sqlmodel import Session, col, select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom import revisions
from broadsheet_server.newsroom.article_content import validated_content
from broadsheet_server.newsroom.article_writer import ArticleWriter
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.further_sources import is_from_further_source, remove_further_source
from broadsheet_server.newsroom.identity import Match, identities_of
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish_result import Outcome, PublishResult
from broadsheet_server.newsroom.revisions import DELETED_HASH, WITHDRAWN_HASH, SourceVersion
from broadsheet_server.newsroom.takedowns import last_delivered_hash
from broadsheet_server.newsroom.validation import RejectedDraftError, excerpt
from broadsheet_shared.language_tags import UNDETERMINED
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

_KEPT_OUT = "It withdraws something that is not here; an earlier version that arrives later is kept out."
_RESTORED = (
    "It takes back an article that an editor has restored: it stays public until an editor withdraws it, too."
)
_OLDER = "It withdraws an older version than the one that is here, which stays public."
_HELD = "its source withholds it; only a later version publishes it"
_WITHDRAWN_BOTH_WAYS = (
    "an editor has withdrawn it, too; once that is lifted, it stays withdrawn by its source"
)


def take_back(
    session: Session,
    batch: InsertBatch,
    draft: ArticleDraft,
    match: Match | None,
    delivered: datetime | None,
    *,
    media: MediaFolder,
    now: datetime,
) -> PublishResult:
    """Withdraw or hold the article that a draft matches; of one that is not here, keep the identity.

    `delivered` is the date of the draft. Raises RejectedDraftError where nothing says what is taken back.
    """
    if match is None:
        return _keep_identity(session, batch, draft, delivered or now, media=media, now=now)
    batch.flush()
    if is_from_further_source(session, match, draft):
        return _take_back_further_source(session, match.article, draft, now=now)
    return _withdraw(session, match.article, draft, delivered, now=now)


def _keep_identity(
    session: Session,
    batch: InsertBatch,
    draft: ArticleDraft,
    delivered: datetime,
    *,
    media: MediaFolder,
    now: datetime,
) -> PublishResult:
    unseen = _unseen_article(session, draft)
    content = validated_content(unseen, media=media, now=now)
    writer = ArticleWriter(session, batch, unseen, content, identities_of(draft, None), delivered, now)
    article_id, slug, sequence = writer.create()
    notes, warnings = ((), (_KEPT_OUT,)) if draft.withdrawn else ((_HELD,), ())
    return PublishResult(article_id, slug, Outcome.HELD, sequence, notes, warnings)


def _unseen_article(session: Session, draft: ArticleDraft) -> ArticleDraft:
    """The takedown as an article that nobody sees. Only its identity matters.

    Raises RejectedDraftError when nothing identifies the article.
    """
    name = draft.external_reference or draft.canonical_url or draft.given_url or draft.slug
    if not name:
        raise RejectedDraftError("Nothing says which article is taken back: a reference, a URL or a slug.")
    return ArticleDraft(
        headline=excerpt(draft.headline) or excerpt(name),
        body_html="",
        section_path=_first_section(session) or draft.section_path,
        language=UNDETERMINED,
        slug=draft.slug,
        external_reference=draft.external_reference,
        canonical_url=draft.canonical_url,
        source_name=draft.source_name,
        version=draft.version,
        withdrawn=True,
    )


def _first_section(session: Session) -> str | None:
    """A section that exists: a takedown must not add one to the menu."""
    root_sections = select(Section.path).where(col(Section.parent_id).is_(None))
    return session.exec(root_sections.order_by(col(Section.position)).limit(1)).first()


def _take_back_further_source(
    session: Session, article: Article, draft: ArticleDraft, *, now: datetime
) -> PublishResult:
    sequence = remove_further_source(session, article, draft, now=now)
    warning = f"{draft.source_name} takes it back; it stays, because it comes from {article.source_name}."
    return PublishResult(article.id, article.slug, Outcome.UNCHANGED, sequence, warnings=(warning,))


def _withdraw(
    session: Session, article: Article, draft: ArticleDraft, delivered: datetime | None, *, now: datetime
) -> PublishResult:
    """Withdraw an article because its source did, as of `delivered`, or else of now.

    One that an editor has withdrawn is from then on withdrawn by its source, too.
    """
    revision = revisions.latest_revision(session, article)
    version, last = SourceVersion(delivered, draft.version), revisions.version_of(revision.snapshot)
    identified = {
        "delivered": (delivered or max(now, last.date or now)).isoformat(),
        "version": draft.version,
    }
    is_withdrawn, last_delivered = article.status == ArticleStatus.WITHDRAWN, last_delivered_hash(article)
    if last_delivered in (WITHDRAWN_HASH, DELETED_HASH):
        if is_withdrawn and last_delivered == WITHDRAWN_HASH and version.is_after(last):
            revision.snapshot = revision.snapshot | identified
        return _unchanged(article, _RESTORED)
    if version.is_before(last):
        return _unchanged(article, _OLDER)
    article.status, article.content_hash = ArticleStatus.WITHDRAWN, WITHDRAWN_HASH
    if article.delivered_hash is not None:
        article.delivered_hash = WITHDRAWN_HASH
    snapshot = revision.snapshot | {"status": ArticleStatus.WITHDRAWN.value} | identified
    sequence = revisions.record_revision(session, article, ChangeKind.WITHDRAWN, snapshot, now=now)
    outcome, notes = (Outcome.WITHDRAWN, ()) if draft.withdrawn else (Outcome.HELD, (_HELD,))
    both = (_WITHDRAWN_BOTH_WAYS,) if is_withdrawn else ()
    return PublishResult(article.id, article.slug, outcome, sequence, (*notes, *both))


def _unchanged(article: Article, warning: str) -> PublishResult:
    """Nothing changes; the warning is for an article that is public all the same."""
    warnings = (warning,) if article.status == ArticleStatus.PUBLISHED else ()
    return PublishResult(article.id, article.slug, Outcome.UNCHANGED, None, warnings=warnings)
