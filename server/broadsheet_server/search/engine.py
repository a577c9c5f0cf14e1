"""What the rest of the program needs of a search engine, in its own words. Tantivy is the one behind it now.

Everything here is terms of our analyser and plain values, so that the tests that describe it
(`tests/server/search/engine_contract.py`) can be run against any engine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from broadsheet_server.models.article_filter import ArticleFilter


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article as the index takes it. It is shown from `opens_at` on, until `closes_at`.

    `is_dated` says whether its source gave a date; otherwise `published_at` is when it arrived.
    """

    key: UUID
    language: str
    headline: str
    summary: str
    body: str
    section: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    published_at: datetime
    is_dated: bool
    opens_at: datetime
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an index has come: the change feed up to `sequence`, and a first scan of the store.

    The scan goes by ascending keys; `scanned` is the last one, None before the first. `fingerprint` tells
    one store from another by the change that stands at `sequence`.
    """

    sequence: int = 0
    fingerprint: str = ""
    scanned: UUID | None = None
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes to write at once: articles as they are now, keys of those gone, and how far it goes."""

    articles: Sequence[IndexedArticle]
    gone: Iterable[UUID]
    progress: Progress


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms: it is there where one of the terms is. `faint` terms count less."""

    terms: frozenset[str]
    faint: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other. Each alternative is terms with their positions, the first one at 0.

    `whole` are terms that mean the same as the phrase, such as a Chinese word beside its characters.
    """

    alternatives: tuple[tuple[tuple[int, str], ...], ...]
    whole: frozenset[str] = frozenset()


Clause = Word | Phrase


class SearchOrder(StrEnum):
    """The order of what is found."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


class FirstPage(NamedTuple):
    """What there was when somebody began to read: the moment, in milliseconds as the index counts them, and
    the latest arrival, by the first half of its key. Keys grow with time.
    """

    moment: int
    latest: int


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """What to find: all `clauses` (or `enough` of them), none of `without`, what is public at `now`."""

    clauses: tuple[Clause, ...]
    now: datetime
    without: tuple[Clause, ...] = ()
    enough: int | None = None
    filters: ArticleFilter = field(default_factory=ArticleFilter)
    gone: frozenset[UUID] = frozenset()
    """Articles that are not to be found, though the index has not heard that they are not public any more."""

    first: FirstPage | None = None
    """Only what could be found on the first page, so that arrivals do not move what follows."""

    upto: int | None = None
    """Only what stands at this place or is older, for the pages of newest-first."""


class Hit(NamedTuple):
    """An article that was found, by the number of its key.

    `place` orders by date, newest highest; articles of one moment may share one.
    """

    number: int
    score: float
    place: int

    @property
    def key(self) -> UUID:
        """The article's key."""
        return UUID(int=self.number)


class Facet(StrEnum):
    """By what answers can be counted."""

    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"
    YEAR = "year"


class Searcher(Protocol):
    """The questions an index answers, all from one state of it."""

    @property
    def sequence(self) -> int:
        """How far it has followed the change feed."""
        ...

    @property
    def latest(self) -> int:
        """The article that arrived last, by the first half of its key; 0 where there is none."""
        ...

    def search(self, question: EngineQuery, order: SearchOrder, limit: int) -> list[Hit]:
        """The best or newest answers. Newest-first, those of the same place come in any order."""
        ...

    def count(self, question: EngineQuery) -> int:
        """How many answers there are."""
        ...

    def facets(self, question: EngineQuery, limits: Mapping[Facet, int]) -> dict[Facet, dict[str, int]]:
        """Of each facet the most frequent values among the answers, with how many have them."""
        ...

    def like(self, terms: Sequence[tuple[str, float]], limit: int, now: datetime) -> list[Hit]:
        """Public articles by the weights of the terms that they share, best first."""
        ...

    def frequency(self, term: str) -> int:
        """How many articles have this telling term."""
        ...

    def articles_with(self, term: str) -> int:
        """In how many articles a term stands, stop words and Chinese words as well as others."""
        ...

    def is_said(self, terms: Iterable[str], now: datetime) -> bool:
        """Whether an article that is public now has one of these telling terms."""
        ...

    def is_spelled(self, word: str, now: datetime) -> bool:
        """Whether an article that is public now has this very word, unstemmed, with or without accents."""
        ...

    def tag_frequency(self, slug: str) -> int:
        """How many articles have this tag."""
        ...

    def size(self, language: str | None = None) -> int:
        """How many articles there are, in a language by its primary subtag or altogether."""
        ...

    def languages(self) -> list[tuple[str, int]]:
        """The languages that articles are written in and in how many, the most frequent first."""
        ...

    def completions(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        """Words, unstemmed, that begin so, with how many articles have them, the most frequent first."""
        ...

    def spelled_like(self, word: str, limit: int) -> list[tuple[str, int]]:
        """Words, unstemmed, that differ from `word` in one letter or two, the most frequent first."""
        ...


class Writer(Protocol):
    """The one who changes an index."""

    def apply(self, batch: Batch, now: datetime) -> None:
        """Write a batch, all of it or nothing. Writing it again changes nothing."""
        ...

    @property
    def progress(self) -> Progress:
        """How far the index has come."""
        ...
