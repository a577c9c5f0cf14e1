"""Candidates for a related list: retrieved from the index, scored, and freed of near-duplicates."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from broadsheet_server.related.feature_extraction import (
    BEST_TERMS,
    QUERY_TERMS,
    AnalysedArticle,
    WeightedTerms,
)
from broadsheet_server.related.features import Features
from broadsheet_server.related.idf import MIN_DF
from broadsheet_server.related.near_duplicates import are_near_duplicates, compare_minhashes
from broadsheet_server.related.score import Score, Scorer
from broadsheet_server.search.engine import Hit, Searcher

CANDIDATE_LIMIT = 40
LIST_LENGTH = 10
"""Entries kept in a list. Readers see five, and the next where some have ceased to be public."""

SMALL_ARCHIVE, LARGE_ARCHIVE = 1_000, 4_000
MIN_CONTENT_SCORES = 0.16, 0.1
"""Candidates below this content score are not related; see `min_content_score`. A short list is better than a
padded one."""

NEAR_DUPLICATES_MAX = 5
"""Near-duplicates kept beside an entry."""


class HasFeatures(Protocol):
    """An article whose features are loaded."""

    @property
    def id_int(self) -> int:
        """The id of the article as an integer."""
        ...

    @property
    def features(self) -> Features:
        """Its features."""
        ...


class FeatureSource(Protocol):
    """Features and shingles of stored articles, by their ids as integers."""

    def features(self, ids: Iterable[int]) -> Mapping[int, Features]:
        """The features of those of the articles that have any."""
        ...

    def shingles(self, id_int: int) -> set[int]:
        """The shingles of an article's text."""
        ...


@dataclass(slots=True)
class Candidate:
    """An article that may be listed as related, and the ids of its near-duplicates.

    Where its texts alone do not make it one, `needs_shared_tags`: what editors have said has to.
    """

    id_int: int
    score: Score
    features: Features
    needs_shared_tags: bool = False
    near_duplicates: list[int] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        """The id of the article."""
        return UUID(int=self.id_int)


class Retrieved(NamedTuple):
    """What the index has found for an article: `hits` by BM25, best first; the article itself usually leads.

    `coverage` is the share (0 to 1) of the weight of its best terms that other articles have too.
    """

    hits: Sequence[Hit]
    coverage: float


def retrieve_candidates(
    terms: WeightedTerms,
    searcher: Searcher,
    now: datetime,
    limit: int = CANDIDATE_LIMIT,
    query_terms: int = QUERY_TERMS,
) -> Retrieved:
    """Public articles that share terms of an article, which come with their weights, heaviest first."""
    shared_terms = [pair for pair in terms if searcher.document_frequency(pair[0]) >= MIN_DF]
    if not shared_terms:
        return Retrieved((), 0.0)
    hits = searcher.search_by_terms(shared_terms[:query_terms], limit + 1, now)
    return Retrieved(hits, _coverage(terms[:BEST_TERMS], {term for term, _ in shared_terms}))


def _coverage(terms: WeightedTerms, shared: Container[str]) -> float:
    weight = sum(weight for _, weight in terms)
    return sum(weight for term, weight in terms if term in shared) / weight


def min_content_score(corpus_size: int) -> float:
    """The content score from which on candidates are related, among so many articles of a language.

    Up to `SMALL_ARCHIVE` there may be nothing related to an article, and an empty list is right; from
    `LARGE_ARCHIVE` on more is accepted, because hardly an article is without background. Linear between them.
    """
    small, large = MIN_CONTENT_SCORES
    growth = (corpus_size - SMALL_ARCHIVE) / (LARGE_ARCHIVE - SMALL_ARCHIVE)
    return small + (large - small) * min(1.0, max(0.0, growth))


def scorer_for(article: AnalysedArticle, retrieved: Retrieved) -> Scorer:
    """What scores the candidates of an article."""
    own_bm25 = max((hit.score for hit in retrieved.hits), default=1.0)
    return Scorer(article.features, own_bm25, retrieved.coverage, article.weight_by_hash)


def score_candidates(
    article: AnalysedArticle, retrieved: Retrieved, source: FeatureSource, corpus_size: int
) -> list[Candidate]:
    """The hits whose content score is high enough, best total first, without the article itself.

    `corpus_size` is how many articles there are of its language. In a small archive those follow that would
    be related in a large one: they need shared tags.
    """
    hits = retrieved.hits
    features = source.features(hit.id_int for hit in hits if hit.id_int != article.id_int)
    scorer, min_content = scorer_for(article, retrieved), min_content_score(corpus_size)
    candidates = [
        Candidate(id_int, scorer.score(features[id_int], bm25), features[id_int])
        for id_int, bm25, _ in hits
        if id_int in features
    ]
    related = [candidate for candidate in candidates if candidate.score.content >= MIN_CONTENT_SCORES[1]]
    for candidate in related:
        candidate.needs_shared_tags = candidate.score.content < min_content
    return sorted(related, key=lambda candidate: (candidate.needs_shared_tags, -candidate.score.total))


def drop_near_duplicates(
    article: AnalysedArticle, ranked: Iterable[Candidate], source: FeatureSource
) -> list[Candidate]:
    """The best candidates, at most `LIST_LENGTH`, that are near-duplicates of nothing before them.

    Near-duplicates of the article are dropped; those of a better candidate are noted with it.
    """
    kept: list[Candidate] = []
    minima_seen = set(article.features.minhash.minima)
    for candidate in ranked:
        minima = candidate.features.minhash.minima
        others: Sequence[HasFeatures] = () if minima_seen.isdisjoint(minima) else (article, *kept)
        original = next((other for other in others if is_near_duplicate(candidate, other, source)), None)
        if original is None:
            kept.append(candidate)
            minima_seen |= minima
            if len(kept) == LIST_LENGTH:
                break
        elif isinstance(original, Candidate) and len(original.near_duplicates) < NEAR_DUPLICATES_MAX:
            original.near_duplicates.append(candidate.id_int)
    return kept


def is_near_duplicate(one: HasFeatures, other: HasFeatures, source: FeatureSource) -> bool:
    """Whether two articles are near-duplicates; their texts are read only if the MinHashes cannot tell."""
    verdict = compare_minhashes(one.features.minhash, other.features.minhash)
    if verdict is None:
        return are_near_duplicates(source.shingles(one.id_int), source.shingles(other.id_int))
    return verdict
