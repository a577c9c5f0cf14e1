"""Publishing: a draft becomes a new article, a revision of a stored one, or nothing.

It runs in the caller's transaction and is idempotent: a stored article is recognised (`newsroom.identity`),
and where a reader would see no difference, nothing is written.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom import identity, kept_fields, revisions, validation
from broadsheet_server.newsroom.article_content import ArticleContent, validated_content
from broadsheet_server.newsroom.article_writer import ArticleWriter
from broadsheet_server.newsroom.delete import unshown_files
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.duplicate_note import duplicate_note, replaced_warning
from broadsheet_server.newsroom.further_sources import add_further_source, is_from_further_source
from broadsheet_server.newsroom.identity import Identity, Match
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.kept_assumptions import with_kept_assumptions
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.permitted_sections import check_article, check_draft
from broadsheet_server.newsroom.publish_result import Outcome, PublishResult
from broadsheet_server.newsroom.regroup_translation import regroup_translation
from broadsheet_server.newsroom.revisions import DELETED_HASH, EditorialAct, SourceVersion
from broadsheet_server.newsroom.slugs import slugify
from broadsheet_server.newsroom.take_back import take_back
from broadsheet_server.newsroom.takedowns import is_taken_back, is_withdrawn_by_source, last_delivered_hash
from broadsheet_server.newsroom.translation_memberships import with_joined_group, with_kept_group
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_shared.vocabulary import ArticleStatus

_REPLACES_REVISION = "It replaces what an editor has changed; the revisions of the article have it."
_WITHDRAWN = "An editor has withdrawn it: a later version is taken once it is restored and sent again."
_DELETED = "it was deleted here for good"


def publish(
    session: Session,
    draft: ArticleDraft,
    *,
    media: MediaFolder,
    now: datetime,
    content: ArticleContent | None = None,
    batch: InsertBatch | None = None,
    act: EditorialAct | None = None,
) -> PublishResult:
    """Store a draft as a new article or as a revision of a stored one.

    Raises RejectedDraftError, and SectionForbiddenError where `act` is limited to other sections, before
    anything is written, so that the transaction may go on.

    An import of many articles passes `content`, validated before the transaction began, and for each
    transaction a `batch`, which it flushes at the end. `act` says who sent the draft, where that is no feed.
    """
    own_batch = batch or InsertBatch(session)
    result = _publish(session, own_batch, draft, content, media=media, now=now, act=act)
    if batch is None:
        own_batch.flush()
        note = own_batch.translation_notes.get(result.slug)
        result = replace(result, notes=(*result.notes, *_notes(note)))
    return result


def look_up(batch: InsertBatch, drafts: Iterable[tuple[ArticleDraft, ArticleContent | None]]) -> None:
    """Read what is stored of drafts that will be published next, in a few statements for all of them."""
    identified = list(_identified(drafts))
    batch.stored.look_up(each.value for _, _, identities in identified for each in identities)
    batch.stored.look_up_slugs(
        slugify(draft.slug or "") or slugify(content.fields.headline)
        for draft, content, identities in identified
        if content and not batch.stored.is_known(identities)
    )


def _identified(
    drafts: Iterable[tuple[ArticleDraft, ArticleContent | None]],
) -> Iterator[tuple[ArticleDraft, ArticleContent | None, list[Identity]]]:
    """The drafts whose identity can be read, with it; `publish` rejects the others."""
    for draft, content in drafts:
        with suppress(RejectedDraftError):
            clean = identity.with_clean_identity(draft)
            yield clean, content, identity.identities_of(clean, content)


def find_stored(session: Session, batch: InsertBatch, draft: ArticleDraft, now: datetime) -> Article | None:
    """The stored article that this draft, perhaps only a part of it, is a version of."""
    draft = identity.with_clean_identity(draft)
    match, _ = _find(session, batch, draft, identity.identities_of(draft, None), now)
    return match.article if match else None


def _publish(
    session: Session,
    batch: InsertBatch,
    draft: ArticleDraft,
    content: ArticleContent | None,
    *,
    media: MediaFolder,
    now: datetime,
    act: EditorialAct | None,
) -> PublishResult:
    draft = identity.with_clean_identity(draft)
    delivered = validation.utc_datetime(draft.updated_at, "updated_at", now)
    if draft.withdrawn or draft.withheld:
        match, _ = _find(session, batch, draft, identity.identities_of(draft, None), now)
        return take_back(session, batch, draft, match, delivered, media=media, now=now)
    content = content or validated_content(draft, media=media, now=now)
    identities = identity.identities_of(draft, content)
    match, stored = _find(session, batch, draft, identities, now)
    if match is not None and match.article.content_hash == DELETED_HASH:
        batch.flush()
        return _kept_deleted(session, match.article, content, media)
    is_unchanged = match is not None and last_delivered_hash(match.article) == content.content_hash()
    if match and not is_unchanged:
        draft, content = with_kept_assumptions(session, match.article, draft, content)
        delivered = validation.utc_datetime(draft.updated_at, "updated_at", now)
    _check_sections(session, act, content, match)
    new = [each for each in identities if each not in stored]
    writer = ArticleWriter(session, batch, draft, content, new, delivered, now, act)
    return _create(writer) if match is None else _update(writer, match, stored, is_unchanged=is_unchanged)


def _check_sections(
    session: Session, act: EditorialAct | None, content: ArticleContent, match: Match | None
) -> None:
    if act is not None and act.sections is not None:
        check_draft(session, act.sections, content.section_path)
        if match is not None:
            check_article(session, act.sections, match.article)


def _update(
    writer: ArticleWriter, match: Match, stored: Mapping[Identity, Article], *, is_unchanged: bool
) -> PublishResult:
    """Take a draft into the article that it is a version of, or another source's report of."""
    if is_from_further_source(writer.session, match, writer.draft):
        return _add_source(writer, match.article)
    if not writer.draft.reference_may_change:
        _check_url(writer.draft, match.article, stored)
    if writer.draft.translation_of is not None:
        writer = with_joined_group(writer, match.article)
    return _link(writer, match.article) if is_unchanged else _revise(writer, match.article)


