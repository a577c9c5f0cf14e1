"""Search results whose articles are rows; what is found, counted and marked is that of `reading.search`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Protocol
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
_HASH, _EXPIRY = "content_hash", "expires_at"
_WITH_HASH = frozenset({_HASH, _EXPIRY, "language"})
_WITH_TEXTS = _WITH_HASH | frozenset(_TEXTS)
_Take = Callable[[Row], tuple[Any, ...]]


class KnownArticles(Protocol):
    """What is known of articles without asking the store, as of one position of the change feed."""

    @property
    def sequence(self) -> int:
        """How far in the change feed everything is known."""
        ...

    async def withdrawn_since(self, sequence: int) -> frozenset[UUID] | None:
        """The articles changed after a sequence that are not public now, where that is known.

        Where another request is reading it, that is waited for.
        """
        ...

    def reading(self, sequence: int) -> AbstractContextManager[None]:
        """What is withdrawn since is read, and kept, until the block ends."""
        ...

    async def keep_withdrawn(self, sequence: int, ids: frozenset[UUID]) -> None:
        """Keep which articles changed after a sequence are not public now."""
        ...

    def content_hashes(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The content hashes of those of the articles that are known to be public and what they were."""
        ...

    def keep(self, content_hashes: Mapping[str, str], expiries: Mapping[str, Any]) -> None:
        """Keep the content hashes of articles that are public, and until when they are."""
        ...


class FoundRows:
    """Implements `FoundArticles` by rows with the fields `names`, which are the nodes.

    Of articles that are `known` no row is read where no field of it is needed but the id.
    """

    def __init__(
        self, rows: RowContext, names: frozenset[str], known: KnownArticles, *, with_texts: bool
    ) -> None:
        self._rows = rows
        self._names = names
        self._known = known
        self._with_texts = with_texts
        self.kept_highlights = kept_highlights(rows.database) if with_texts else None

    async def by_id(self, ids: Sequence[UUID], kept: HighlightsByText) -> Sequence[FoundArticle | None]:
        """The articles in this order, None for each that is not public."""
        raw_id = self._rows.values.raw_id
        keys = [raw_id(uuid.hex) for uuid in ids]
        is_to_highlight = self._with_texts and not kept
        found = await (self._to_highlight(keys) if is_to_highlight else self._without_texts(keys, kept))
        return list(map(found.get, keys))

    async def _without_texts(self, keys: Sequence[str], kept: HighlightsByText) -> dict[str, FoundArticle]:
        """Those that are public, with the highlights that are kept of the text that they have now."""
        hashes = {} if self._names else self._known.content_hashes(keys)
        found = {
            key: FoundArticle((key, 0), None, text_key, kept.get(text_key))
            for key, content_hash in hashes.items()
            for text_key in [(key, content_hash)]
        }
        if missing := [key for key in keys if key not in found]:
            node, others = _parts(self._names, _WITH_HASH)
            rows = await rows_by_id(self._rows, missing, self._names | _WITH_HASH)
            self._keep(others, rows)
            for key, row in rows.items():
                text_key = key, others(row)[0]
                found[key] = FoundArticle(node(row), None, text_key, kept.get(text_key))
        return found

    async def _to_highlight(self, keys: Sequence[str]) -> dict[str, FoundArticle]:
        """Those that are public, with their texts."""
        node, others = _parts(self._names, _WITH_TEXTS)
        found = {}
        rows = await rows_by_id(self._rows, keys, self._names | _WITH_TEXTS)
        self._keep(others, rows)
        for key, row in rows.items():
            content_hash, _, *texts = others(row)
            found[key] = FoundArticle(node(row), tuple(texts), (key, content_hash))
        return found

    def _keep(self, others: _Take, rows: Mapping[str, Row]) -> None:
        values = {key: others(row) for key, row in rows.items()}
        self._known.keep(
            {key: value[0] for key, value in values.items()},
            {key: value[1] for key, value in values.items()},
        )

    async def withdrawn_since(self, sequence: int) -> frozenset[UUID]:
        """The articles changed after `sequence` that are not public now."""
        if sequence == self._known.sequence:
            return frozenset()
        if (known := await self._known.withdrawn_since(sequence)) is not None:
            return known
        values = withdrawn_since_values(sequence, self._rows.now)
        with self._known.reading(sequence):
            found = await self._rows.fetch(_withdrawn_since(self._rows.dialect_name), values)
            withdrawn = frozenset(UUID(hex=key) for (key,) in found)
            await self._known.keep_withdrawn(sequence, withdrawn)
        return withdrawn

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
    known: KnownArticles,
) -> SearchPage:
    """One page of results, as `search_page` gives it; the node of each edge is its row.

    `names` are the fields that are read of each article. Raises what `search_page` raises.
    """
    found = FoundRows(rows, names, known, with_texts="highlights" in selection.below("edges"))
    return await search_page(context, index, request, size, after, selection, found)


@cache
def _withdrawn_since(dialect_name: str) -> StatementText:
    return compile_statement(withdrawn_since_query(), dialect_name)


@lru_cache
def _parts(names: frozenset[str], others: frozenset[str]) -> tuple[_Take, _Take]:
    """What takes the row with the fields `names` from one with others besides, and the values of these.

    The content hash and the expiry come first, then the texts.
    """
    values = row_values(names | others)
    wanted = [values.index(name) for name in (_HASH, _EXPIRY, *_TEXTS) if name in others]
    return row_part(names | others, names), itemgetter(*wanted)
