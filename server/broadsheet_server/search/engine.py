"""The search engine contract, for readers: queries as plain values, and the protocols that answer them.

Queries consist of terms of our analyser, so that an engine analyses nothing itself and another one can take
the place of Tantivy (`search/tantivy`). What a writer needs is in `index_storage.py`.
`tests/server/search/engine_contract.py` describes the behaviour of both.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from broadsheet_server.models.article_filter import ArticleFilter

Answer = TypeVar("Answer")


class IndexUnavailableError(RuntimeError):
    """There is no index to search just now: it is being built.

    `percent_indexed` is how much of the store it holds already, from 0 to 99; None where that is not known.
    """

    def __init__(self, message: str, percent_indexed: int | None = None) -> None:
        super().__init__(message)
        self.percent_indexed = percent_indexed


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article as it is indexed. It is public from `public_from` until `public_until` (None: for good).

    `section` is its path, `tags` and `authors` are slugs. `is_dated` says whether its source gave a date;
    otherwise `published_at` is when it arrived.
    """

    id: UUID
    language: str
    headline: str
    summary: str
    body: str
    section: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    published_at: datetime
    is_dated: bool
    public_from: datetime
    public_until: datetime | None

    def is_public(self, now: datetime) -> bool:
        """Whether readers may see it at this time; see `newsroom.visibility`."""
        return self.public_from <= now and (self.public_until is None or self.public_until > now)


@dataclass(frozen=True, slots=True)
class TermClause:
    """Matches where one of the terms is, in any field. Matches of `expansions` weigh less."""

    terms: frozenset[str]
    expansions: frozenset[str] = frozenset()


PhraseTerms = tuple[tuple[int, str], ...]
"""Terms with their positions, the first one at 0."""


@dataclass(frozen=True, slots=True)
class PhraseClause:
    """Matches where the terms of one alternative stand at their positions (a phrase query with slop 0).

    It matches as well where one of `synonyms` is: terms for the whole phrase, such as a Chinese word that is
    indexed beside its characters.
    """

    alternatives: tuple[PhraseTerms, ...]
    synonyms: frozenset[str] = frozenset()


Clause = TermClause | PhraseClause


class SearchOrder(StrEnum):
    """The order of hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


class PointInTime(NamedTuple):
    """The state that the first page of a search was read from, so that later pages do not shift.

    `milliseconds` is the moment, as `time_order` counts; `latest_arrival` is the upper half of the greatest
    article id. Ids are UUIDv7 (RFC 9562) and grow with time.
    """

    milliseconds: int
    latest_arrival: int


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """What to match: all `required` clauses (or `minimum_should_match` of them), none of the `excluded` ones.

    Without a required clause every article matches. Only articles that are public at `now` match.
    """

    required: tuple[Clause, ...]
    now: datetime
    excluded: tuple[Clause, ...] = ()
    minimum_should_match: int | None = None
    filters: ArticleFilter = field(default_factory=ArticleFilter)
    withdrawn_ids: frozenset[UUID] = frozenset()
    """Articles that must not match although the index may not know yet that they are no longer public."""

    point_in_time: PointInTime | None = None
    """Only articles that could be found then."""

    time_key_max: int | None = None
    """Only articles with this time order key or a smaller one: where a page by NEWEST goes on."""


class Hit(NamedTuple):
    """An article that matches. `time_key` orders by date, newest greatest; several may share one."""

    id_int: int
    score: float
    time_key: int

    @property
    def id(self) -> UUID:
        """The article's id."""
        return UUID(int=self.id_int)


class Facet(StrEnum):
    """By what matches can be counted."""

    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"
    YEAR = "year"


class Searcher(Protocol):
    """Searches one committed state of an index."""

    @property
    def sequence(self) -> int:
        """How far this state has followed the change feed."""
        ...

    @property
    def is_complete(self) -> bool:
        """Whether this state has seen the whole store once; before, most articles are missing from it."""
        ...

    def changed_since(self, earlier: "Searcher") -> frozenset[UUID] | None:
        """The articles that may differ from those of an earlier state, new and removed ones among them.

        None where it is not known: after too many commits, or where the index was built anew.
        """
        ...

    @property
    def percent_indexed(self) -> int | None:
        """How much of the store this state has seen: 100 if it is complete; None where that is not known."""
        ...

    @property
    def latest_arrival(self) -> int:
        """The upper half of the greatest article id; 0 in an empty index."""
        ...

    def search(self, query: EngineQuery, order: SearchOrder, limit: int) -> list[Hit]:
        """The first hits in this order. By NEWEST, those with equal time keys come in any order."""
        ...

    def matches_any(self, query: EngineQuery, article_ids: Collection[UUID]) -> bool:
        """Whether any of these articles matches."""
        ...

    def count(self, query: EngineQuery) -> int:
        """How many articles match."""
        ...

    def facets(self, query: EngineQuery, limits: Mapping[Facet, int]) -> dict[Facet, dict[str, int]]:
        """The most frequent values of each facet among the matches, with their counts."""
        ...

    def search_by_terms(self, terms: Sequence[tuple[str, float]], limit: int, now: datetime) -> list[Hit]:
        """Public articles that have any of the content terms, each term weighted; the best first."""
        ...

    def visibility(self, now: datetime) -> int | None:
        """A number that changes whenever an article becomes public or ceases to be; None: it is not known.

        Two moments with the same number have the same answers.
        """
        ...

    def document_frequency(self, term: str) -> int:
        """How many articles have this content term."""
        ...

    def text_document_frequency(self, term: str) -> int:
        """How many articles have this term in a text field; stop words and Chinese words count as well."""
        ...

    def tag_document_frequency(self, slug: str) -> int:
        """How many articles have this tag."""
        ...

    def has_public_term(self, terms: Iterable[str], now: datetime) -> bool:
        """Whether an article that is public now has one of these content terms."""
        ...

    def has_public_spelling(self, word: str, now: datetime) -> bool:
        """Whether an article that is public now has this very word, unstemmed, with or without accents."""
        ...

    def size(self, language: str | None = None) -> int:
        """How many articles there are, altogether or in a language by its primary subtag."""
        ...

    def languages(self) -> list[tuple[str, int]]:
        """Language tags of the articles with their counts, the most frequent first."""
        ...

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Words, unstemmed, that begin with `prefix`, with document frequencies, most frequent first."""
        ...

    def surface_forms(self, algorithm: str, terms: Iterable[str]) -> dict[str, str]:
        """The words that have one of the terms as their stem but are not it, each with its term.

        `algorithm` is that of the stems (`stemming.StemCache`).
        """
        ...

    def similar_spellings(self, word: str, limit: int) -> list[tuple[str, int]]:
        """Words, unstemmed, within a small edit distance (`spelling.py`), most frequent first."""
        ...

    def ids(self) -> set[UUID]:
        """The ids of all articles in the index."""
        ...


class SearchIndex(Protocol):
    """The current generation of an index, for readers, whichever process writes it."""

    def searcher(self) -> Searcher:
        """The newest committed state; the same object until the next. Raises IndexUnavailableError."""
        ...

    def ask(self, question: Callable[[Searcher], Answer]) -> Answer:
        """What `question` answers from the newest complete state.

        Raises IndexUnavailableError while there is none, and where the answer fails because the index is
        damaged: then a rebuild is requested.
        """
        ...
