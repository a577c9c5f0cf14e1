"""Queries of the engine contract as Tantivy's queries."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from tantivy import FieldType, Occur, Query, Schema

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search.engine import Clause, EngineQuery, PhraseClause, PointInTime
from broadsheet_server.search.time_order import TIME_KEY_MAX, milliseconds, time_key
from broadsheet_shared.language_tags import matches_range

FIELD_WEIGHTS = {"headline": 3.0, "summary": 2.0, "body": 1.0}
EXPANSION_WEIGHT = 0.35
"""Weight of a prefix expansion, in relation to the word that was typed itself."""

_UNSIGNED_MAX = 2**64 - 1


class QueryBuilder(NamedTuple):
    """Builds queries for one index."""

    schema: Schema
    languages: Callable[[], list[tuple[str, int]]]
    """The language tags in the index, with their counts."""
    has_time_limited: bool
    """Whether any article has an embargo or an expiry."""

    def matching(self, query: EngineQuery) -> Query:
        """The whole query. Only the required clauses contribute to the score."""
        required = [self._required(query), *map(_unscored, self._conditions(query))]
        return Query.boolean_query(
            [(Occur.Must, part) for part in required]
            + [(Occur.MustNot, part) for part in self._excluded(query)]
        )

    def articles(self, hex_ids: Iterable[str]) -> Query:
        """These articles. Each is a term: a set of them takes far longer."""
        return _unscored(_any(self._term("id", hex_id, "basic") for hex_id in hex_ids))

    def matching_among(self, query: EngineQuery, articles: Query) -> Query:
        """The whole query, of some articles alone, without scores: weights and nested queries take longer."""
        required = articles, _unscored(self._required(query, is_scored=False))
        return Query.boolean_query(
            [(Occur.Must, part) for part in (*required, *self._conditions(query))]
            + [(Occur.MustNot, part) for part in self._excluded(query)]
        )

    def by_terms(self, terms: Sequence[tuple[str, float]], now: datetime | None) -> Query:
        """Any of the content terms, each weighted. `now` is None where all articles are public."""
        parts = [
            (Occur.Should, Query.boost_query(self._term("content_terms", term, "freq"), weight))
            for term, weight in terms
        ]
        if now is not None:
            parts.append((Occur.MustNot, self._not_public(now)))
        return Query.boolean_query(parts)

    def public(self, field: str, terms: Iterable[str], now: datetime) -> Query:
        """Articles that are public now and have one of the terms in a field."""
        any_term = _any(self._term(field, term, "basic") for term in terms)
        return Query.boolean_query([(Occur.Must, any_term), (Occur.MustNot, self._not_public(now))])

    def time_limited(self) -> Query:
        """Articles that have an embargo or an expiry."""
        return self._term("time_limited", "1", "basic")

    def progress(self) -> Query:
        """The document that holds the writer's progress."""
        return self._term("progress", "progress", "basic")

    def _required(self, query: EngineQuery, *, is_scored: bool = True) -> Query:
        clauses = [self._clause(clause, is_scored=is_scored) for clause in query.required]
        if not clauses:
            return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self.progress())])
        if query.minimum_should_match is not None:
            optional = [(Occur.Should, clause) for clause in clauses]
            return Query.boolean_query(optional, query.minimum_should_match)
        return Query.boolean_query([(Occur.Must, clause) for clause in clauses])

    def _clause(self, clause: Clause, *, is_scored: bool = True) -> Query:
        if isinstance(clause, PhraseClause):
            return _any(self._phrase(clause))
        if not is_scored:
            terms = clause.terms | clause.expansions
            return _any(self._term(field, term, "basic") for field in FIELD_WEIGHTS for term in terms)
        return _any(self._terms(clause.terms, 1.0), self._terms(clause.expansions, EXPANSION_WEIGHT))

    def _terms(self, terms: Iterable[str], weight: float) -> Iterator[Query]:
        for field, field_weight in FIELD_WEIGHTS.items():
            for term in terms:
                yield Query.boost_query(self._term(field, term, "position"), field_weight * weight)

    def _phrase(self, clause: PhraseClause) -> Iterator[Query]:
        for field, weight in FIELD_WEIGHTS.items():
            for terms in clause.alternatives:
                if len(terms) == 1:
                    yield Query.boost_query(self._term(field, terms[0][1], "position"), weight)
                else:
                    yield Query.boost_query(Query.phrase_query(self.schema, field, list(terms)), weight)
        yield from self._terms(clause.synonyms, 1.0)

    def _conditions(self, query: EngineQuery) -> Iterator[Query]:
        yield from self._filters(query.filters)
        if query.time_key_max is not None:
            yield self._time_keys(0, query.time_key_max)
        if query.point_in_time is not None:
            yield self._range("id_high", 0, query.point_in_time.latest_arrival)

    def _excluded(self, query: EngineQuery) -> Iterator[Query]:
        yield from (self._clause(clause, is_scored=False) for clause in query.excluded)
        if query.withdrawn_ids:
            yield Query.term_set_query(
                self.schema, "id", [article_id.hex for article_id in query.withdrawn_ids]
            )
        if self.has_time_limited:
            yield self._not_public(query.now, query.point_in_time)

    def _filters(self, filters: ArticleFilter) -> Iterator[Query]:
        if filters.section is not None:
            yield self._term("sections" if filters.descendants else "section", filters.section, "basic")
        for field, value in (("tag", filters.tag), ("author", filters.author)):
            if value is not None:
                yield self._term(field, value, "basic")
        if filters.language is not None:
            yield self._language_range(filters.language)
        if filters.published_after or filters.published_before:
            since, until = filters.published_after, filters.published_before
            yield self._time_keys(
                time_key(since) if since else 0, time_key(until) - 1 if until else TIME_KEY_MAX
            )
        for part in filters.every:
            yield from self._filters(part)
        if filters.either:
            yield _any(map(self._meets, filters.either))
        for part in filters.excluded:
            yield Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self._meets(part))])

    def _meets(self, filters: ArticleFilter) -> Query:
        """What meets a nested filter; one without conditions is met by every article."""
        parts = list(self._filters(filters)) or [Query.all_query()]
        return Query.boolean_query([(Occur.Must, part) for part in parts])

    def _not_public(self, now: datetime, point_in_time: PointInTime | None = None) -> Query:
        """Articles that are not public now or were not yet at the point in time, of the time-limited ones."""
        moment = milliseconds(now)
        latest_start = min(moment, point_in_time.milliseconds) if point_in_time else moment
        has_begun = self._range("public_from", 0, latest_start)
        has_not_ended = self._range("public_until", moment + 1, _UNSIGNED_MAX)
        public = Query.boolean_query([(Occur.Must, has_begun), (Occur.Must, has_not_ended)])
        return Query.boolean_query([(Occur.Must, self.time_limited()), (Occur.MustNot, public)])

    def _language_range(self, language_range: str) -> Query:
        """Articles in a language that the range matches (RFC 4647, basic filtering)."""
        tags = [tag for tag, _ in self.languages() if matches_range(tag, language_range)]
        return Query.term_set_query(self.schema, "language", tags) if tags else Query.empty_query()

    def _time_keys(self, lowest: int, highest: int) -> Query:
        return self._range("time_key", lowest, max(highest, 0))

    def _range(self, field: str, lowest: int, highest: int) -> Query:
        return Query.range_query(self.schema, field, FieldType.Unsigned, lowest, highest)

    def _term(self, field: str, value: str, index_option: str) -> Query:
        return Query.term_query(self.schema, field, value, index_option)


def _any(*alternatives: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for queries in alternatives for query in queries])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
