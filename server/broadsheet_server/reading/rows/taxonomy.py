"""Single tags and authors as rows."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import col

from broadsheet_server.models import taxonomy
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.rows.values import Row
from broadsheet_server.reading.taxonomy import AUTHOR_COLUMNS, TAG_COLUMNS
from broadsheet_server.storage.statement_text import StatementText, compile_statement


async def tag_row(context: RowContext, slug: str) -> Row | None:
    """The tag with a slug: id, slug, label, kind, and a list of URIs as JSON."""
    return await _row(context, _tag(context.dialect_name), slug, (0,))


async def author_row(context: RowContext, slug: str) -> Row | None:
    """The author with a slug: id, slug, name."""
    return await _row(context, _author(context.dialect_name), slug, (0,))


async def _row(
    context: RowContext, statement: StatementText, name: str, id_positions: tuple[int, ...]
) -> Row | None:
    if not is_storable(name):
        return None
    rows = await context.fetch(statement, {"name": name})
    for row in rows:
        context.values.check_ids(row[position] for position in id_positions if row[position] is not None)
    return rows[0] if rows else None


def _by(columns: tuple[Any, ...], name: Any, dialect_name: str) -> StatementText:
    statement: Select[Any] = select(*columns).where(name == bindparam("name"))
    return compile_statement(statement, dialect_name)


@cache
def _tag(dialect_name: str) -> StatementText:
    return _by(TAG_COLUMNS, col(taxonomy.Tag.slug), dialect_name)


@cache
def _author(dialect_name: str) -> StatementText:
    return _by(AUTHOR_COLUMNS, col(taxonomy.Author.slug), dialect_name)
