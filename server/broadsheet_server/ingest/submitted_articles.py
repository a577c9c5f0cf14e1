"""Use cases: a content management system publishes an article, revises one, or brings many up to date.

Images on other servers are fetched before the transaction, as those of an import are. Each runs in a thread,
because it may wait for other servers and other writers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.access.section_limit import SectionForbiddenError
from broadsheet_server.ingest.image_fetching import CALLER_BOUNDS, ImageFetching
from broadsheet_server.ingest.own_images import own_images
from broadsheet_server.ingest.submissions import (
    ArticleExistsError,
    ErrorPolicy,
    IdempotencyConflictError,
    SubmittedArticle,
)
from broadsheet_server.models.articles import Article
from broadsheet_server.models.revisions import Revision
from broadsheet_server.newsroom.article_content import ArticleContent, validated_content, with_remote_images
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import find_stored, publish
from broadsheet_server.newsroom.publish_result import Outcome, PublishResult
from broadsheet_server.newsroom.remote_images import RemoteImages
from broadsheet_server.newsroom.revise import Changes, revise, revised_content
from broadsheet_server.newsroom.revisions import EditorialAct, UnknownArticleError, check_revision
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database


@dataclass(frozen=True, slots=True)
class RevisedArticle:
    """What became of a revision. `sequence` is None where nothing has changed."""

    sequence: int | None
    notes: tuple[str, ...]


class ArticleSubmission:
    """One request of an editor or a system, with what it needs of the server."""

    def __init__(self, database: Database, settings: Settings, act: EditorialAct, now: datetime) -> None:
        self._database = database
        self._settings = settings
        self._media = MediaFolder(settings.media)
        self._act = act
        self._now = now

    def publish_new(self, draft: ArticleDraft, idempotency_key: str | None = None) -> PublishResult:
        """Publish an article that is not here yet; sent again with the same key, it is the same article.

        `idempotency_key` is unique among all callers. Raises RejectedDraftError, IdempotencyConflictError,
        and ArticleExistsError where its reference, its address or its text is that of an article that is
        here.
        """
        if idempotency_key is not None:
            draft = replace(draft, other_references=(f"idempotency:{idempotency_key}",))
        content = self._contents([draft])[0]
        if isinstance(content, RejectedDraftError):
            raise content
        with self._database.write() as session:
            batch = InsertBatch(session)
            if idempotency_key is not None and (same := self._sent_before(session, batch, draft)):
                _check_same(session, same, content)
                return PublishResult(same.id, same.slug, Outcome.UNCHANGED, None)
            if article := find_stored(session, batch, draft, self._now):
                raise ArticleExistsError(
                    f"It is here already as “{article.slug}”. Revise that one, or use `upsertArticles`."
                )
            result = self._publish(session, batch, draft, content)
            batch.flush()
        return result

    def _sent_before(self, session: Session, batch: InsertBatch, draft: ArticleDraft) -> Article | None:
        """The article that was published with the same idempotency key."""
        known = replace(draft, external_reference=None, canonical_url=None, given_url=None, slug=None)
        return find_stored(session, batch, known, self._now)

    def upsert(self, drafts: Sequence[ArticleDraft], policy: ErrorPolicy) -> list[SubmittedArticle]:
        """Publish each article, or bring the stored one up to date, in their order.

        By REJECT_ALL nothing is stored where one is refused.
        """
        contents = self._contents(drafts)
        submitted: list[SubmittedArticle] = []
        with self._database.write() as session:
            batch = InsertBatch(session)
            for draft, content in zip(drafts, contents, strict=True):
                submitted.append(self._upsert(session, batch, draft, content))
            batch.flush()
            if policy is ErrorPolicy.REJECT_ALL and any(each.error for each in submitted):
                session.rollback()
                return [replace(each, result=None) for each in submitted]
        return submitted

    def revise(
        self, article_id: UUID, changes: Changes, *, expected_revision: int, is_minor: bool
    ) -> RevisedArticle:
        """Change what an editor names of an article.

        Raises RejectedDraftError, UnknownArticleError, RevisionConflictError and WrongStatusError.
        """
        content = self._revised_content(article_id, changes, expected_revision, {})
        if images := self._fetched(content.remote_images):
            content = self._revised_content(article_id, changes, expected_revision, images)
        with self._database.write() as session:
            sequence = revise(
                *(session, article_id, content),
                expected_revision=expected_revision,
                is_minor=is_minor,
                act=self._act,
                now=self._now,
                changes=changes,
            )
        return RevisedArticle(sequence, content.notes)

    def _revised_content(
        self, article_id: UUID, changes: Changes, expected_revision: int, images: RemoteImages
    ) -> ArticleContent:
        with self._database.read() as session:
            article = session.get(Article, article_id)
            if article is None:
                raise UnknownArticleError(f"There is no article {article_id}.")
            check_revision(session, article, expected_revision)
            return revised_content(
                *(session, article, changes), media=self._media, now=self._now, remote=images
            )

    def _upsert(
        self,
        session: Session,
        batch: InsertBatch,
        draft: ArticleDraft,
        content: ArticleContent | RejectedDraftError,
    ) -> SubmittedArticle:
        if isinstance(content, RejectedDraftError):
            return SubmittedArticle(None, content)
        try:
            return SubmittedArticle(self._publish(session, batch, draft, content))
        except (RejectedDraftError, SectionForbiddenError) as error:
            return SubmittedArticle(None, error)

    def _publish(
        self, session: Session, batch: InsertBatch, draft: ArticleDraft, content: ArticleContent
    ) -> PublishResult:
        result = publish(
            *(session, draft),
            media=self._media,
            now=self._now,
            content=content,
            batch=batch,
            act=self._act,
        )
        shown = () if result.outcome is Outcome.UNCHANGED else content.notes
        return replace(result, notes=(*shown, *result.notes))

    def _contents(self, drafts: Iterable[ArticleDraft]) -> list[ArticleContent | RejectedDraftError]:
        """The drafts as they can be published, or why they cannot."""
        drafts = list(drafts)
        contents = [self._content(draft) for draft in drafts]
        addresses = [
            url for each in contents if isinstance(each, ArticleContent) for url in each.remote_images
        ]
        images = self._fetched(addresses)
        return [
            self._with_images(draft, content, images) for draft, content in zip(drafts, contents, strict=True)
        ]

    def _with_images(
        self, draft: ArticleDraft, content: ArticleContent | RejectedDraftError, images: RemoteImages
    ) -> ArticleContent | RejectedDraftError:
        if isinstance(content, RejectedDraftError) or not content.remote_images:
            return content
        try:
            return with_remote_images(content, draft, media=self._media, now=self._now, remote=images)
        except RejectedDraftError as error:
            return error

    def _content(self, draft: ArticleDraft) -> ArticleContent | RejectedDraftError:
        try:
            return validated_content(draft, media=self._media, now=self._now)
        except RejectedDraftError as error:
            return error

    def _fetched(self, addresses: Sequence[str]) -> RemoteImages:
        """What became of the images at these addresses."""
        own = own_images(addresses, self._settings, self._media)
        with ImageFetching(self._database, self._settings, bounds=CALLER_BOUNDS) as fetching:
            fetched = fetching.fetch(address for address in addresses if address not in own)
        return {**fetched.of(addresses), **own}


def _check_same(session: Session, article: Article, content: ArticleContent) -> None:
    """Raise IdempotencyConflictError unless the article was first published with this headline.

    The rest may differ where it is the same: images that could not be fetched, the default date.
    """
    first = session.get_one(Revision, (article.id, 1)).snapshot
    if first["headline"] != content.fields.headline:
        raise IdempotencyConflictError(
            f"This key was used for “{article.slug}”, another article: send a key of its own with each."
        )
