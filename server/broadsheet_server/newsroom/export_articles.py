"""Use case: export all articles, or those that changed since some time, with all that belongs to them.

The lines are described in `newsroom.exported_records`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from broadsheet_server.models.articles import (
    Article,
    ArticleAuthor,
    ArticleBody,
    ArticleContributor,
    ArticleImage,
    ArticleTag,
)
from broadsheet_server.models.changes import Change
from broadsheet_server.models.identities import ArticleIdentity, ArticleSource
from broadsheet_server.models.images import Image, Rendition
from broadsheet_server.models.related import RelatedPin
from broadsheet_server.models.revisions import Correction, Revision, Tombstone
from broadsheet_server.models.taxonomy import Alias, Author, Section, Tag
from broadsheet_server.models.translations import TranslationReference, TranslationReferenceKind
from broadsheet_server.newsroom.aliases import AliasKind
from broadsheet_server.newsroom.exported_records import FORMAT_VERSION

Line = dict[str, Any]
"""What `orjson.dumps` writes as a line."""

_BATCH = 100


def _columns(*columns: Any) -> Select[Any]:
    return select(*columns)


_ARTICLES = (
    _columns(Article, ArticleBody.html, ArticleBody.text, Section.path)
    .join(ArticleBody, col(ArticleBody.article_id) == col(Article.id))
    .join(Section, col(Section.id) == col(Article.section_id))
    .order_by(col(Article.id))
)
_PARTS: dict[str, Select[Any]] = {
    "authors": _columns(ArticleAuthor.article_id, Author.slug, Author.name, Author.identity, Author.edited_at)
    .join(Author, col(Author.id) == col(ArticleAuthor.author_id))
    .order_by(col(ArticleAuthor.position)),
    "contributors": _columns(
        *(ArticleContributor.article_id, ArticleContributor.role),
        *(Author.slug, Author.name, Author.identity, Author.edited_at),
    )
    .join(Author, col(Author.id) == col(ArticleContributor.author_id))
    .order_by(col(ArticleContributor.position)),
    "tags": _columns(
        *(ArticleTag.article_id, Tag.slug, Tag.label, Tag.kind, Tag.identity, Tag.same_as, Tag.edited_at)
    )
    .join(Tag, col(Tag.id) == col(ArticleTag.tag_id))
    .order_by(col(ArticleTag.position)),
    "images": _columns(
        *(ArticleImage.article_id, Rendition.location, Rendition.media_type),
        *(
            Rendition.width,
            Rendition.height,
            Image.alt,
            Image.caption,
            Image.credit,
            Image.external_reference,
            Image.copyright_notice,
            Image.usage_terms,
            Image.focal_x,
            Image.focal_y,
        ),
    )
    .join(Image, col(Image.id) == col(ArticleImage.image_id))
    .join(Rendition, (col(Rendition.image_id) == col(Image.id)) & (col(Rendition.name) == "original"))
    .order_by(col(ArticleImage.position)),
    "corrections": _columns(
        Correction.article_id, Correction.id, Correction.text, Correction.corrected_at
    ).order_by(col(Correction.corrected_at), col(Correction.id)),
    "sources": _columns(ArticleSource.article_id, ArticleSource.name, ArticleSource.url).order_by(
        col(ArticleSource.position)
    ),
    "identities": _columns(
        *(ArticleIdentity.article_id, ArticleIdentity.kind, ArticleIdentity.source, ArticleIdentity.value)
    ),
    "revisions": _columns(
        *(Revision.article_id, Revision.number, Revision.kind, Revision.created_at, Revision.snapshot),
        *(Revision.actor, Revision.reason),
    ).order_by(col(Revision.number)),
    "translations": _columns(
        *(TranslationReference.article_id, TranslationReference.kind),
        *(TranslationReference.source, TranslationReference.value),
    ).where(col(TranslationReference.kind) != TranslationReferenceKind.GROUP),
    "tombstones": _columns(
        *(Tombstone.article_id, Tombstone.kind, Tombstone.note),
        *(Tombstone.redirect_url, Tombstone.withdrawn_at),
    ),
}
"""What belongs to articles: the member of their record, and its statement, with the article's id first."""
_PINS = _columns(RelatedPin.article_id, RelatedPin.related_id).order_by(
    col(RelatedPin.article_id), col(RelatedPin.position)
)


_FORMER_PATHS = (
    _columns(Section.path, Alias.value)
    .join(Alias, col(Alias.target_id) == col(Section.id))
    .where(col(Alias.kind) == AliasKind.SECTION_PATH)
)


