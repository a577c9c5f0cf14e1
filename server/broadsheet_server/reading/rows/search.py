"""Search results whose articles are rows; what is found, counted and marked is that of `reading.search`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.rows.articles import Row, row_values, rows_by_id
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.search import SearchPage, search_page
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.withdrawn_articles import withdrawn_since_query, withdrawn_since_values
from broadsheet_server.search.engine import SearchIndex
from broadsheet_server.search.ranked_search import SearchRequest
from broadsheet_server.storage.statement_text import StatementText, compile_statement


@dataclass(slots=True)
class FoundRow:
    """A row in place of the read model of an article, with what highlights are made of."""

    row: Row
    language: str = ""
    headline: str = ""
    summary: str | None = None
    body_text: str = ""


_TEXTS = ("language", "headline", "summary", "body_text")


class FoundRows:
    """Implements `FoundArticles` by rows with the fields `names`."""

    def __init__(self, rows: RowContext, names: frozenset[str], *, with_texts: bool) -> None:
        self._rows = rows
        self._names = names
        self._texts = _texts(names) if with_texts else None

    async def by_id(self, ids: Sequence[UUID]) -> Mapping[UUID, FoundRow]:
        """Those of the articles that are public."""
        keys = {self._rows.values.raw_id(uuid.hex): uuid for uuid in ids}
        found = await rows_by_id(self._rows, list(keys), self._names)
        if self._texts is None:
            return {keys[key]: FoundRow(row) for key, row in found.items()}
        return {keys[key]: FoundRow(row, *self._texts(row)) for key, row in found.items()}

    async def withdrawn_since(self, sequence: int) -> frozenset[UUID]:
        """The articles changed after `sequence` that are not public now."""
        values = withdrawn_since_values(sequence, self._rows.now)
        found = await self._rows.fetch(_withdrawn_since(self._rows.dialect_name), values)
        return frozenset(UUID(hex=key) for (key,) in found)

    async def section_names(self) -> Mapping[str, str]:
        """The names of all sections, by path."""
        tree = await self._rows.tree()
        return {path: row[3] for path, row in tree.by_path.items()}


async def search_rows(
    rows: RowContext,
    context: ReadContext,
    index: SearchIndex,
    request: SearchRequest,
    size: int,
    after: str | None,
    selection: Selection,
    names: frozenset[str],
) -> SearchPage:
    """One page of results, as `search_page` gives it; the node of each edge is a FoundRow.

    `names` are the fields that are read of each article. Raises what `search_page` raises.
    """
    found = FoundRows(rows, names, with_texts="highlights" in selection.below("edges"))
    return await search_page(context, index, request, size, after, selection, found)


@cache
def _withdrawn_since(dialect_name: str) -> StatementText:
    return compile_statement(withdrawn_since_query(), dialect_name)


@lru_cache
def _texts(names: frozenset[str]) -> Callable[[Row], tuple[Any, ...]]:
    """What takes the texts to be highlighted from a row, in the order of FoundRow."""
    values = row_values(names)
    return itemgetter(*map(values.index, _TEXTS))
