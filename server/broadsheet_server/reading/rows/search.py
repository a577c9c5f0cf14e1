"""Search results whose articles are rows; what is found, counted and marked is that of `reading.search`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.rows.articles import Row, row_values, rows_by_id
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.search import HIGHLIGHTED, SearchPage, search_page
from broadsheet_server.reading.selection import Selection
from broadsheet_server.search.engine import SearchIndex
from broadsheet_server.search.ranked_search import SearchRequest


@dataclass(slots=True)
class FoundRow:
    """A row in place of the read model of an article, with what highlights are made of."""

    row: Row
    language: str = ""
    headline: str = ""
    summary: str | None = None
    body_text: str = ""


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
    positions = _positions(names) if "highlights" in selection.below("edges") else {}

    async def load(ids: Sequence[UUID], _: Selection) -> Any:
        keys = {rows.values.raw_id(uuid.hex): uuid for uuid in ids}
        found = await rows_by_id(rows, list(keys), names)
        return {keys[key]: _found(row, positions) for key, row in found.items()}

    reading = context.with_article_loader(load)
    return await search_page(reading, index, request, size, after, selection)


def _positions(names: frozenset[str]) -> dict[str, int]:
    values = row_values(names)
    return {name: values.index(name) for name in HIGHLIGHTED.names}


def _found(row: Row, positions: Mapping[str, int]) -> FoundRow:
    return FoundRow(row, **{name: row[position] for name, position in positions.items()})
