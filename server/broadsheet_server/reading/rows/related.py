"""Related lists as rows: the same edges as `reading.related_articles`, for many articles at once."""

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import bindparam, select
from sqlmodel import col

from broadsheet_server.models.related import Related
from broadsheet_server.reading.article_fields import read_related
from broadsheet_server.reading.pagination import PageArguments
from broadsheet_server.reading.related_articles import related_window
from broadsheet_server.reading.rows.articles import Row, rows_by_id
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.rows.values import DamagedValueError, ValueReader, check_digits
from broadsheet_server.related.lists import ID_BYTES, Reason
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.statement_text import StatementText, compile_statement
from broadsheet_shared.vocabulary import RelatedReasonKind

Known = Callable[[Iterable[str]], Mapping[str, Row]]

_KINDS = {kind.value: kind for kind in RelatedReasonKind}


class RelatedRow(NamedTuple):
    """An edge: the row of the article, the score, the reasons, and the rows of its public near-copies."""

    row: Row
    score: float
    reasons: Sequence[Reason]
    copies: list[Row]


@dataclass(slots=True)
class RelatedRows:
    """A page of the public articles of a related list."""

    edges: list[RelatedRow]
    has_next: bool
    has_previous: bool


class _Entry(NamedTuple):
    """An entry of a related list with the driver's ids."""

    article_id: str
    score: float
    reasons: Sequence[Reason]
    copies: tuple[str, ...]


ListValues = tuple[Any, Any, Any, Any]
"""The values of a stored list: ids, scores, reasons and near-duplicates."""


class StoredList:
    """The related list of an article as it is stored, whether its articles are public or not.

    Thousands of them are kept: it has what answers need, and no copy of what was stored.
    """

    __slots__ = ("digest", "entries")

    def __init__(self, stored: ListValues, values: ValueReader) -> None:
        self.entries = _entries(stored, values)
        self.digest = _list_digest(stored)
        """What tells it from any other list, in this process."""

    @property
    def listed_ids(self) -> Iterator[str]:
        """The driver's ids of the articles in it: of its entries and of their near-duplicates."""
        for entry in self.entries:
            yield entry.article_id
            yield from entry.copies


async def stored_list(context: RowContext, article_id: str) -> StoredList:
    """The list that an article, by the driver's id, has in the store now."""
    values = await _list_values(context.database, article_id)
    return StoredList(values, context.values)


async def stored_list_digest(database: Database, article_id: str) -> int:
    """`StoredList.digest` of the list that an article, by the driver's id, has in the store now."""
    return _list_digest(await _list_values(database, article_id))


async def _list_values(database: Database, article_id: str) -> ListValues:
    rows = await database.fetch_rows(_list(database.dialect_name), {"id": article_id})
    ids, scores, reasons, near_duplicates = rows[0] if rows else (None, None, None, None)
    return ids, scores, reasons, near_duplicates


def _list_digest(values: ListValues) -> int:
    """Of this process: Python's keyed hash takes a tenth of the time of a cryptographic one."""
    return hash(tuple([value if isinstance(value, bytes | str) else repr(value) for value in values]))


@cache
def _list(dialect_name: str) -> StatementText:
    statement = select(
        *(col(Related.ids), col(Related.scores), col(Related.reasons), col(Related.near_duplicates))
    ).where(col(Related.article_id) == bindparam("id"))
    return compile_statement(statement, dialect_name, raw=frozenset({"id"}))


async def related_rows(
    context: RowContext,
    lists: Mapping[str, StoredList],
    page: PageArguments,
    names: frozenset[str],
    *,
    near_copies: bool,
    with_next: bool,
    known: Known | None = None,
) -> dict[str, RelatedRows]:
    """A page of each stored list, by its key, with `names` of each related article.

    Whether the list goes on is known only `with_next`. The rest of a list is read only where articles of
    the page are not public any more. `known` gives rows that need not be read. Raises InvalidQueryError.
    """
    read = partial(_read, context, known=known, names=names, near_copies=near_copies)
    entries = {key: _window(stored, page) for key, stored in lists.items()}
    needed = page.size + with_next
    found: dict[str, Row] = {}
    await read(found, [list_[:needed] for list_ in entries.values()])
    pages = {key: _edges(list_[:needed], found, near_copies=near_copies) for key, list_ in entries.items()}
    short = [key for key, edges in pages.items() if len(edges) < needed < len(entries[key])]
    if short:
        await read(found, [entries[key][needed:] for key in short])
    for key in short:
        pages[key] += _edges(entries[key][needed:], found, near_copies=near_copies)
    return {key: _page(edges, page) for key, edges in pages.items()}


