"""Use case: an editor revises an article. What they do not name stays as it is.

A later version from the article's source replaces the revision; the same version sent again does not.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.models.articles import Article, ArticleFields
from broadsheet_server.newsroom import revisions
from broadsheet_server.newsroom.article_content import ArticleContent, validated_content
from broadsheet_server.newsroom.article_writer import ArticleWriter
from broadsheet_server.newsroom.drafts import ArticleDraft, DatesWithoutZone
from broadsheet_server.newsroom.html_sanitiser import SanitisedBody
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.permitted_sections import check_draft
from broadsheet_server.newsroom.regroup_translation import regroup_translation
from broadsheet_server.newsroom.remote_images import RemoteImages
from broadsheet_server.newsroom.revisions import EditorialAct
from broadsheet_server.newsroom.stored_content import stored_content
from broadsheet_server.newsroom.translation_groups import Membership, joining, kept, leaving
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.newsroom.withdraw import WrongStatusError
from broadsheet_shared.vocabulary import ArticleStatus

Changes = Mapping[str, Any]
"""New values of an `ArticleDraft`, by its fields."""

_NONE: RemoteImages = {}
_NO_CHANGES: Changes = {}
_PARTS = ("authors", "contributors", "tags", "images")


def revised_content(
    session: Session,
    article: Article,
    changes: Changes,
    *,
    media: MediaFolder,
    now: datetime,
    remote: RemoteImages = _NONE,
) -> ArticleContent:
    """The stored article with the changes, validated and sanitised. Raises RejectedDraftError."""
    stored = stored_content(session, article)
    body = None if "body_html" in changes else SanitisedBody(stored.body_html, stored.body_text)
    draft = ArticleDraft(**{**_draft_values(stored), **changes})
    content = validated_content(draft, media=media, now=now, remote=remote, body=body)
    kept: dict[str, Any] = {name: getattr(stored, name) for name in _PARTS if name not in changes}
    if body is not None:
        kept |= {"body_files": stored.body_files, "word_count": stored.word_count}
    content = replace(content, corrections=stored.corrections, **kept)
    if not (content.body_html or content.images):
        raise RejectedDraftError("The body is empty: there is no text or image in it.", "body_html")
    return content


def revise(
    session: Session,
    article_id: UUID,
    content: ArticleContent,
    *,
    expected_revision: int,
    is_minor: bool,
    act: EditorialAct,
    now: datetime,
    changes: Changes = _NO_CHANGES,
) -> int | None:
    """Write what `revised_content` made of the expected revision; return the sequence of the change.

    None where nothing has changed. A minor revision leaves `updated_at`, and so does one of the translations
    alone, of which `changes` are asked. Raises UnknownArticleError, RevisionConflictError, WrongStatusError,
    SectionForbiddenError, and RejectedDraftError for translations that cannot be.
    """
    article = revisions.article_to_change(session, article_id, act)
    check_draft(session, act.sections, content.section_path)
    revisions.check_revision(session, article, expected_revision)
    if article.status == ArticleStatus.WITHDRAWN:
        raise WrongStatusError(f"The article “{article.slug}” is withdrawn; restore it before it is revised.")
    membership = _membership(session, article, changes, content.fields.language, act)
    if _without_notes(content) == stored_content(session, article):
        return regroup_translation(session, article, membership, act=act, now=now) if membership else None
    delivered_hash = article.delivered_hash or article.content_hash
    updated = {"updated_at": article.updated_at, "updated_on": article.updated_on} if is_minor else {}
    batch = InsertBatch(session)
    writer = replace(_writer(session, batch, article, content, act, now), membership=membership)
    sequence = writer.revise(article)
    article.sqlmodel_update({**updated, "delivered_hash": delivered_hash})
    batch.flush()
    return sequence


def _membership(
    session: Session, article: Article, changes: Changes, language: str, act: EditorialAct
) -> Membership | None:
    """The group of translations that the article will be in; None where nothing is said of it."""
    if "translation_of" not in changes:
        return kept(session, article, language) if article.translation_group else None
    other_id = changes["translation_of"]
    if not other_id:
        return leaving(session, article)
    return joining(session, article, other_id, language, act.sections)


def _draft_values(stored: ArticleContent) -> dict[str, Any]:
    """The stored article as the fields of a draft, without what `revised_content` keeps as it is."""
    return {
        **{name: getattr(stored.fields, name) for name in ArticleFields.model_fields},
        "section_path": stored.section_path,
        "body_html": stored.body_html,
        "published_at": stored.published_at,
    }


def _without_notes(content: ArticleContent) -> ArticleContent:
    """The content as `stored_content` reads it."""
    files = tuple(sorted(content.body_files))
    return replace(
        content,
        text_notes=(),
        image_notes=(),
        remote_images=(),
        body_remote_images=(),
        section_names=(None,),
        body_files=files,
    )


def _writer(
    session: Session,
    batch: InsertBatch,
    article: Article,
    content: ArticleContent,
    act: EditorialAct,
    now: datetime,
) -> ArticleWriter:
    """A writer whose revision says the same of the source's version as the one before."""
    snapshot = revisions.latest_revision(session, article).snapshot
    last, zone = revisions.version_of(snapshot), revisions.time_zone_of(snapshot)
    is_same_day = content.published_at == article.published_at
    draft = ArticleDraft(
        headline=content.fields.headline,
        body_html=content.body_html,
        section_path=content.section_path,
        language=content.fields.language,
        version=last.number,
        published_on=article.published_on if is_same_day else None,
        dates_without_zone=DatesWithoutZone(frozenset(), zone) if zone else None,
    )
    return ArticleWriter(session, batch, draft, content, (), last.date, now, act)
