"""Searching one committed state of a Tantivy index."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import tantivy

from broadsheet_server.search.engine import EngineQuery, Facet, Hit, Searcher, SearchOrder
from broadsheet_server.search.folding import has_cjk
from broadsheet_server.search.kept_answers import Counts, KeptAnswers, MomentCounter
from broadsheet_server.search.spelling import similar
from broadsheet_server.search.tantivy.commits import Commits
from broadsheet_server.search.tantivy.fields import forms_beginning
from broadsheet_server.search.tantivy.queries import FIELD_WEIGHTS, QueryBuilder
from broadsheet_server.search.time_order import milliseconds
from broadsheet_shared.language_tags import primary_language

_SPELLINGS_COMPARED = 5_000
_FORMS_MAX = 200
"""Most words of one stem that are highlighted, by how many articles have them."""
_TIME_LIMITED_MAX = 10_000
"""Where more articles have an embargo or an expiry, no counts are kept."""
_FACET_FIELDS = {Facet.SECTION: "sections", Facet.TAG: "tag", Facet.AUTHOR: "author", Facet.YEAR: "year"}


class TantivySearcher:
    """Implements `engine.Searcher`."""

    def __init__(self, index: tantivy.Index) -> None:
        self._searcher = index.searcher()
        self._has_time_limited = self._searcher.doc_freq("time_limited", "1") > 0
        self._queries = QueryBuilder(index.schema, self.languages, self._has_time_limited)
        self._languages: list[tuple[str, int]] | None = None
        self._kept_counts: KeptAnswers[Counts] = KeptAnswers()
        self._asked_of: tuple[frozenset[UUID], tantivy.Query | None] | None = None
        self._changed: tuple[Commits, frozenset[UUID] | None] | None = None

    @cached_property
    def progress(self) -> dict[str, Any]:
        """What the writer noted about its progress, in whatever form; empty if nothing was committed."""
        hits = self._searcher.search(self._queries.progress(), 1, count=False).hits
        if not hits:
            return {}
        noted: dict[str, Any] = json.loads(self._searcher.doc(hits[0][1]).get_all("progress")[1])
        return noted

    @property
    def sequence(self) -> int:
        """How far this state has followed the change feed."""
        return int(self.progress.get("sequence", 0))

    @cached_property
    def commits(self) -> Commits:
        """The commits that led to this state."""
        return Commits(self.progress.get("commits"))

    def changed_since(self, earlier: Searcher) -> frozenset[UUID] | None:
        """The articles that may differ from those of an earlier state, where it is known."""
        if not isinstance(earlier, TantivySearcher) or not earlier.is_complete:
            return None
        known = self._changed
        if known is None or known[0] is not earlier.commits:
            known = self._changed = earlier.commits, self.commits.changed_since(earlier.commits)
        return known[1]

    @property
    def is_complete(self) -> bool:
        """Whether this state has seen the whole store once."""
        return bool(self.progress.get("complete"))

    @property
    def percent_indexed(self) -> int | None:
        """How much of the store this state has seen: 100 if it is complete; None where that is not known."""
        if self.is_complete:
            return 100
        articles = int(self.progress.get("articles", 0))
        return min(99, 100 * self.size() // articles) if articles else None

    @cached_property
    def latest_arrival(self) -> int:
        """The upper half of the greatest article id; 0 in an empty index."""
        hits = self._searcher.search(tantivy.Query.all_query(), 1, count=False, order_by_field="id_high").hits
        return int(hits[0][0] or 0) if hits else 0

    def search(self, query: EngineQuery, order: SearchOrder, limit: int) -> list[Hit]:
        """The first hits in this order."""
        matching = self._queries.matching(query)
        if order is SearchOrder.RELEVANCE:
            return self._hits(self._searcher.search(matching, limit, count=False).hits)
        hits = self._searcher.search(matching, limit, count=False, order_by_field="time_key").hits
        ids = self._ids([address for _, address in hits])
        return [Hit(number, 0.0, time_key) for number, (time_key, _) in zip(ids, hits, strict=True)]

    def matches_any(self, query: EngineQuery, article_ids: Collection[UUID]) -> bool:
        """Whether any of these articles matches."""
        articles = self._articles(frozenset(article_ids))
        if articles is None:
            return False
        among = self._queries.matching_among(query, articles)
        return bool(self._searcher.search(among, 1, count=False).hits)

    def _articles(self, article_ids: frozenset[UUID]) -> tantivy.Query | None:
        """The query for these articles; None where none is here. Many ask for those of one commit."""
        asked = self._asked_of
        if asked is None or asked[0] != article_ids:
            ids = [hex_id for each in article_ids if self._searcher.doc_freq("id", hex_id := each.hex)]
            asked = self._asked_of = article_ids, self._queries.articles(ids) if ids else None
        return asked[1]

    def count(self, query: EngineQuery) -> int:
        """How many articles match."""
        return self._counts(query, {}).total

    def facets(self, query: EngineQuery, limits: Mapping[Facet, int]) -> dict[Facet, dict[str, int]]:
        """The most frequent values of each facet; all facets are counted in one pass, and the total too."""
        if not limits:
            return {}
        counts = self._counts(query, limits)
        return {facet: counts.facets[facet] for facet in limits}

    def search_by_terms(self, terms: Sequence[tuple[str, float]], limit: int, now: datetime) -> list[Hit]:
        """Public articles that have any of the content terms, each term weighted; the best first."""
        query = self._queries.by_terms(terms, now if self._has_time_limited else None)
        return self._hits(self._searcher.search(query, limit, count=False).hits)

    def visibility(self, now: datetime) -> int | None:
        """A number that changes whenever an article becomes public or ceases to be; None: it is not known."""
        if not self._has_time_limited:
            return 0
        return None if (counter := self._moments) is None else counter.passed(milliseconds(now))

    def document_frequency(self, term: str) -> int:
        """How many articles have this content term. Chinese words stand only beside the text."""
        is_chinese_word = len(term) > 1 and has_cjk(term)
        count: int = self._searcher.doc_freq("body" if is_chinese_word else "content_terms", term)
        return count

    def text_document_frequency(self, term: str) -> int:
        """How many articles have this term in the text field where it is most frequent."""
        return max(int(self._searcher.doc_freq(field, term)) for field in FIELD_WEIGHTS)

    def tag_document_frequency(self, slug: str) -> int:
        """How many articles have this tag."""
        count: int = self._searcher.doc_freq("tag", slug)
        return count

    def has_public_term(self, terms: Iterable[str], now: datetime) -> bool:
        """Whether an article that is public now has one of these content terms."""
        return self._has_public("content_terms", terms, now)

    def has_public_spelling(self, word: str, now: datetime) -> bool:
        """Whether an article that is public now has this very word, unstemmed, with or without accents."""
        return self._has_public("spellings", [word], now)

    def size(self, language: str | None = None) -> int:
        """How many articles there are; the document of the progress is none."""
        if language is None:
            return max(0, int(self._searcher.num_docs) - 1)
        return sum(count for tag, count in self.languages() if primary_language(tag) == language)

    def languages(self) -> list[tuple[str, int]]:
        """Language tags of the articles with their counts, the most frequent first."""
        if self._languages is None:
            self._languages = self._searcher.terms_with_prefix("language", "")
        return self._languages

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Words, unstemmed, that begin with `prefix`, most frequent first."""
        words: list[tuple[str, int]] = self._searcher.terms_with_prefix("spellings", prefix, limit=limit)
        return words

    def surface_forms(self, algorithm: str, terms: Iterable[str]) -> dict[str, str]:
        """The words that have one of the terms as their stem but are not it, each with its term."""
        return {form: term for term in terms for form in self._forms(algorithm, term)}

    def _forms(self, algorithm: str, term: str) -> list[str]:
        beginning = forms_beginning(algorithm, term)
        terms = self._searcher.terms_with_prefix("forms", beginning, limit=_FORMS_MAX)
        return [form.removeprefix(beginning) for form, _ in terms]

    def similar_spellings(self, word: str, limit: int) -> list[tuple[str, int]]:
        """Words within a small edit distance that have the same first letter, most frequent first.

        Those with the same second letter, or with the third in its place, are tried before the others.
        """
        for prefixes in ({word[:2], word[:1] + word[2:3]}, {word[:1]}):
            frequencies = dict(
                pair for prefix in prefixes for pair in self.completions(prefix, _SPELLINGS_COMPARED)
            )
            if spellings := similar(word, frequencies):
                by_frequency = sorted(spellings, key=lambda spelling: (-frequencies[spelling], spelling))
                return [(spelling, frequencies[spelling]) for spelling in by_frequency[:limit]]
        return []

    def ids(self) -> set[UUID]:
        """The ids of all articles in the index."""
        limit = max(1, int(self._searcher.num_docs))
        result = self._searcher.search(
            tantivy.Query.all_query(), limit, count=False, order_by_field="time_key"
        )
        articles = [address for key, address in result.hits if key is not None]  # the progress has no key
        return {UUID(int=number) for number in self._ids(articles)}

    def _has_public(self, field: str, terms: Iterable[str], now: datetime) -> bool:
        query = self._queries.public(field, terms, now)
        return bool(self._searcher.search(query, 1, count=False).hits)

    def _counts(self, query: EngineQuery, limits: Mapping[Facet, int]) -> Counts:
        """Total and facets, kept ones or counted in one pass."""
        key = self._key(query)
        kept = None if key is None else self._kept_counts.get(key)
        if kept is not None and kept.have(limits):
            return kept
        counts = self._counted(query, limits)
        if kept is not None:
            counts.facets |= kept.facets
        if key is not None:
            values = counts.values + len(query.withdrawn_ids)
            self._kept_counts.keep(key, (*query.required, *query.excluded), counts, values)
        return counts

    def _key(self, query: EngineQuery) -> object:
        """What tells queries apart that match different articles; None where no counts are kept."""
        if (visibility := self.visibility(query.now)) is None:
            return None
        return (
            visibility,
            query.required,
            query.excluded,
            query.minimum_should_match,
            query.filters,
            query.withdrawn_ids,
            query.point_in_time,
            query.time_key_max,
        )

    @cached_property
    def _moments(self) -> MomentCounter | None:
        """When articles become public or cease to be; None where too many have such a moment."""
        query = self._queries.time_limited()
        addresses = [hit[1] for hit in self._searcher.search(query, _TIME_LIMITED_MAX + 1, count=False).hits]
        if len(addresses) > _TIME_LIMITED_MAX:
            return None
        return MomentCounter(
            moment for name in ("public_from", "public_until") for moment in self._numbers(name, addresses)
        )

    def _counted(self, query: EngineQuery, limits: Mapping[Facet, int]) -> Counts:
        aggregations: dict[str, Any] = {
            facet: {"terms": {"field": _FACET_FIELDS[facet], "size": limit}}
            for facet, limit in limits.items()
        }
        aggregations["total"] = {"value_count": {"field": "time_key"}}
        result = self._searcher.aggregate(self._queries.matching(query), aggregations)
        facets = {
            facet: {_label(bucket["key"]): int(bucket["doc_count"]) for bucket in result[facet]["buckets"]}
            for facet in limits
        }
        return Counts(int(result["total"]["value"]), facets)

    def _hits(self, hits: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[Hit]:
        addresses = [address for _, address in hits]
        scores, time_keys = [score for score, _ in hits], self._numbers("time_key", addresses)
        return list(map(Hit, self._ids(addresses), scores, time_keys))

    def _ids(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        highs, lows = self._numbers("id_high", addresses), self._numbers("id_low", addresses)
        return [high << 64 | low for high, low in zip(highs, lows, strict=True)]

    def _numbers(self, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        numbers: list[Any] = self._searcher.fast_field_values(field, addresses)
        return numbers


def _label(key: object) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)