def _window(stored: StoredList, page: PageArguments) -> list[_Entry]:
    """The entries that the page is filled from."""
    if page.after is None and page.before is None:
        return stored.entries[::-1] if page.backwards else stored.entries
    with_ids = [
        (entry, [UUID(key).hex for key in (entry.article_id, *entry.copies)]) for entry in stored.entries
    ]
    return related_window(with_ids, page)


def _page(edges: list[RelatedRow], page: PageArguments) -> RelatedRows:
    shown = edges[: page.size][::-1] if page.backwards else edges[: page.size]
    return RelatedRows(shown, *page.surroundings(has_more=len(edges) > page.size))


async def _read(
    context: RowContext,
    found: dict[str, Row],
    lists: Sequence[Sequence[_Entry]],
    *,
    known: Known | None,
    names: frozenset[str],
    near_copies: bool,
) -> None:
    """Read the entries' articles; their near-copies too, or only where an article is not public any more."""
    entries = [entry for list_ in lists for entry in list_]
    ids = [entry.article_id for entry in entries]
    if near_copies:
        ids += [copy for entry in entries for copy in entry.copies]
    if known is not None:
        found |= known(ids)
    if missing := [key for key in ids if key not in found]:
        found |= await rows_by_id(context, missing, names)
    withdrawn = [entry for entry in entries if entry.article_id not in found]
    if not near_copies and withdrawn:
        copies = [copy for entry in withdrawn for copy in entry.copies if copy not in found]
        found |= await rows_by_id(context, copies, names)


def _edges(entries: Sequence[_Entry], found: Mapping[str, Row], *, near_copies: bool) -> list[RelatedRow]:
    edges = []
    for entry in entries:
        row = found.get(entry.article_id)
        if row is not None and not near_copies:
            edges.append(RelatedRow(row, entry.score, entry.reasons, []))
            continue
        public = [found[key] for key in (entry.article_id, *entry.copies) if key in found]
        if public:
            edges.append(RelatedRow(public[0], entry.score, entry.reasons, public[1:]))
    return edges


def _entries(stored: ListValues, values: ValueReader) -> list[_Entry]:
    """The entries of a list; none where an article has none."""
    ids, scores, reasons, copies = stored
    if ids is None:
        return []
    reasons, copies = _json(reasons), _json(copies)
    try:
        digits = ids.hex()
        article_ids = [values.raw_id(digits[start : start + 32]) for start in range(0, len(digits), 32)]
        parsed = struct.unpack(f">{len(scores) // 4}f", scores)
        if len(ids) % ID_BYTES:
            raise DamagedValueError("a related list has half an id")
        return [
            _Entry(
                key,
                score,
                tuple([_reason(each["kind"], each["value"], each["weight"]) for each in why]),
                _copies(same, values),
            )
            for key, score, why, same in zip(article_ids, parsed, reasons, copies, strict=True)
        ]
    except (ValueError, TypeError, KeyError, AttributeError, struct.error):  # odd, at least
        raw_id = values.raw_id
        return [
            _Entry(raw_id(uuid.hex), score, why, tuple([raw_id(copy.hex) for copy in same]))
            for uuid, score, why, same in read_related(ids, scores, reasons, copies)
        ]


@lru_cache(maxsize=4_096, typed=True)
def _reason(kind: str, value: str | None, weight: float) -> Reason:
    """The reason as it is stored; the same ones are in many lists."""
    return Reason(_KINDS[kind], value, weight)


def _copies(hex_ids: Sequence[str], values: ValueReader) -> tuple[str, ...]:
    return tuple([values.raw_id(check_digits(digits)) for digits in hex_ids]) if hex_ids else ()


def _json(value: Any) -> Any:
    """A JSON column: text on SQLite, read already on PostgreSQL."""
    return orjson.loads(value) if isinstance(value, str) else value
