"""One version of an article on its way into the store: everything that is written for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.revisions import Correction, Revision
from broadsheet_server.newsroom import identity
from broadsheet_server.newsroom.article_content import WITHDRAWN_BY_SOURCE, ArticleContent
from broadsheet_server.newsroom.article_links import (
    ArticleLinks,
    Corrections,
    change_topics,
    correction_rows,
    corrections_of,
    new_corrections,
    replace_links,
    stored_topics,
    write_links,
)
from broadsheet_server.newsroom.authors import find_or_create_authors
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.identity import StoredArticle
from broadsheet_server.newsroom.images import find_or_create_images
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.revisions import revision_row, snapshot_of
from broadsheet_server.newsroom.sections import find_or_create_section
from broadsheet_server.newsroom.tags import find_or_create_tags
from broadsheet_server.newsroom.taxonomy_cache import TaxonomyCache
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind


@dataclass(frozen=True, slots=True)
class ArticleWriter:
    """A judged draft and the transaction that it is written in. `delivered` is the source's date for it."""

    session: Session
    ledger: InsertBatch
    catalogue: TaxonomyCache
    draft: ArticleDraft
    content: ArticleContent
    delivered: datetime | None
    now: datetime

    def create(self) -> tuple[UUID, str, int]:
        """Write a new article; return its id, its slug and the sequence of the change."""
        article_id, status = uuid7(), self._status()
        slug = identity.free_slug(self.session, self.draft, article_id, self.ledger.slugs)
        links = self._links(article_id)
        published_at = self.content.published_at or self.now
        row = self._columns(links) | {
            "id": article_id,
            "slug": slug,
            "external_reference": self.draft.external_reference,
            "status": status,
            "revision": 1,
            "published_at": published_at,
            "published_at_is_estimated": self.content.published_at is None,
            "updated_at": max(self.delivered or published_at, published_at),
        }
        self.ledger.add_article(row)
        self.ledger.add(ArticleBody, {"article_id": article_id, **self._body()})
        write_links(self.ledger, article_id, links, published_at)
        self.ledger.add(Correction, *correction_rows(article_id, self.content.corrections))
        kind = ChangeKind.WITHDRAWN if self.draft.withdrawn else ChangeKind.PUBLISHED
        touched = change_topics(article_id, self.content.section_path, links.tag_slugs, links.author_slugs)
        return article_id, slug, self._note(article_id, slug, 1, kind, touched, self.content.corrections)

    def revise(self, known: StoredArticle) -> int:
        """Write this version over the one in the store; return the sequence of the change."""
        self._check_url(known)
        touched = stored_topics(self.session, known.id, known.section_path)
        links = self._links(known.id)
        number = known.revision + 1
        self._update(known, links, number)
        published_at = self.content.published_at or known.published_at
        replace_links(self.session, self.ledger, known.id, links, published_at)
        earlier = corrections_of(self.session, known.id)
        fresh = new_corrections(earlier, self.content.corrections)
        self.ledger.add(Correction, *correction_rows(known.id, fresh))
        touched |= change_topics(known.id, self.content.section_path, links.tag_slugs, links.author_slugs)
        kind = ChangeKind.CORRECTED if fresh else ChangeKind.REVISED
        if known.status == ArticleStatus.WITHDRAWN:
            kind = ChangeKind.RESTORED
        return self._note(known.id, known.slug, number, kind, touched, (*earlier, *fresh))

    def fingerprint(self) -> str:
        """What is stored as the content's hash."""
        return WITHDRAWN_BY_SOURCE if self.draft.withdrawn else self.content.fingerprint()

    def _update(self, known: StoredArticle, links: ArticleLinks, number: int) -> None:
        later = self.delivered is not None and self.delivered > known.updated_at
        values = self._columns(links) | {
            "external_reference": known.external_reference or self.draft.external_reference,
            "status": ArticleStatus.PUBLISHED,
            "revision": number,
            "published_at": self.content.published_at or known.published_at,
            "published_at_is_estimated": self.content.published_at is None
            and known.published_at_is_estimated,
            "updated_at": self.delivered if later else self.now,
        }
        for statement in (
            update(Article).where(col(Article.id) == known.id).values(values),
            update(ArticleBody).where(col(ArticleBody.article_id) == known.id).values(self._body()),
        ):
            self.session.execute(statement)

    def _columns(self, links: ArticleLinks) -> dict[str, object]:
        content = self.content
        section = find_or_create_section(
            self.session, content.section_path, content.section_name, catalogue=self.catalogue
        )
        return {
            "canonical_url": content.canonical_url,
            "language": content.language,
            "headline": content.headline,
            "summary": content.summary,
            "byline": content.byline,
            "section_id": section.id,
            "lead_image_id": links.images[0] if links.images else None,
            "word_count": content.word_count,
            "content_hash": self.fingerprint(),
            "embargoed_until": content.embargoed_until,
            "expires_at": content.expires_at,
            "copyright_notice": content.copyright_notice,
            "source_name": content.source_name,
            "source_url": content.source_url,
        }

    def _body(self) -> dict[str, str]:
        return {"html": self.content.body_html, "text": self.content.body_text}

    def _links(self, article_id: UUID) -> ArticleLinks:
        content, session, catalogue = self.content, self.session, self.catalogue
        tags = find_or_create_tags(session, content.tags, catalogue=catalogue)
        return ArticleLinks(
            authors=find_or_create_authors(session, content.authors, catalogue=catalogue),
            author_slugs=[slug for slug, _ in content.authors],
            tags=[tag_id for tag_id, _ in tags],
            tag_slugs=[slug for _, slug in tags],
            images=find_or_create_images(session, content.images, article_id=article_id),
        )

    def _note(
        self,
        article_id: UUID,
        slug: str,
        number: int,
        kind: ChangeKind,
        touched: set[str],
        corrections: Corrections,
    ) -> int:
        """Write the revision and the change."""
        snapshot = snapshot_of(
            self.content, slug=slug, status=self._status(), corrections=corrections, delivered=self.delivered
        )
        self.ledger.add(Revision, revision_row(article_id, number, kind, snapshot, now=self.now))
        return self.ledger.record(kind, article_id, touched, now=self.now)

    def _status(self) -> ArticleStatus:
        return ArticleStatus.WITHDRAWN if self.draft.withdrawn else ArticleStatus.PUBLISHED

    def _check_url(self, known: StoredArticle) -> None:
        url = self.content.canonical_url
        if url and url != known.canonical_url:
            holder = identity.find_stored_by_url(self.session, url)
            if holder and holder.id != known.id:
                raise identity.url_is_taken(url, holder)
