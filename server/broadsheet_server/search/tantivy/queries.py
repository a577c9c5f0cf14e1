"""Our questions as Tantivy's queries."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from tantivy import FieldType, Occur, Query, Schema

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search.engine import Clause, EngineQuery, FirstPage, Phrase
from broadsheet_server.search.tantivy.fields import milliseconds, place
from broadsheet_shared.language_tags import matches_range

WEIGHTS = {"headline": 3.0, "summary": 2.0, "body": 1.0}
FAINT = 0.35
"""What a word that only begins like the one asked for counts, beside that word itself."""

_LAST = 2**64 - 1


class Queries(NamedTuple):
    """Builds queries for one index."""

    schema: Schema
    languages: Callable[[], list[tuple[str, int]]]
    """The language tags in the index, each with its number of articles."""

    def of(self, question: EngineQuery) -> Query:
        """The whole question: what it says, what it leaves out, which articles it means."""
        wanted = [self._text(question), *map(_uncounted, self._bounds(question))]
        return Query.boolean_query(
            [(Occur.Must, query) for query in wanted]
            + [(Occur.MustNot, query) for query in self._unwanted(question)]
        )

    def like(self, terms: Sequence[tuple[str, float]], now: datetime | None) -> Query:
        """Any of the terms, each by its weight. `now` is None where all articles are public."""
        weighed = [
            (Occur.Should, Query.boost_query(self._term("terms", term, "freq"), weight))
            for term, weight in terms
        ]
        if now is not None:
            weighed.append((Occur.MustNot, self._closed(now)))
        return Query.boolean_query(weighed)

    def public(self, field: str, terms: Iterable[str], now: datetime) -> Query:
        """Articles that are public now and have one of the terms in a field."""
        found = _any(self._term(field, term, "basic") for term in terms)
        return Query.boolean_query([(Occur.Must, found), (Occur.MustNot, self._closed(now))])

    def _text(self, question: EngineQuery) -> Query:
        clauses = [self._clause(clause) for clause in question.clauses]
        if not clauses:
            marked = self._term("mark", "mark", "basic")
            return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, marked)])
        if question.enough is not None:
            return Query.boolean_query([(Occur.Should, clause) for clause in clauses], question.enough)
        return Query.boolean_query([(Occur.Must, clause) for clause in clauses])

    def _clause(self, clause: Clause) -> Query:
        return _any(
            self._phrase(clause) if isinstance(clause, Phrase) else self._word(clause.terms, 1.0),
            (() if isinstance(clause, Phrase) else self._word(clause.faint, FAINT)),
        )

    def _word(self, terms: Iterable[str], weight: float) -> Iterator[Query]:
        for field, field_weight in WEIGHTS.items():
            for term in terms:
                yield Query.boost_query(self._term(field, term, "position"), field_weight * weight)

    def _phrase(self, phrase: Phrase) -> Iterator[Query]:
        for field, weight in WEIGHTS.items():
            for words in phrase.alternatives:
                if len(words) == 1:
                    yield Query.boost_query(self._term(field, words[0][1], "position"), weight)
                else:
                    yield Query.boost_query(Query.phrase_query(self.schema, field, list(words)), weight)
        yield from self._word(phrase.whole, 1.0)

    def _bounds(self, question: EngineQuery) -> Iterator[Query]:
        yield from self._filters(question.filters)
        if question.upto is not None:
            yield self._places(0, question.upto)
        if question.first is not None:
            yield self._range("high", 0, question.first.latest)

    def _unwanted(self, question: EngineQuery) -> Iterator[Query]:
        yield from map(self._clause, question.without)
        if question.gone:
            yield Query.term_set_query(self.schema, "key", [key.hex for key in question.gone])
        yield self._closed(question.now, question.first)

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
            yield self._places(place(since) if since else 0, place(until) - 1 if until else _LAST)

    def _closed(self, now: datetime, first: FirstPage | None = None) -> Query:
        """What is not public at this moment, or was not yet on the first page.

        Only articles that open or close at some time are looked at.
        """
        moment = milliseconds(now)
        opened = self._range("opens", 0, min(moment, first.moment) if first else moment)
        not_closed = self._range("closes", moment + 1, _LAST)
        open_now = Query.boolean_query([(Occur.Must, opened), (Occur.Must, not_closed)])
        return Query.boolean_query(
            [(Occur.Must, self._term("timed", "1", "basic")), (Occur.MustNot, open_now)]
        )

    def _language_range(self, language_range: str) -> Query:
        """Articles in a language that the range matches (RFC 4647, basic filtering)."""
        tags = [tag for tag, _ in self.languages() if matches_range(tag, language_range)]
        return Query.term_set_query(self.schema, "language", tags) if tags else Query.empty_query()

    def _places(self, lowest: int, highest: int) -> Query:
        return self._range("place", lowest, max(highest, 0))

    def _range(self, field: str, lowest: int, highest: int) -> Query:
        return Query.range_query(self.schema, field, FieldType.Unsigned, lowest, highest)

    def _term(self, field: str, value: str, detail: str) -> Query:
        return Query.term_query(self.schema, field, value, detail)


def _any(*alternatives: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for queries in alternatives for query in queries])


def _uncounted(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