def _is_not_a_slug(table: type[Tag] | type[Author]) -> ColumnElement[bool]:
    """Whether nothing has the alias for its own slug by now, which is what the slug means then."""
    other = aliased(table)
    return ~exists().where(col(other.slug) == col(Alias.value))


_TARGET_ID = col(Alias.target_id)
_ALIASES = union_all(
    _columns(Alias.kind, Alias.value, Alias.edited_at, col(Section.path).label("target")).join(
        Section, col(Section.id) == _TARGET_ID
    ),
    _columns(Alias.kind, Alias.value, Alias.edited_at, Tag.identity)
    .join(Tag, col(Tag.id) == _TARGET_ID)
    .where(exists().where(col(ArticleTag.tag_id) == _TARGET_ID), _is_not_a_slug(Tag)),
    _columns(Alias.kind, Alias.value, Alias.edited_at, Author.identity)
    .join(Author, col(Author.id) == _TARGET_ID)
    .where(
        exists().where(col(ArticleAuthor.author_id) == _TARGET_ID)
        | exists().where(col(ArticleContributor.author_id) == _TARGET_ID),
        _is_not_a_slug(Author),
    ),
)


def export_articles(session: Session, since: datetime | None = None) -> Iterator[Line]:
    """Every line of an export, from a session that sees one state of the store.

    `since` leaves out articles without a change at or after that time.
    """
    yield {"broadsheet_export": FORMAT_VERSION, "sections": _sections(session)}
    changed = None if since is None else _changed_since(session, since)
    for ids in _batches(session, changed):
        yield from ({"article": article} for article in _articles(session, ids))
    for article_id, pins in groupby(session.execute(_PINS), key=lambda row: row.article_id):
        if changed is None or article_id in changed:
            yield {"pins": {"article": article_id, "related": [pin.related_id for pin in pins]}}
    yield from ({"alias": alias} for alias in _aliases(session))


def _sections(session: Session) -> list[dict[str, Any]]:
    """The sections, each after its parent."""
    former = defaultdict(list)
    for path, alias in session.execute(_FORMER_PATHS):
        former[path].append(alias)
    columns: tuple[Any, ...] = (Section.name, Section.description, Section.position, Section.edited_at)
    rows = session.execute(_columns(Section.path, *columns))
    sections = (dict(row._mapping) for row in rows)
    exported = ({**section, "former_paths": sorted(former[section["path"]])} for section in sections)
    # Not ordered by the database: collations of PostgreSQL pass over hyphens and slashes.
    return sorted(exported, key=lambda section: str(section["path"]))


def _aliases(session: Session) -> list[dict[str, Any]]:
    """The aliases of all sections, and of the tags and authors that articles have."""
    aliases = [dict(row._mapping) for row in session.execute(_ALIASES)]
    return sorted(aliases, key=lambda alias: (alias["kind"], alias["value"]))


def _changed_since(session: Session, since: datetime) -> set[UUID]:
    changes = _columns(Change.article_id).where(col(Change.occurred_at) >= since)
    return set(session.execute(changes.distinct()).scalars())


def _batches(session: Session, changed: set[UUID] | None) -> Iterator[Sequence[UUID]]:
    """The ids of articles in ascending order, which is that of their arrival."""
    if changed is not None:
        ordered = sorted(changed)
        yield from (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))
        return
    ids = _columns(Article.id).order_by(col(Article.id)).limit(_BATCH)
    batch = session.execute(ids).scalars().all()
    while batch:
        yield batch
        batch = session.execute(ids.where(col(Article.id) > batch[-1])).scalars().all()


def _articles(session: Session, ids: Sequence[UUID]) -> Iterator[dict[str, Any]]:
    parts = {name: _of_articles(session, statement, ids) for name, statement in _PARTS.items()}
    for of_article in (*parts["identities"].values(), *parts["translations"].values()):
        of_article.sort(key=lambda row: (row["kind"], row["source"], row["value"]))
    for article, html, text, section in session.execute(_ARTICLES.where(col(Article.id).in_(ids))):
        yield {
            **article.model_dump(exclude={"section_id", "lead_image_id"}),
            "section": section,
            "body_html": html,
            "body_text": text,
            **{name: of_articles[article.id] for name, of_articles in parts.items()},
        }
    session.expunge_all()


def _of_articles(
    session: Session, statement: Select[Any], ids: Sequence[UUID]
) -> defaultdict[UUID, list[dict[str, Any]]]:
    """The rows of a statement by the article that they belong to."""
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    article_id, *_ = statement.selected_columns
    for row in session.execute(statement.where(article_id.in_(ids))):
        members = dict(row._mapping)
        found[members.pop("article_id")].append(members)
    return found
