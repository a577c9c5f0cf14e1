"""Rows of articles: the values of the selected fields, by identifier, by id, and page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal_column, select

from broadsheet_server.reading.article_lists import (
    ListQuery,
    ListRequest,
    batches,
    list_query,
    page_statement,
    parameters_of,
)
from broadsheet_server.reading.articles import by_identifier, by_ids, plan
from broadsheet_server.reading.bodies import BODY_FIELDS
from broadsheet_server.reading.conditions import set_lengths
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.identifiers import Identifier
from broadsheet_server.reading.keyset import EXACT_COUNT_MAX, count_query, page_order, page_query
from broadsheet_server.reading.list_shape import ListShape
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.storage.chunks import chunks
from broadsheet_server.storage.row_readers import RawRows
from broadsheet_server.storage.statement_text import StatementText, compile_statement

_ID_VALUES = ("uuid", "section.id", "section.parent_id")
_TEXT_VALUES = (
    *("body_html", "body_text", "author_rows", "contributor_rows"),
    *("tags", "images", "corrections", "sources"),
)
"""Texts without a bound: bodies, and what an article can have any number of."""
_ID_COUNTS = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512)
"""The lengths of `IN (…)` that statements are compiled for; a shorter list repeats its last id."""

PAGE_NAMES = frozenset({"published_at"})
"""What finding a page has read already."""

Row = tuple[Any, ...]


@lru_cache(maxsize=1_000)
def row_values(names: frozenset[str]) -> tuple[str, ...]:
    """The names of the values in a row with these fields; the number of its list comes last."""
    return plan(names).names


@dataclass(slots=True)
class RowPage:
    """One page of a list. `total` is value and whether it is a lower bound, if it was asked for."""

    rows: list[Row]
    has_next: bool
    has_previous: bool
    fingerprint: bytes
    total: tuple[int, bool] | None = None


async def row_by(
    context: RowContext, identifier: Identifier, value: str | UUID, names: frozenset[str]
) -> Row | None:
    """The public article with this identifier, if there is one."""
    if isinstance(value, str) and not is_storable(value):
        return None
    statement = _by_identifier(names, identifier, context.dialect_name)
    values = {"value": value, "now": context.now}
    rows = await context.fetch(statement, values, texts=_text_positions(names))
    _check_ids(context, rows, names)
    return rows[0] if rows else None


@lru_cache(maxsize=1_000)
def row_part(names: frozenset[str], part: frozenset[str]) -> Callable[[Row], Row]:
    """What takes the row with the fields `part` from one with the fields `names`, which has them too."""
    values = row_values(names)
    own = [*map(values.index, row_values(part)), -1]  # at the end the number of the list
    return itemgetter(*own)


async def rows_by_id(context: RowContext, ids: Sequence[str], names: frozenset[str]) -> dict[str, Row]:
    """Those of the articles that are public, by id. The ids are the driver's."""
    found: dict[str, Row] = {}
    for batch in chunks(ids, _ID_COUNTS[-1]):
        padded = padded_ids(batch)
        statement = _by_ids(names, len(padded), context.dialect_name)
        values = {"ids": padded, "now": context.now}
        texts, has_bodies = _text_positions(names), bool(names & BODY_FIELDS)
        rows = await context.fetch(statement, values, texts=texts, one_by_one=has_bodies)
        _check_ids(context, rows, names)
        found |= {row[0]: row for row in rows}
    return found


def padded_ids(ids: Sequence[str]) -> list[str]:
    """The ids, up to 512, as many as a statement is compiled for: the last one is repeated."""
    length = next(count for count in _ID_COUNTS if count >= len(ids))
    return [*ids, *[ids[-1]] * (length - len(ids))]


async def read_pages(
    context: RowContext, requests: Sequence[ListRequest], names: frozenset[str], *, counted: bool
) -> list[RowPage]:
    """A page of each list, by one statement for all of the same shape. Raises InvalidQueryError."""
    queries = [await list_query(context, request) for request in requests]
    if len(queries) == 1:
        return await _read(context, queries, names, counted=counted)
    pages: dict[int, RowPage] = {}
    for numbers in batches(queries):
        batch = await _read(context, [queries[number] for number in numbers], names, counted=counted)
        pages |= dict(zip(numbers, batch, strict=True))
    return [pages[number] for number in range(len(queries))]


