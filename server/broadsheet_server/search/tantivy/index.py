"""The index as those who ask see it: always its newest state, whichever process wrote it."""

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import tantivy

from broadsheet_server.search.analysis import primary_language
from broadsheet_server.search.engine import EngineQuery, Facet, Hit, SearchOrder
from broadsheet_server.search.folding import has_cjk
from broadsheet_server.search.spelling import Spelling
from broadsheet_server.search.tantivy.damage import IndexPanicError, is_damaged, panics_as_errors
from broadsheet_server.search.tantivy.fields import schema
from broadsheet_server.search.tantivy.folder import IndexFolder
from broadsheet_server.search.tantivy.queries import WEIGHTS, Queries

_SPELLINGS_TRIED = 5_000
_FACETS = {Facet.SECTION: "sections", Facet.TAG: "tag", Facet.AUTHOR: "author", Facet.YEAR: "year"}


class IndexUnavailableError(RuntimeError):
    """There is no index to ask just now: it is being built."""


class SearchIndex:
    """The door for questions. `searcher()` looks at one file and opens the index anew only if it changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = IndexFolder(folder)
        self._lock = threading.Lock()
        self._state: object = None
        self._checked: object = None
        self._index: tantivy.Index | None = None
        self._searcher: TantivySearcher | None = None
        self._generation: Path | None = None

    def searcher(self) -> "TantivySearcher":
        """The newest state of the index. Raises IndexUnavailableError."""
        generation, state = self._look()
        if state == self._state and self._searcher is not None:
            return self._searcher
        with self._lock:
            try:
                return self._reopened(generation, state)
            except IndexUnavailableError:
                if self.folder.current() in {generation, None}:
                    raise
                return self._reopened(*self._look())  # a new generation took over just now

    def suspect(self) -> None:
        """Say that the index failed to answer: it is built anew."""
        self.folder.ask_for_rebuild()
        self._state = None

    def is_found_damaged(self) -> bool:
        """Whether the files in use are not what was written. Each state of them is looked at once."""
        generation, state = self._look()
        if state == self._checked:
            return False
        self._checked = state
        return is_damaged(generation)

    def _look(self) -> tuple[Path, object]:
        generation = self.folder.current()
        if generation is None:
            raise IndexUnavailableError("The search index is being built; try again in a moment.")
        try:
            found = (generation / "meta.json").stat()
        except OSError as error:
            raise IndexUnavailableError("The search index was removed; it comes back by itself.") from error
        return generation, (generation, found.st_ino, found.st_mtime_ns, found.st_size)

    def _reopened(self, generation: Path, state: object) -> "TantivySearcher":
        try:
            with panics_as_errors():
                self._searcher = self._opened(generation)
        except (ValueError, OSError, IndexPanicError) as error:
            if self.folder.current() == generation:
                self.suspect()
            raise IndexUnavailableError(
                f"The search index cannot be read and is built anew: {error}"
            ) from error
        self._generation, self._state = generation, state
        return self._searcher

    def _opened(self, generation: Path) -> "TantivySearcher":
        if self._index is None or self._generation != generation:
            self._index = tantivy.Index(schema(), os.fspath(generation))
            self._index.config_reader("manual")
        self._index.reload()
        return TantivySearcher(self._index)


class TantivySearcher:
    """One state of the index; see `engine.Searcher`."""

    def __init__(self, index: tantivy.Index) -> None:
        self._searcher = index.searcher()
        self._queries = Queries(index.schema, self.languages)
        self._some_are_timed = self._searcher.doc_freq("timed", "1") > 0
        self._languages: list[tuple[str, int]] | None = None

    @cached_property
    def sequence(self) -> int:
        """How far it has followed the change feed."""
        mark = self.mark()
        return int(json.loads(mark)["sequence"]) if mark else 0

    @cached_property
    def latest(self) -> int:
        """The article that arrived last, by the first half of its key."""
        hits = self._searcher.search(tantivy.Query.all_query(), 1, count=False, order_by_field="high").hits
        return int(hits[0][0] or 0) if hits else 0

    def search(self, question: EngineQuery, order: SearchOrder, limit: int) -> list[Hit]:
        """The best or newest answers."""
        query = self._queries.of(question)
        by = "place" if order is SearchOrder.NEWEST else None
        found = self._searcher.search(query, limit, count=False, order_by_field=by)
        return list(self._hits(found.hits))

    def count(self, question: EngineQuery) -> int:
        """How many answers there are."""
        found = self._searcher.aggregate(
            self._queries.of(question), {"n": {"value_count": {"field": "place"}}}
        )
        return int(found["n"]["value"])

    def facets(self, question: EngineQuery, limits: Mapping[Facet, int]) -> dict[Facet, dict[str, int]]:
        """Of each facet the most frequent values among the answers; all of them are counted in one go."""
        if not limits:
            return {}
        wanted = {
            facet: {"terms": {"field": _FACETS[facet], "size": limit}} for facet, limit in limits.items()
        }
        found = self._searcher.aggregate(self._queries.of(question), wanted)
        return {
            facet: {_label(bucket["key"]): int(bucket["doc_count"]) for bucket in found[facet]["buckets"]}
            for facet in limits
        }

    def like(self, terms: Sequence[tuple[str, float]], limit: int, now: datetime) -> list[Hit]:
        """Public articles by the weights of the terms that they share, best first."""
        query = self._queries.like(terms, now if self._some_are_timed else None)
        return list(self._hits(self._searcher.search(query, limit, count=False).hits))

    def frequency(self, term: str) -> int:
        """How many articles have this term."""
        is_chinese_word = len(term) > 1 and has_cjk(term)
        found: int = self._searcher.doc_freq("body" if is_chinese_word else "terms", term)
        return found

    def articles_with(self, term: str) -> int:
        """In how many articles a term stands, stop words and Chinese words as well as others."""
        return max(int(self._searcher.doc_freq(field, term)) for field in WEIGHTS)

    def is_said(self, terms: Iterable[str], now: datetime) -> bool:
        """Whether an article that is public now has one of these telling terms."""
        return self._is_public("terms", terms, now)

    def is_spelled(self, word: str, now: datetime) -> bool:
        """Whether an article that is public now has this very word, unstemmed, with or without accents."""
        return self._is_public("words", [word], now)

    def tag_frequency(self, slug: str) -> int:
        """How many articles have this tag."""
        found: int = self._searcher.doc_freq("tag", slug)
        return found

    def size(self, language: str | None = None) -> int:
        """How many articles there are, in a language by its primary subtag or altogether."""
        if language is None:
            return max(0, int(self._searcher.num_docs) - 1)
        return sum(count for tag, count in self.languages() if primary_language(tag) == language)

    def languages(self) -> list[tuple[str, int]]:
        """The languages that articles are written in and in how many, the most frequent first."""
        if self._languages is None:
            self._languages = self._searcher.terms_with_prefix("language", "")
        return self._languages

    def completions(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        """Words, unstemmed, that begin so, the most frequent first."""
        found: list[tuple[str, int]] = self._searcher.terms_with_prefix("words", beginning, limit=limit)
        return found

    def spelled_like(self, word: str, limit: int) -> list[tuple[str, int]]:
        """Words that differ from `word` by a slip or two, not in the first letter; most frequent first.

        Those with the same second letter, or the third in its place, are looked through first.
        """
        spelling = Spelling(word)
        for beginnings in ({word[:2], word[:1] + word[2:3]}, {word[:1]}):
            found = [
                each for beginning in beginnings for each in self.completions(beginning, _SPELLINGS_TRIED)
            ]
            near = [each for each in found if spelling.is_near(each[0])]
            if near:
                return sorted(near, key=lambda each: (-each[1], each[0]))[:limit]
        return []

    def keys(self) -> set[UUID]:
        """The keys of all articles that it holds."""
        found = self._searcher.search(
            tantivy.Query.all_query(),
            max(1, int(self._searcher.num_docs)),
            count=False,
            order_by_field="place",
        )
        return {hit.key for hit in self._hits([hit for hit in found.hits if hit[0] is not None])}

    def mark(self) -> str | None:
        """What the writer noted about its progress."""
        marked = tantivy.Query.term_query(self._queries.schema, "mark", "mark", "basic")
        hits = self._searcher.search(marked, 1, count=False).hits
        return str(self._searcher.doc(hits[0][1]).get_all("mark")[1]) if hits else None

    def _is_public(self, field: str, terms: Iterable[str], now: datetime) -> bool:
        query = self._queries.public(field, terms, now)
        return bool(self._searcher.search(query, 1, count=False).hits)

    def _hits(self, hits: Sequence[tuple[Any, tantivy.DocAddress]]) -> Iterator[Hit]:
        addresses = [address for _, address in hits]
        values = [self._searcher.fast_field_values(name, addresses) for name in ("high", "low", "place")]
        for (score, _), high, low, place in zip(hits, *values, strict=True):
            yield Hit(high << 64 | low, score, place)


def _label(key: object) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)