def _kept_deleted(
    session: Session, article: Article, content: ArticleContent, media: MediaFolder
) -> PublishResult:
    """Take nothing of what was deleted for good; the files that came with it go again."""
    names = {*content.body_files, *(image.location for image in content.images)}
    for name in unshown_files(session, [each for each in names if "://" not in each]):
        media.delete(name)
    return PublishResult(article.id, article.slug, Outcome.UNCHANGED, None, (_DELETED,))


def _find(
    session: Session, batch: InsertBatch, draft: ArticleDraft, identities: list[Identity], now: datetime
) -> tuple[Match | None, Mapping[Identity, Article]]:
    """The article of the draft, and all that share an identity with it.

    The batch is written first where it has something of them.
    """
    if batch.holds(identities, draft.slug):
        batch.flush()
    stored = batch.stored.articles(identities)
    match = identity.find_article(session, draft, identities, stored, now)
    if match and batch.holds_changes_of(match.article.id):
        batch.flush()
    return match, stored


def _check_url(draft: ArticleDraft, article: Article, stored: Mapping[Identity, Article]) -> None:
    other = identity.article_with_url(stored, draft.canonical_url)
    if other and other.id != article.id:
        raise identity.url_taken_error(draft.canonical_url or "", other)


def _link(writer: ArticleWriter, article: Article) -> PublishResult:
    """Make an article of which nothing else has changed a translation of another, if that is new."""
    unchanged = _unchanged(writer, article)
    if writer.membership is None or article.status == ArticleStatus.WITHDRAWN:
        return unchanged
    writer.batch.flush()
    sequence = regroup_translation(writer.session, article, writer.membership, act=writer.act, now=writer.now)
    return unchanged if sequence is None else replace(unchanged, outcome=Outcome.UPDATED, sequence=sequence)