async def _read(
    context: RowContext, queries: Sequence[ListQuery], names: frozenset[str], *, counted: bool
) -> list[RowPage]:
    shape = queries[0].shape
    if shape.is_empty:
        return [RowPage([], False, False, b"", (0, False)) for _ in queries]
    parameters = {**parameters_of(queries), "now": context.now}
    limits = {query.request.page.size + 1 for query in queries}
    limit = limits.pop() if len(limits) == 1 and context.dialect_name == "postgresql" else None
    statement = _page(names, shape, len(queries), limit, context.dialect_name)
    texts = _text_positions(names)
    has_bodies = bool(names & BODY_FIELDS)
    rows = await context.fetch(
        statement, parameters, texts=texts, is_slow=not shape.is_narrow, one_by_one=has_bodies
    )
    _check_ids(context, rows, names)
    lists = [list(rows)] if len(queries) == 1 else _by_list(rows, len(queries))
    pages = [_row_page(query.request, found) for query, found in zip(queries, lists, strict=True)]
    if counted:
        await _count(context, shape, pages, parameters)
    return pages


def _by_list(rows: RawRows, count: int) -> list[list[Row]]:
    lists: list[list[Row]] = [[] for _ in range(count)]
    for row in rows:
        lists[row[-1]].append(row)
    return lists


def _row_page(request: ListRequest, rows: list[Row]) -> RowPage:
    """The page of up to one article more than it shows, which tells whether the list goes on."""
    has_more, rows = len(rows) > request.page.size, rows[: request.page.size]
    if request.page.backwards:
        rows.reverse()
    has_next, has_previous = request.page.surroundings(has_more=has_more)
    return RowPage(rows, has_next, has_previous, request.fingerprint)


async def _count(
    context: RowContext, shape: ListShape, pages: Sequence[RowPage], parameters: dict[str, object]
) -> None:
    statement = _counts(shape, len(pages), context.dialect_name)
    [counts] = await context.fetch(statement, parameters, is_slow=True)
    for page, count in zip(pages, counts, strict=True):
        page.total = min(count, EXACT_COUNT_MAX), count > EXACT_COUNT_MAX


def _check_ids(context: RowContext, rows: RawRows, names: frozenset[str]) -> None:
    if context.values.checks_ids:
        ids = [row[position] for position in _id_positions(names) for row in rows]
        context.values.check_ids(filter(None, ids))


@lru_cache(maxsize=1_000)
def _id_positions(names: frozenset[str]) -> list[int]:
    return _positions(names, _ID_VALUES)


@lru_cache(maxsize=1_000)
def _text_positions(names: frozenset[str]) -> list[int]:
    return _positions(names, _TEXT_VALUES)


def _positions(names: frozenset[str], wanted: Sequence[str]) -> list[int]:
    values = row_values(names)
    return [values.index(name) for name in wanted if name in values]


@lru_cache(maxsize=500)
def _by_identifier(names: frozenset[str], identifier: Identifier, dialect_name: str) -> StatementText:
    statement = by_identifier(names, identifier).add_columns(literal_column("0").label("list"))
    return compile_statement(statement, dialect_name)


@lru_cache(maxsize=500)
def _by_ids(names: frozenset[str], length: int, dialect_name: str) -> StatementText:
    statement = by_ids(names).add_columns(literal_column("0").label("list"))
    return compile_statement(statement, dialect_name, lengths={"ids": length}, raw=frozenset({"ids"}))


@lru_cache(maxsize=500)
def _page(
    names: frozenset[str], shape: ListShape, lists: int, limit: int | None, dialect_name: str
) -> StatementText:
    if names <= PAGE_NAMES:
        page = page_query(shape, lists, limit).subquery("page")
        order = page_order(page, shape)
        statement: Select[Any] = select(page.c.id, page.c.published_at, page.c.list).order_by(*order)
    else:
        statement = page_statement(names, shape, lists, limit)
    return compile_statement(statement, dialect_name, lengths=_lengths(shape, lists))


@lru_cache(maxsize=500)
def _counts(shape: ListShape, lists: int, dialect_name: str) -> StatementText:
    return compile_statement(count_query(shape, lists), dialect_name, lengths=_lengths(shape, lists))


def _lengths(shape: ListShape, lists: int) -> dict[str, int]:
    """How many members the lists of sections and languages have where they are an `IN (…)`."""
    return {name: length for number in range(lists) for name, length in set_lengths(shape, "", number)}
