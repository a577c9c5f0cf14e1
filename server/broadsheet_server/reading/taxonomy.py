"""Tags and authors by slug or by id, and the labels that facets show."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Row, Select, Uuid, bindparam, select
from sqlmodel import col

from broadsheet_server.models import taxonomy
from broadsheet_server.newsroom.aliases import AliasKind
from broadsheet_server.reading.article_fields import TAG_SAME_AS
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.json_rows import read_texts
from broadsheet_server.reading.public_names import AUTHOR_IS_SHOWN, TAG_IS_SHOWN
from broadsheet_server.reading.read_models import Author, Section, Tag
from broadsheet_server.storage.database import Rows
from broadsheet_shared.section_paths import is_section_path, is_slug

_TAG = taxonomy.Tag
_AUTHOR = taxonomy.Author
_TAG_COLUMNS: tuple[Any, ...] = col(_TAG.id), col(_TAG.slug), col(_TAG.label), col(_TAG.kind), TAG_SAME_AS
_AUTHOR_COLUMNS: tuple[Any, ...] = col(_AUTHOR.id), col(_AUTHOR.slug), col(_AUTHOR.name)
TAGS: Select[Any] = select(*_TAG_COLUMNS).where(TAG_IS_SHOWN)
"""The tags that whoever asks may know of; add the condition."""
AUTHORS: Select[Any] = select(*_AUTHOR_COLUMNS).where(AUTHOR_IS_SHOWN)
"""The authors, likewise."""

_IDS: BindParameter[Any] = bindparam("ids", expanding=True, type_=Uuid())
_TAGS_BY_ID = TAGS.where(col(_TAG.id).in_(_IDS))
_AUTHORS_BY_ID = AUTHORS.where(col(_AUTHOR.id).in_(_IDS))

_SLUGS: BindParameter[Any] = bindparam("slugs", expanding=True)
_TAGS_BY_SLUG = TAGS.where(col(_TAG.slug).in_(_SLUGS))
_AUTHORS_BY_SLUG = AUTHORS.where(col(_AUTHOR.slug).in_(_SLUGS))


async def section_by_path(context: ReadContext, path: str) -> Section | None:
    """The section at this path, or the one that was moved from there."""
    tree = await context.sections()
    if path in tree.by_path:
        return tree.by_path[path]
    key = await _aliased(context, AliasKind.SECTION_PATH, path)
    return tree.by_id.get(key) if key else None


async def tag_by_slug(context: ReadContext, slug: str) -> Tag | None:
    """The tag with this slug, or the one that this one was merged into."""
    if tag := (await tags_by_slug(context, [slug])).get(slug):
        return tag
    key = await _aliased(context, AliasKind.TAG_SLUG, slug)
    return (await tags_by_id(context, [key])).get(key) if key else None


async def author_by_slug(context: ReadContext, slug: str) -> Author | None:
    """The author with this slug, or the one that this one was merged into."""
    if author := (await authors_by_slug(context, [slug])).get(slug):
        return author
    key = await _aliased(context, AliasKind.AUTHOR_SLUG, slug)
    return (await authors_by_id(context, [key])).get(key) if key else None


def is_alias(value: str) -> bool:
    """Whether the value can have been a slug or a path."""
    return is_slug(value) or is_section_path(value)


async def _aliased(context: ReadContext, kind: AliasKind, value: str) -> UUID | None:
    """What the value meant before it was moved or merged."""
    if not is_alias(value):
        return None
    rows = await context.reader.fetch(ALIASED, {"kind": kind, "value": value})
    return rows[0].target_id if rows else None


ALIASED = select(col(taxonomy.Alias.target_id)).where(
    col(taxonomy.Alias.kind) == bindparam("kind"), col(taxonomy.Alias.value) == bindparam("value")
)


async def tags_by_slug(context: ReadContext, slugs: Sequence[str]) -> dict[str, Tag]:
    """Those of the tags that exist, and that whoever asks may know of, by slug."""
    slugs = list(filter(is_storable, slugs))
    rows = await _fetch(context, _TAGS_BY_SLUG, slugs=slugs) if slugs else ()
    return {row.slug: _tag(row) for row in rows}


async def authors_by_slug(context: ReadContext, slugs: Sequence[str]) -> dict[str, Author]:
    """Those of the authors that exist, and that whoever asks may know of, by slug."""
    slugs = list(filter(is_storable, slugs))
    rows = await _fetch(context, _AUTHORS_BY_SLUG, slugs=slugs) if slugs else ()
    return {row.slug: _author(row) for row in rows}


async def tags_by_id(context: ReadContext, ids: Sequence[UUID]) -> dict[UUID, Tag]:
    """Those of the tags that exist, and that whoever asks may know of, by id."""
    rows = await _fetch(context, _TAGS_BY_ID, ids=list(ids))
    return {row.id: _tag(row) for row in rows}


async def authors_by_id(context: ReadContext, ids: Sequence[UUID]) -> dict[UUID, Author]:
    """Those of the authors that exist, and that whoever asks may know of, by id."""
    rows = await _fetch(context, _AUTHORS_BY_ID, ids=list(ids))
    return {row.id: _author(row) for row in rows}


async def _fetch(context: ReadContext, statement: Select[Any], **values: object) -> Rows:
    """The rows of those that whoever asks may know of."""
    shown = {"now": context.now, "sees_drafts": context.sees_drafts}
    return await context.reader.fetch(statement, {**values, **shown})


def _tag(row: Row[Any]) -> Tag:
    return Tag(row.id, row.slug, row.label, row.kind, read_texts(row.same_as))


def _author(row: Row[Any]) -> Author:
    return Author(row.id, row.slug, row.name)