def _create(writer: ArticleWriter) -> PublishResult:
    writer = with_joined_group(writer, None)
    article_id, slug, sequence = writer.create()
    notes = _notes(
        _expiry_note(writer),
        _future_note(writer),
        writer.section_note,
        duplicate_note(writer, article_id, slug),
    )
    return PublishResult(article_id, slug, Outcome.CREATED, sequence, notes)


def _add_source(writer: ArticleWriter, article: Article) -> PublishResult:
    """Name a further source of the article; the text of the first one stays."""
    note = f"the same story as “{article.slug}” from {article.source_name}, whose text stays"
    if article.status == ArticleStatus.WITHDRAWN:
        note = f"the same story as “{article.slug}”, which is withdrawn"
    writer.batch.flush()
    add_further_source(writer.session, article, writer.draft, now=writer.now)
    return _recognised(writer, article, note)


def _revise(writer: ArticleWriter, article: Article) -> PublishResult:
    is_withdrawn = article.status == ArticleStatus.WITHDRAWN
    if last_delivered_hash(article) == writer.content_hash():
        return _link(writer, article)
    snapshot = revisions.latest_revision(writer.session, article).snapshot
    delivered, last = SourceVersion(writer.delivered, writer.draft.version), revisions.version_of(snapshot)
    if is_taken_back(writer.session, article):
        if not delivered.is_after(last):
            return _recognised(writer, article, "its source has withdrawn it")
    elif delivered.is_before(last):
        return _recognised(writer, article, "a newer version is here")
    if is_withdrawn and not is_withdrawn_by_source(writer.session, article):
        return replace(_recognised(writer, article, "an editor has withdrawn it"), warnings=(_WITHDRAWN,))
    return _write_revision(writer, article, revisions.given_publishing_date(snapshot))


def _write_revision(
    writer: ArticleWriter, article: Article, given_published_at: datetime | None
) -> PublishResult:
    kept = kept_fields.kept_embargo_note(writer.content, article, writer.now)
    changed = kept_fields.changed_embargo_warning(writer.content, article, writer.now)
    content = kept_fields.with_kept_fields(writer.content, article, given_published_at)
    writer = replace(writer, content=content)
    if last_delivered_hash(article) == writer.content_hash():
        return _link(writer, article) if writer.membership else _recognised(writer, article, kept)
    writer, left = with_kept_group(writer, article)
    other = replaced_warning(writer, article)
    replaced = _REPLACES_REVISION if article.delivered_hash else None
    sequence, notes = writer.revise(article), _notes(kept, _expiry_note(writer), writer.section_note)
    article.delivered_hash = None
    return PublishResult(
        article.id, article.slug, Outcome.UPDATED, sequence, notes, _notes(changed, replaced, left, other)
    )


def _unchanged(writer: ArticleWriter, article: Article) -> PublishResult:
    is_withdrawn = article.status == ArticleStatus.WITHDRAWN
    return _recognised(writer, article, "an editor has withdrawn it" if is_withdrawn else None)


def _recognised(writer: ArticleWriter, article: Article, note: str | None) -> PublishResult:
    """Nothing changes but what the article is recognised by."""
    writer.batch.add_identities(article.id, writer.identities)
    writer.add_translations(article.id)
    return PublishResult(article.id, article.slug, Outcome.UNCHANGED, None, _notes(note))


def _expiry_note(writer: ArticleWriter) -> str | None:
    return kept_fields.expired_note(writer.draft.expires_at or writer.content.fields.expires_at, writer.now)


def _future_note(writer: ArticleWriter) -> str | None:
    content = writer.content
    return kept_fields.future_note(content.published_at, content.fields.embargoed_until, writer.now)


def _notes(*notes: str | None) -> tuple[str, ...]:
    return tuple(note for note in notes if note)
