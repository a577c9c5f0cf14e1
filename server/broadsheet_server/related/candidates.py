"""Candidates for a related list: retrieved from the index, scored, and freed of near-duplicates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from broadsheet_server.related.feature_extraction import QUERY_TERMS, AnalysedArticle
from broadsheet_server.related.features import Features
from broadsheet_server.related.idf import MIN_DF
from broadsheet_server.related.near_duplicates import are_near_duplicates, compare_minhashes
from broadsheet_server.related.score import Score, Scorer
from broadsheet_server.search.engine import Hit, Searcher

CANDIDATE_LIMIT = 40
LIST_LENGTH = 10
"""Entries kept in a list. Readers see five, and the next where some have ceased to be public."""

MIN_CONTENT_SCORE = 0.12
"""Candidates below this content score are not related; a short list is better than a padded one."""

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
    """An article that may be listed as related, and the ids of its near-duplicates."""

    id_int: int
    score: Score
    features: Features
    near_duplicates: list[int] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        """The id of the article."""
        return UUID(int=self.id_int)


def retrieve_candidates(
    terms: Sequence[tuple[str, float]], searcher: Searcher, now: datetime, limit: int = CANDIDATE_LIMIT
) -> list[Hit]:
    """Public articles that share weighted terms, by BM25, best first; the article itself usually leads."""
    shared_terms = [pair for pair in terms if searcher.document_frequency(pair[0]) >= MIN_DF][:QUERY_TERMS]
    return searcher.search_by_terms(shared_terms, limit + 1, now) if shared_terms else []


def score_candidates(article: AnalysedArticle, hits: Sequence[Hit], source: FeatureSource) -> list[Candidate]:
    """The hits whose content score is high enough, best total first, without the article itself."""
    others = [hit for hit in hits if hit.id_int != article.id_int]
    features = source.features(hit.id_int for hit in others)
    scorer = Scorer(article.features, max((hit.score for hit in hits), default=1.0))
    candidates = [
        Candidate(id_int, scorer.score(features[id_int], bm25), features[id_int])
        for id_int, bm25, _ in others
        if id_int in features
    ]
    related = [candidate for candidate in candidates if candidate.score.content >= MIN_CONTENT_SCORE]
    return sorted(related, key=lambda candidate: -candidate.score.total)


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
