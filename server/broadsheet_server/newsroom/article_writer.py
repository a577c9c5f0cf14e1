"""Writes one version of an article: its row, body, links, corrections, revision and change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, update

from broadsheet_server.changefeed.topics import change_topics
from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.revisions import Correction, Revision
from broadsheet_server.newsroom import translation_groups
from broadsheet_server.newsroom.article_content import ArticleContent
from broadsheet_server.newsroom.article_links import (
    ArticleLinks,
    Corrections,
    add_links,
    correction_rows,
    delete_links,
    stored_corrections,
    stored_topics,
)
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.identity import Identity
from broadsheet_server.newsroom.images import find_or_create_images
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.revisions import WITHDRAWN_HASH, EditorialAct, columns_of, snapshot_of
from broadsheet_server.newsroom.sections import find_or_create_section
from broadsheet_server.newsroom.taxonomy import (
    CachedSection,
    find_or_create_authors,
    find_or_create_contributors,
    find_or_create_tags,
)
from broadsheet_server.newsroom.translation_groups import Membership
from broadsheet_server.newsroom.translation_links import references_of
from broadsheet_server.newsroom.visibility import public_at
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.section_paths import SECTION_DEPTH_MAX
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind


@dataclass(frozen=True, slots=True)
class ArticleWriter:
    """Writes a validated draft within a transaction.

    `delivered` is the date that the source gave this version; `identities` are those that the store does not
    know yet; `act` is that of an editor; `membership` is the group of translations that the article will be
    in, None where that stays as it is. Rows of new articles go into `batch`; a stored article is changed
    through its model.
    """

    session: Session
    batch: InsertBatch
    draft: ArticleDraft
    content: ArticleContent
    identities: Sequence[Identity]
    delivered: datetime | None
    now: datetime
    act: EditorialAct | None = None
    membership: Membership | None = None

    def create(self) -> tuple[UUID, str, int]:
        """Write a new article; return its id, its slug and the sequence of the change."""
        article_id = uuid7()
        headline = self.content.fields.headline
        slug = self.batch.free_slug(self.draft.slug, headline, article_id)
        links = self._links(None)
        published_at = self.content.published_at or self.delivered or self.now
        updated_at = max(self.delivered or published_at, published_at)
        row: dict[str, Any] = {
            **self._columns(links),
            "id": article_id,
            "slug": slug,
            "external_reference": self.draft.external_reference,
            "status": self._status(),
            "revision": 1,
            "published_at": published_at,
            "published_at_is_estimated": self.draft.withdrawn
            or (self.content.published_at or self.delivered) is None,
            "published_on": self._published_on(published_at),
            "updated_at": updated_at,
            "updated_on": self._updated_on(updated_at),
        }
        self.batch.add_article(row)
        self.batch.add_identities(article_id, self.identities)
        self.add_translations(article_id)
        self.batch.add(ArticleBody, {"article_id": article_id, **self._body()})
        add_links(self.batch, article_id, links, published_at)
        self.batch.add(Correction, *correction_rows(article_id, self.content.corrections))
        kind = ChangeKind.WITHDRAWN if self.draft.withdrawn else ChangeKind.PUBLISHED
        snapshot = self._snapshot(slug, self.content.corrections, self.membership)
        if self.membership and public_at(Article(**row), self.now):
            self._tell(self.membership)
        return article_id, slug, self._record(article_id, 1, kind, snapshot, self._topics(article_id, links))

    def revise(self, article: Article) -> int:
        """Write this version over the stored one; return the sequence of the change.

        One that takes the article from the public, by a date or an embargo to come, or an expiry that is
        past, has a further change, which says so to those who follow the feed.
        """
        was_public, before = public_at(article, self.now), (article.language, article.translation_group)
        membership = self._membership(article)
        topics = stored_topics(self.session, article)
        kind = ChangeKind.RESTORED if article.status == ArticleStatus.WITHDRAWN else ChangeKind.REVISED
        links = self._links(article.id)
        self._update(article, links)
        self.batch.add_identities(article.id, self.identities)
        self.add_translations(article.id)
        delete_links(self.session, article.id)
        add_links(self.batch, article.id, links, article.published_at)
        earlier = stored_corrections(self.session, article.id)
        fresh = _new_corrections(earlier, self.content.corrections)
        self.batch.add(Correction, *correction_rows(article.id, fresh))
        if fresh and kind is ChangeKind.REVISED:
            kind = ChangeKind.CORRECTED
        snapshot = self._snapshot(article.slug, (*earlier, *fresh), membership)
        topics |= self._topics(article.id, links)
        sequence = self._record(article.id, article.revision, kind, snapshot, topics)
        is_public = public_at(article, self.now)
        if is_public != was_public or (is_public and before != (article.language, article.translation_group)):
            self._tell(membership)
        if was_public and not is_public:
            self.batch.record(ChangeKind.EXPIRED, article.id, topics, now=self.now)
        return sequence

    def content_hash(self) -> str:
        """The value of `Article.content_hash`."""
        return WITHDRAWN_HASH if self.draft.withdrawn else self.content.content_hash()

    @property
    def section_note(self) -> str | None:
        """What an editor is told where the section of the draft would be too deep to be made."""
        section = self._section()
        if not section.is_above:
            return None
        return (
            f"its section “{self.content.section_path}” was moved, and would be deeper than "
            f"{SECTION_DEPTH_MAX} there: it is in “{section.path}”"
        )

    def add_translations(self, article_id: UUID) -> None:
        """Note what the source says of the article's translations."""
        self.batch.add_translations(article_id, references_of(self.draft.translations), self.now)

    def _membership(self, article: Article) -> Membership | None:
        """The group that a stored article will be in: the one that it is in, unless that is to change."""
        if self.membership is not None or article.translation_group is None:
            return self.membership
        return Membership(article.translation_group, translation_groups.others(self.session, article))

    def _tell(self, membership: Membership | None) -> None:
        """Tell of the translations of the article, of which this is one that has come, gone or changed."""
        if membership is not None:
            articles = (*membership.others, *membership.former)
            self.batch.tell(translation_groups.public_members(articles, self.now), self.now)

    def _update(self, article: Article, links: ArticleLinks) -> None:
        is_newer = self.delivered is not None and self.delivered > article.updated_at
        updated_at = self.delivered if is_newer else self.now
        published_at = self._published_at(article)
        is_same_date = self.content.published_at is None and published_at == article.published_at
        article.sqlmodel_update(
            {
                **self._columns(links),
                "external_reference": article.external_reference or self.draft.external_reference,
                "status": ArticleStatus.PUBLISHED,
                "revision": article.revision + 1,
                "published_at": published_at,
                "published_at_is_estimated": self.content.published_at is None
                and article.published_at_is_estimated,
                "published_on": article.published_on if is_same_date else self._published_on(published_at),
                "updated_at": updated_at,
                "updated_on": self._updated_on(updated_at),
            }
        )
        body = update(ArticleBody).where(col(ArticleBody.article_id) == article.id)
        self.session.exec(body.values(self._body()))

    def _published_on(self, published_at: datetime) -> date | None:
        """The day of a publishing date without a time, or of the version's where that stands in for it."""
        if self.content.published_at is not None:
            return self.draft.published_on
        return self._updated_on(published_at)

    def _updated_on(self, updated_at: datetime | None) -> date | None:
        """The day of this version, where its source gave no time and `updated_at` is the source's date."""
        return self.draft.updated_on if updated_at == self.delivered else None

    def _published_at(self, article: Article) -> datetime:
        """An estimated date is corrected by an earlier version that has one."""
        earliest = self.delivered if article.published_at_is_estimated else None
        return self.content.published_at or min(earliest or article.published_at, article.published_at)

    def _columns(self, links: ArticleLinks) -> dict[str, object]:
        content = self.content
        group = {}
        if self.membership is not None:
            self.membership.found()
            group["translation_group"] = self.membership.group
        return content.fields.model_dump() | {
            **group,
            "section_id": self._section().id,
            "lead_image_id": links.images[0] if links.images else None,
            "word_count": content.word_count,
            "content_hash": self.content_hash(),
        }

    def _section(self) -> CachedSection:
        content = self.content
        return find_or_create_section(
            self.session, content.section_path, content.section_names, cache=self.batch.cache
        )

    def _body(self) -> dict[str, str]:
        return {"html": self.content.body_html, "text": self.content.body_text}

    def _links(self, stored_id: UUID | None) -> ArticleLinks:
        """What the article is linked with; `stored_id` is its id where it is stored already."""
        content, session = self.content, self.session
        tags = find_or_create_tags(session, content.tags, cache=self.batch.cache)
        authors = find_or_create_authors(session, content.authors, cache=self.batch.cache)
        return ArticleLinks(
            authors=[author.id for author in authors],
            author_slugs=[author.slug for author in authors],
            contributors=find_or_create_contributors(session, content.contributors, cache=self.batch.cache),
            tags=[tag.id for tag in tags],
            tag_slugs=[tag.slug for tag in tags],
            images=find_or_create_images(session, content.images, batch=self.batch, article_id=stored_id),
            body_files=content.body_files,
        )

    def _topics(self, article_id: UUID, links: ArticleLinks) -> set[str]:
        return change_topics(article_id, self._section().path, links.tag_slugs, links.author_slugs)

    def _snapshot(
        self, slug: str, corrections: Corrections, membership: Membership | None
    ) -> dict[str, object]:
        translations: dict[str, object] = {"translations": membership.slugs} if membership else {}
        return translations | snapshot_of(
            replace(self.content, section_path=self._section().path),
            slug=slug,
            status=self._status(),
            corrections=corrections,
            delivered=self.delivered,
            time_zone=self.draft.dates_without_zone.zone if self.draft.dates_without_zone else None,
            version=self.draft.version,
        )

    def _record(
        self,
        article_id: UUID,
        number: int,
        kind: ChangeKind,
        snapshot: Mapping[str, object],
        topics: set[str],
    ) -> int:
        """Add the revision and the change; return the sequence of the change."""
        if self.act is not None:
            self.act.record(self.session, kind.value, article_id, now=self.now)
        self.batch.add(
            Revision,
            {
                "article_id": article_id,
                "number": number,
                "kind": kind,
                "created_at": self.now,
                "snapshot": snapshot,
                **columns_of(self.act),
            },
        )
        return self.batch.record(kind, article_id, topics, now=self.now)

    def _status(self) -> ArticleStatus:
        return ArticleStatus.WITHDRAWN if self.draft.withdrawn else ArticleStatus.PUBLISHED


def _new_corrections(earlier: Corrections, corrections: Corrections) -> list[tuple[str, datetime]]:
    """The corrections whose text the article does not have yet."""
    texts = {text for text, _ in earlier}
    return [(text, corrected_at) for text, corrected_at in corrections if text not in texts]
