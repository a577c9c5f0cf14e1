"""Search results whose articles are rows; what is found, counted and marked is that of `reading.search`."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.found_articles import FoundArticle
from broadsheet_server.reading.kept_highlights import HighlightsByText, kept_highlights
from broadsheet_server.reading.rows.articles import Row, row_part, row_values, rows_by_id
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.search import SearchPage, search_page
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.withdrawn_articles import withdrawn_since_query, withdrawn_since_values
from broadsheet_server.search.engine import SearchIndex
from broadsheet_server.search.ranked_search import SearchRequest
from broadsheet_server.storage.statement_text import StatementText, compile_statement

_TEXTS = ("language", "headline", "summary", "body_text")
_HASH = "content_hash"
_WITH_HASH = frozenset({_HASH, "language"})
_WITH_TEXTS = _WITH_HASH | frozenset(_TEXTS)
_Take = Callable[[Row], tuple[Any, ...]]


class FoundRows:
    """Implements `FoundArticles` by rows with the fields `names`, which are the nodes."""

    def __init__(self, rows: RowContext, names: frozenset[str], *, with_texts: bool) -> None:
        self._rows = rows
        self._names = names
        self._with_texts = with_texts
        self.kept_highlights = kept_highlights(rows.database) if with_texts else None

    async def by_id(self, ids: Sequence[UUID], kept: HighlightsByText) -> Mapping[UUID, FoundArticle]:
        """Those of the articles that are public."""
        keys = {self._rows.values.raw_id(uuid.hex): uuid for uuid in ids}
        if not self._with_texts:
            rows = await rows_by_id(self._rows, list(keys), self._names)
            return {keys[key]: FoundArticle(row) for key, row in rows.items()}
        return await (self._highlighted(keys, kept) if kept else self._to_highlight(keys))

    async def _highlighted(
        self, keys: Mapping[str, UUID], kept: HighlightsByText
    ) -> dict[UUID, FoundArticle]:
        """Those that are public, with the highlights that are kept of the text that they have now."""
        found = {}
        node, content_hash = _parts(self._names, _WITH_HASH)
        for key, row in (await rows_by_id(self._rows, list(keys), self._names | _WITH_HASH)).items():
            text_key = keys[key], content_hash(row)[0]
            found[keys[key]] = FoundArticle(node(row), None, text_key, kept.get(text_key))
        return found

    async def _to_highlight(self, keys: Mapping[str, UUID]) -> dict[UUID, FoundArticle]:
        """Those that are public, with their texts."""
        node, texts = _parts(self._names, _WITH_TEXTS)
        found = {}
        for key, row in (await rows_by_id(self._rows, list(keys), self._names | _WITH_TEXTS)).items():
            content_hash, *highlighted = texts(row)
            found[keys[key]] = FoundArticle(node(row), tuple(highlighted), (keys[key], content_hash))
        return found

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
    """One page of results, as `search_page` gives it; the node of each edge is its row.

    `names` are the fields that are read of each article. Raises what `search_page` raises.
    """
    found = FoundRows(rows, names, with_texts="highlights" in selection.below("edges"))
    return await search_page(context, index, request, size, after, selection, found)


@cache
def _withdrawn_since(dialect_name: str) -> StatementText:
    return compile_statement(withdrawn_since_query(), dialect_name)


@lru_cache
def _parts(names: frozenset[str], others: frozenset[str]) -> tuple[_Take, _Take]:
    """What takes the row with the fields `names` from one with others besides, and the values of these.

    The content hash comes first, then the texts.
    """
    values = row_values(names | others)
    wanted = [values.index(name) for name in (_HASH, *_TEXTS) if name in others]
    return row_part(names | others, names), itemgetter(*wanted)
