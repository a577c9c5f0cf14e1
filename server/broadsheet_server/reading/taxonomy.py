"""Tags, authors and images by slug or by key."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, bindparam, select

from broadsheet_server.models import metadata
from broadsheet_server.reading.article_fields import LONE_IMAGE, read_images
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.read_models import Author, Image, Tag

_COLUMNS = {"tag": ("id", "slug", "label", "kind"), "author": ("id", "slug", "name")}
Named = Literal["tag", "author"]


async def tag_by_slug(context: ReadContext, slug: str) -> Tag | None:
    """The tag with this slug, if there is one."""
    row = await _named(context, "tag", slug)
    return None if row is None else _tag(row)


async def author_by_slug(context: ReadContext, slug: str) -> Author | None:
    """The author with this slug, if there is one."""
    row = await _named(context, "author", slug)
    return None if row is None else _author(row)


async def tags_by_key(context: ReadContext, keys: Sequence[UUID]) -> dict[UUID, Tag]:
    """Those of the tags that exist."""
    rows = await context.reader.fetch(_by_key("tag"), {"keys": list(keys)})
    return {row.id: _tag(row) for row in rows}


async def authors_by_key(context: ReadContext, keys: Sequence[UUID]) -> dict[UUID, Author]:
    """Those of the authors that exist."""
    rows = await context.reader.fetch(_by_key("author"), {"keys": list(keys)})
    return {row.id: _author(row) for row in rows}


async def images_by_key(context: ReadContext, keys: Sequence[UUID]) -> dict[UUID, Image]:
    """Those of the images that exist."""
    rows = await context.reader.fetch(_images(), {"keys": list(keys)})
    found = [image for row in rows for image in read_images(row[0], context)]
    return {image.key: image for image in found}


async def _named(context: ReadContext, table: Named, slug: str) -> Row[Any] | None:
    rows = await context.reader.fetch(_by_slug(table), {"slug": slug}) if is_storable(slug) else ()
    return rows[0] if rows else None


def _tag(row: Row[Any]) -> Tag:
    return Tag(row.id, row.slug, row.label, row.kind)


def _author(row: Row[Any]) -> Author:
    return Author(row.id, row.slug, row.name)


@lru_cache
def _by_slug(table: Named) -> Select[Any]:
    columns = metadata.tables[table].c
    return select(*columns[_COLUMNS[table]]).where(columns.slug == bindparam("slug"))


@lru_cache
def _by_key(table: Named) -> Select[Any]:
    columns = metadata.tables[table].c
    return select(*columns[_COLUMNS[table]]).where(columns.id.in_(_keys()))


@lru_cache
def _images() -> Select[Any]:
    return LONE_IMAGE.where(metadata.tables["image"].c.id.in_(_keys()))


def _keys() -> Any:
    return bindparam("keys", expanding=True, type_=Uuid())
