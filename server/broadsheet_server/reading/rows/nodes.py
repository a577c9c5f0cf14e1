"""Rows of any type by id, one statement for each type."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Uuid, bindparam
from sqlmodel import col

from broadsheet_server.models import images, taxonomy
from broadsheet_server.reading.images import PUBLIC_IMAGES
from broadsheet_server.reading.rows.articles import padded_ids, rows_by_id
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.rows.parts import images as read_images
from broadsheet_server.reading.rows.values import Row
from broadsheet_server.reading.taxonomy import AUTHORS, TAGS
from broadsheet_server.storage.statement_text import StatementText, compile_statement

NodeKey = tuple[str, str]
"""The name of a type, and the driver's id."""

Load = Callable[[RowContext, Sequence[str], frozenset[str]], Awaitable[Mapping[str, Row]]]


async def node_rows(
    context: RowContext, keys: Sequence[NodeKey], names: frozenset[str]
) -> dict[NodeKey, Row]:
    """The rows of those that exist and are public; `names` are the fields that are read of articles."""
    found: dict[NodeKey, Row] = {}
    for type_name, load in _LOADERS.items():
        ids = list(dict.fromkeys(key for name, key in keys if name == type_name))
        if ids:
            rows = await load(context, ids, names)
            found |= {(type_name, key): row for key, row in rows.items()}
    return found


async def _sections(context: RowContext, ids: Sequence[str], _: frozenset[str]) -> Mapping[str, Row]:
    return (await context.tree()).by_id


async def _tags(context: RowContext, ids: Sequence[str], _: frozenset[str]) -> Mapping[str, Row]:
    return await _by_id(context, "Tag", ids)


async def _authors(context: RowContext, ids: Sequence[str], _: frozenset[str]) -> Mapping[str, Row]:
    return await _by_id(context, "Author", ids)


async def _by_id(context: RowContext, type_name: str, ids: Sequence[str]) -> Mapping[str, Row]:
    padded = padded_ids(ids)
    shown = {"now": context.now, "sees_drafts": context.sees_drafts}
    statement = _statement(type_name, len(padded), context.dialect_name)
    rows = await context.fetch(statement, {"ids": padded, **shown})
    context.values.check_ids(row[0] for row in rows)
    return {row[0]: row for row in rows}


async def _images(context: RowContext, ids: Sequence[str], _: frozenset[str]) -> Mapping[str, Row]:
    padded = padded_ids(ids)
    statement = _statement("Image", len(padded), context.dialect_name)
    rows = await context.fetch(statement, {"ids": padded, "now": context.now})
    return {image[0]: image for row in rows for image in read_images(row[0], context.images)}


_LOADERS: dict[str, Load] = {
    "Article": rows_by_id,
    "Section": _sections,
    "Tag": _tags,
    "Author": _authors,
    "Image": _images,
}


@lru_cache(maxsize=100)
def _statement(type_name: str, length: int, dialect_name: str) -> StatementText:
    statements: dict[str, tuple[Any, Any]] = {
        "Tag": (TAGS, col(taxonomy.Tag.id)),
        "Author": (AUTHORS, col(taxonomy.Author.id)),
        "Image": (PUBLIC_IMAGES, col(images.Image.id)),
    }
    statement, key = statements[type_name]
    statement = statement.where(key.in_(bindparam("ids", expanding=True, type_=Uuid())))
    return compile_statement(statement, dialect_name, lengths={"ids": length}, raw=frozenset({"ids"}))
