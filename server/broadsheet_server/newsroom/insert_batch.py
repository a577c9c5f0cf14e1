"""A unit of work for new articles: collects their rows and inserts them in bulk.

One INSERT of a hundred rows costs little more than one of a single row. For a single article `publish` makes
a batch of its own and flushes it at once.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import (
    Article,
    ArticleAuthor,
    ArticleBody,
    ArticleBodyFile,
    ArticleContributor,
    ArticleImage,
    ArticleTag,
)
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.changes import Change
from broadsheet_server.models.identities import ArticleIdentity, ArticleSource
from broadsheet_server.models.images import Image, Rendition
from broadsheet_server.models.revisions import Correction, Revision, Tombstone
from broadsheet_server.models.translations import TranslationReference
from broadsheet_server.newsroom.identity import Identity, own_slug, slug_candidates
from broadsheet_server.newsroom.shared_changes import record_changes
from broadsheet_server.newsroom.stored_identities import StoredIdentities
from broadsheet_server.newsroom.taxonomy import TaxonomyCache
from broadsheet_server.newsroom.translation_links import Arrivals, Reference, link, stored_references
from broadsheet_shared.vocabulary import ChangeKind

Row = dict[str, object]

_INSERT_ORDER: tuple[type[TableModel], ...] = (
    Image,
    Rendition,
    Article,
    ArticleBody,
    ArticleIdentity,
    ArticleSource,
    ArticleAuthor,
    ArticleContributor,
    ArticleTag,
    ArticleImage,
    ArticleBodyFile,
    TranslationReference,
    Correction,
    Tombstone,
    Revision,
    Change,
)
"""Rows come after those that their foreign keys reference."""


class InsertBatch:
    """Waits for other writers when it is made; `flush` it before the transaction ends.

    It knows the slugs and identities of the articles that the database does not have yet. Before a query
    about one of them (`holds`), flush. `stored` knows those that the database has. `cache` outlives it.
    """

    def __init__(self, session: Session, cache: TaxonomyCache | None = None) -> None:
        self._session = session
        self.cache = cache or TaxonomyCache()
        self._rows: dict[type[TableModel], list[Row]] = {table: [] for table in _INSERT_ORDER}
        self._sequence: int | None = None
        self.slugs: set[str] = set()
        self._values: set[str] = set()
        self._image_references: set[str] = set()
        self._changed: set[UUID] = set()
        self._told: dict[UUID, None] = {}
        self._arrivals = Arrivals()
        self._now: datetime | None = None
        self.translation_notes: dict[str, str] = {}
        feed.lock_sequence(session)
        version = feed.parts_version(session)
        if self.cache.parts_version not in (None, version):
            self.cache.clear()
        self.cache.parts_version = version
        self.stored = StoredIdentities(session)

    def add(self, table: type[TableModel], *rows: Row) -> None:
        """Add rows of one of the tables of an article."""
        self._rows[table].extend(rows)

    def add_article(self, row: Row) -> None:
        """Add the row of a new article, and remember its slug."""
        self._rows[Article].append(row)
        self.slugs.add(str(row["slug"]))
        self._arrivals.slugs.append((cast("UUID", row["id"]), str(row["slug"])))

    def add_identities(self, article_id: UUID, identities: Iterable[Identity]) -> None:
        """Add what the article is recognised by from now on."""
        for identity in identities:
            self._values.add(identity.value)
            self._arrivals.identities.append((article_id, identity))
            self.add(ArticleIdentity, {**identity._asdict(), "article_id": article_id})

    def add_translations(self, article_id: UUID, references: Iterable[Reference], now: datetime) -> None:
        """Add what the source says of the article's translations, as far as it has not said it before.

        `flush` links them; where it cannot, `translation_notes` say why.
        """
        references = list(references)
        known = stored_references(self._session, article_id) if references else ()
        for reference in references:
            if reference not in known and (article_id, reference) not in self._arrivals.references:
                self._now = now
                self._arrivals.references[article_id, reference] = None
                self.add(TranslationReference, {**reference._asdict(), "article_id": article_id})

    def tell(self, article_ids: Iterable[UUID], now: datetime) -> None:
        """Say, when this is flushed, that these stored articles have changed, by what others are now."""
        self._now = now
        self._told.update(dict.fromkeys(article_ids))

    def holds(self, identities: Iterable[Identity], slug: str | None) -> bool:
        """Whether a row may belong to an article with one of these identities, or with this slug."""
        return slug in self.slugs or not self._values.isdisjoint(value for value, _, _ in identities)

    def free_slug(self, given: str | None, headline: str, article_id: UUID) -> str:
        """A slug for a new article that no other one has, stored or in the batch."""
        candidates = slug_candidates(own_slug(given, headline, article_id), article_id)
        return next(slug for slug in candidates if slug not in self.slugs and not self.stored.has_slug(slug))

    def add_image(self, image: Row, original: Row) -> None:
        """Add the rows of a new image and of its file, and remember its reference."""
        self.add(Image, image)
        self.add(Rendition, original)
        if reference := image["external_reference"]:
            self._image_references.add(str(reference))

    def holds_images(self, references: Iterable[str]) -> bool:
        """Whether a row is an image with one of these references."""
        return not self._image_references.isdisjoint(references)

    def holds_changes_of(self, article_id: UUID) -> bool:
        """Whether there is a change of this article."""
        return article_id in self._changed

    def record(self, kind: ChangeKind, article_id: UUID, topics: Iterable[str], *, now: datetime) -> int:
        """Add one change, and return its sequence."""
        if self._sequence is None:
            self._sequence = feed.head(self._session)
        self._now = now
        self._sequence += 1
        self._changed.add(article_id)
        self.add(Change, feed.change_row(self._sequence, kind, article_id, topics, now))
        return self._sequence

    def flush_images(self) -> None:
        """Insert the images, before a stored article refers to them through its model."""
        self._insert(Image)
        self._insert(Rendition)

    def _link(self) -> None:
        """Link translations, and tell of articles by what others are now."""
        if self._told or self._arrivals:
            now = self._now or datetime.now(UTC)
            told = [article_id for article_id in self._told if article_id not in self._changed]
            record_changes(self._session, told, now=now)
            notes = link(self._session, self._arrivals, {*self._changed, *told}, now=now)
            self.translation_notes.update(notes)
        self._arrivals.clear()
        self._told.clear()
        self._now = None

    def _insert(self, table: type[TableModel]) -> None:
        if rows := self._rows[table]:
            self._session.connection().execute(insert(table), rows)
            rows.clear()

    def flush(self) -> None:
        """Insert all rows, after those that are pending in the session: the new tags and authors."""
        self._session.flush()
        for table in _INSERT_ORDER:
            self._insert(table)
        if self._sequence is not None:
            feed.set_head(self._session, self._sequence)
            self._sequence = None
        self._link()
        self.cache.parts_version = feed.parts_version(self._session)
        self.stored.forget(self._values, self.slugs)
        self.slugs.clear()
        self._values.clear()
        self._image_references.clear()
        self._changed.clear()
