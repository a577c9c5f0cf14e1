"""A unit of work for new articles: collects their rows and inserts them in bulk.

One INSERT of a hundred rows costs little more than one of a single row. For a single article `publish` makes
a batch of its own and flushes it at once.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import (
    Article,
    ArticleAuthor,
    ArticleBody,
    ArticleBodyFile,
    ArticleImage,
    ArticleTag,
)
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.changes import Change
from broadsheet_server.models.identities import ArticleIdentity, ArticleSource
from broadsheet_server.models.revisions import Correction, Revision, Tombstone
from broadsheet_server.newsroom.identity import Identity
from broadsheet_server.newsroom.taxonomy import TaxonomyCache
from broadsheet_shared.vocabulary import ChangeKind

Row = dict[str, object]

_INSERT_ORDER: tuple[type[TableModel], ...] = (
    Article,
    ArticleBody,
    ArticleIdentity,
    ArticleSource,
    ArticleAuthor,
    ArticleTag,
    ArticleImage,
    ArticleBodyFile,
    Correction,
    Tombstone,
    Revision,
    Change,
)
"""Rows come after those that their foreign keys reference."""


class InsertBatch:
    """Waits for other writers when it is made; `flush` it before the transaction ends.

    It knows the slugs and identities of the articles that the database does not have yet. Before a query
    about one of them (`holds`), flush. `cache` outlives the batch.
    """

    def __init__(self, session: Session, cache: TaxonomyCache | None = None) -> None:
        self._session = session
        self.cache = cache or TaxonomyCache()
        self._rows: dict[type[TableModel], list[Row]] = {table: [] for table in _INSERT_ORDER}
        self._sequence: int | None = None
        self.slugs: set[str] = set()
        self._values: set[str] = set()
        self._changed: set[UUID] = set()
        feed.lock_sequence(session)

    def add(self, table: type[TableModel], *rows: Row) -> None:
        """Add rows of one of the tables of an article."""
        self._rows[table].extend(rows)

    def add_article(self, row: Row) -> None:
        """Add the row of a new article, and remember its slug."""
        self._rows[Article].append(row)
        self.slugs.add(str(row["slug"]))

    def add_identities(self, article_id: UUID, identities: Iterable[Identity]) -> None:
        """Add what the article is recognised by from now on."""
        for identity in identities:
            self._values.add(identity.value)
            self.add(ArticleIdentity, {**identity._asdict(), "article_id": article_id})

    def holds(self, identities: Iterable[Identity], slug: str | None) -> bool:
        """Whether a row may belong to an article with one of these identities, or with this slug."""
        return slug in self.slugs or not self._values.isdisjoint(value for value, _, _ in identities)

    def holds_changes_of(self, article_id: UUID) -> bool:
        """Whether there is a change of this article."""
        return article_id in self._changed

    def record(self, kind: ChangeKind, article_id: UUID, topics: Iterable[str], *, now: datetime) -> int:
        """Add one change, and return its sequence."""
        if self._sequence is None:
            self._sequence = feed.head(self._session)
        self._sequence += 1
        self._changed.add(article_id)
        self.add(Change, feed.change_row(self._sequence, kind, article_id, topics, now))
        return self._sequence

    def flush(self) -> None:
        """Insert all rows, after those that are pending in the session: the new tags and authors."""
        self._session.flush()
        for table, rows in self._rows.items():
            if rows:
                self._session.connection().execute(insert(table), rows)
                rows.clear()
        if self._sequence is not None:
            feed.set_head(self._session, self._sequence)
            self._sequence = None
        self.slugs.clear()
        self._values.clear()
        self._changed.clear()
