"""The stored articles by what they are recognised by, looked up for many drafts in two statements.

What was looked up stands for the rest of the transaction, whose lock keeps other writers out; whatever this
transaction writes itself it has to `forget`.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.identities import ArticleIdentity, IdentityKind
from broadsheet_server.newsroom.identity import Identity
from broadsheet_server.storage.chunks import chunks

VALUES_MAX = 1_000
"""Values in one statement; SQLite takes 32,766, PostgreSQL 65,535."""

# They do not autoflush, so that what is pending in the session (new tags and authors) is inserted together.
_WITH_VALUES = select(
    ArticleIdentity.value, ArticleIdentity.kind, ArticleIdentity.source, ArticleIdentity.article_id
).where(col(ArticleIdentity.value).in_(bindparam("values", expanding=True)))
_ARTICLES = (
    select(Article)
    .where(col(Article.id).in_(bindparam("ids", expanding=True)))
    .execution_options(autoflush=False)
)
_SLUGS = select(Article.slug).where(col(Article.slug).in_(bindparam("slugs", expanding=True)))


class StoredIdentities:
    """Identities and slugs of stored articles within one transaction. What is not known is looked up."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[str, list[tuple[Identity, UUID]]] = {}
        self._articles: dict[UUID, Article] = {}
        self._slugs: dict[str, bool] = {}

    def look_up(self, values: Iterable[str]) -> None:
        """Read the identities that have one of these values, and their articles."""
        unknown = [value for value in dict.fromkeys(values) if value not in self._rows]
        for some in chunks(unknown, VALUES_MAX):
            self._rows.update((value, []) for value in some)
            for row in self._session.connection().execute(_WITH_VALUES, {"values": some}):
                stored = Identity(row.value, IdentityKind(row.kind), row.source)
                self._rows[row.value].append((stored, row.article_id))
        self._read_articles({article_id for value in unknown for _, article_id in self._rows[value]})

    def _read_articles(self, ids: Iterable[UUID]) -> None:
        unknown = [article_id for article_id in ids if article_id not in self._articles]
        for some in chunks(unknown, VALUES_MAX):
            articles = self._session.exec(_ARTICLES, params={"ids": some})
            self._articles.update((article.id, article) for article in articles)

    def articles(self, identities: Sequence[Identity]) -> dict[Identity, Article]:
        """The articles of the stored identities with these values, of whatever source, the oldest first."""
        values = dict.fromkeys(identity.value for identity in identities)
        self.look_up(values)
        rows = (row for value in values for row in self._rows[value])
        return {stored: self._articles[article_id] for stored, article_id in sorted(rows, key=_article_id)}

    def is_known(self, identities: Iterable[Identity]) -> bool:
        """Whether an article that was looked up has one of these values."""
        return any(self._rows.get(identity.value) for identity in identities)

    def look_up_slugs(self, slugs: Iterable[str]) -> None:
        """Read which of these slugs are taken."""
        unknown = [slug for slug in dict.fromkeys(slugs) if slug not in self._slugs]
        for some in chunks(unknown, VALUES_MAX):
            self._slugs.update((slug, False) for slug in some)
            stored = self._session.connection().execute(_SLUGS, {"slugs": some}).scalars()
            self._slugs.update((slug, True) for slug in stored)

    def has_slug(self, slug: str) -> bool:
        """Whether a stored article has this slug."""
        self.look_up_slugs([slug])
        return self._slugs[slug]

    def forget(self, values: Iterable[str], slugs: Iterable[str]) -> None:
        """Look these identities and slugs up anew: the transaction has written some."""
        for value in values:
            self._rows.pop(value, None)
        for slug in slugs:
            self._slugs.pop(slug, None)

    def clear(self) -> None:
        """Look everything up anew."""
        self._rows.clear()
        self._articles.clear()
        self._slugs.clear()


def _article_id(row: tuple[Identity, UUID]) -> UUID:
    return row[1]
