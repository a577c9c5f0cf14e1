"""The rows of new articles in one transaction, gathered and written together.

One statement for a hundred rows costs little more than one for a single row. Whoever publishes a single
article does not notice it: `publish` makes a ledger of its own and writes it at once.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article, ArticleAuthor, ArticleBody, ArticleImage, ArticleTag
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.changes import Change
from broadsheet_server.models.revisions import Correction, Revision
from broadsheet_shared.vocabulary import ChangeKind

Row = dict[str, object]

_IN_ORDER: tuple[type[TableModel], ...] = (
    Article,
    ArticleBody,
    ArticleAuthor,
    ArticleTag,
    ArticleImage,
    Correction,
    Revision,
    Change,
)
"""What refers to something comes after it."""


class InsertBatch:
    """Takes its turn among the writers when it is made; `flush` before the transaction ends.

    What the store does not know yet is known here: the identities and slugs of the articles gathered. Who
    wants to ask the store about one of these (`holds`) flushes first.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[type[TableModel], list[Row]] = {table: [] for table in _IN_ORDER}
        self._sequence: int | None = None
        self.slugs: set[str] = set()
        self._identities: set[str] = set()
        feed.lock_sequence(session)

    def add(self, table: type[TableModel], *rows: Row) -> None:
        """Gather rows of one of the tables of an article."""
        self._rows[table].extend(rows)

    def add_article(self, row: Row) -> None:
        """Gather the row of a new article, and remember what it can be recognised by."""
        self._rows[Article].append(row)
        self.slugs.add(str(row["slug"]))
        self._identities.update(str(row[key]) for key in ("slug", "external_reference", "canonical_url"))

    def holds(self, *identities: str | None) -> bool:
        """Whether something gathered belongs to one of these references, URLs, slugs or ids (hex)."""
        return not self._identities.isdisjoint(identities)

    def record(self, kind: ChangeKind, article_id: UUID, tags: Iterable[str], *, now: datetime) -> int:
        """Gather one change, and return the sequence that it has."""
        if self._sequence is None:
            self._sequence = feed.head(self._session)
        self._sequence += 1
        self._identities.add(article_id.hex)
        self.add(Change, feed.change_row(self._sequence, kind, article_id, tags, now))
        return self._sequence

    def flush(self) -> None:
        """Write what was gathered."""
        for table, rows in self._rows.items():
            if rows:
                self._session.connection().execute(insert(table), rows)
                rows.clear()
        if self._sequence is not None:
            feed.set_head(self._session, self._sequence)
            self._sequence = None
        self.slugs.clear()
        self._identities.clear()
