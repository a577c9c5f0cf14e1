"""Single sections, tags and authors as rows, also by what they went by before."""

from functools import cache
from typing import Any

from sqlalchemy import Select, Uuid, bindparam
from sqlmodel import col

from broadsheet_server.models import taxonomy
from broadsheet_server.newsroom.aliases import AliasKind
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.rows.values import Row
from broadsheet_server.reading.taxonomy import ALIASED, AUTHORS, TAGS, is_alias
from broadsheet_server.storage.statement_text import StatementText, compile_statement


async def section_row(context: RowContext, path: str) -> Row | None:
    """The section at a path, or the one that was moved from there."""
    tree = await context.tree()
    if (row := tree.by_path.get(path)) is not None:
        return row
    key = await _aliased(context, AliasKind.SECTION_PATH, path)
    return None if key is None else tree.by_id.get(key)


async def tag_row(context: RowContext, slug: str) -> Row | None:
    """The tag with a slug, or which it was merged into: id, slug, label, kind, a list of URIs as JSON."""
    if row := await _row(context, _tag(context.dialect_name), slug, (0,)):
        return row
    key = await _aliased(context, AliasKind.TAG_SLUG, slug)
    return None if key is None else await _row_of(context, _tag_by_id(context.dialect_name), key)


async def author_row(context: RowContext, slug: str) -> Row | None:
    """The author with a slug, or which they were merged into: id, slug, name."""
    if row := await _row(context, _author(context.dialect_name), slug, (0,)):
        return row
    key = await _aliased(context, AliasKind.AUTHOR_SLUG, slug)
    return None if key is None else await _row_of(context, _author_by_id(context.dialect_name), key)


async def _aliased(context: RowContext, kind: AliasKind, value: str) -> str | None:
    """The id of what the value meant before it was moved or merged, as the driver has it."""
    if not is_alias(value):
        return None
    rows = await context.fetch(_alias(context.dialect_name), {"kind": kind.value, "value": value})
    return rows[0][0] if rows else None


async def _row_of(context: RowContext, statement: StatementText, key: str) -> Row | None:
    rows = await context.fetch(statement, {"key": key, **_shown(context)})
    return rows[0] if rows else None


async def _row(
    context: RowContext, statement: StatementText, name: str, id_positions: tuple[int, ...]
) -> Row | None:
    if not is_storable(name):
        return None
    rows = await context.fetch(statement, {"name": name, **_shown(context)})
    for row in rows:
        context.values.check_ids(row[position] for position in id_positions if row[position] is not None)
    return rows[0] if rows else None


def _shown(context: RowContext) -> dict[str, Any]:
    """The parameters of the condition that whoever asks may know of it."""
    return {"now": context.now, "sees_drafts": context.sees_drafts}


def _by(names: Select[Any], name: Any, dialect_name: str) -> StatementText:
    return compile_statement(names.where(name == bindparam("name")), dialect_name)


@cache
def _alias(dialect_name: str) -> StatementText:
    return compile_statement(ALIASED, dialect_name)


def _by_id(names: Select[Any], key: Any, dialect_name: str) -> StatementText:
    return compile_statement(names.where(key == bindparam("key", type_=Uuid())), dialect_name)


@cache
def _tag_by_id(dialect_name: str) -> StatementText:
    return _by_id(TAGS, col(taxonomy.Tag.id), dialect_name)


@cache
def _author_by_id(dialect_name: str) -> StatementText:
    return _by_id(AUTHORS, col(taxonomy.Author.id), dialect_name)


@cache
def _tag(dialect_name: str) -> StatementText:
    return _by(TAGS, col(taxonomy.Tag.slug), dialect_name)


@cache
def _author(dialect_name: str) -> StatementText:
    return _by(AUTHORS, col(taxonomy.Author.slug), dialect_name)
