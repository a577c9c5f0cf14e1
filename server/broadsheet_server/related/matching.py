"""Finding what belongs to an article: candidates from the index, scored, without near-copies, cut short."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from broadsheet_server.related.feature_extraction import BEST_TERMS, ArticleTerms
from broadsheet_server.related.features import Features
from broadsheet_server.related.near_duplicates import are_near_duplicates, compare_minhashes
from broadsheet_server.related.scoring import Scale, Score
from broadsheet_server.search.engine import Hit, Searcher

CANDIDATES = 40
LENGTH = 10
"""Entries kept in a list; readers see five, and more where some have ceased to be public."""

FLOOR = 0.12
"""Content that scores less is not related; a short list is better than a padded one."""

COPIES_MAX = 5


class HasFeatures(Protocol):
    """An article of which the features are at hand."""

    @property
    def number(self) -> int:
        """The number of its key."""
        ...

    @property
    def features(self) -> Features:
        """Its features."""
        ...


class FeatureSource(Protocol):
    """Where what is known of other articles is read, by the numbers of their keys."""

    def features(self, numbers: Iterable[int]) -> Mapping[int, Features]:
        """The features of those of the articles that have any."""
        ...

    def runs(self, number: int) -> set[int]:
        """All runs of an article's text; see `copies`."""
        ...


@dataclass(slots=True)
class Match:
    """An article that belongs to another one, and its near-copies."""

    number: int
    score: Score
    features: Features
    copies: list[int] = field(default_factory=list)

    @property
    def key(self) -> UUID:
        """The article's key."""
        return UUID(int=self.number)


def candidates(
    terms: Sequence[tuple[str, float]], searcher: Searcher, now: datetime, most: int = CANDIDATES
) -> list[Hit]:
    """What the index holds like an article of such terms, most alike first; usually the article leads."""
    shared = [pair for pair in terms if searcher.document_frequency(pair[0]) > 1][:BEST_TERMS]
    return searcher.search_by_terms(shared, most + 1, now) if shared else []


def scored(about: ArticleTerms, hits: Sequence[Hit], archive: FeatureSource) -> list[Match]:
    """The candidates above the floor, best first."""
    others = [hit for hit in hits if hit.id_int != about.number]
    known = archive.features(hit.id_int for hit in others)
    scale = Scale(about.features, max((hit.score for hit in hits), default=1.0))
    found = [
        Match(number, scale.score(known[number], score), known[number])
        for number, score, _ in others
        if number in known
    ]
    related = [match for match in found if match.score.content >= FLOOR]
    return sorted(related, key=lambda match: -match.score.total)


def without_near_duplicates(
    about: ArticleTerms, ranked: Iterable[Match], archive: FeatureSource
) -> list[Match]:
    """Walk down the candidates: leave out copies of the article, fold copies of what is kept into it."""
    kept: list[Match] = []
    seen = set(about.features.sketch.smallest)
    for match in ranked:
        smallest = match.features.sketch.smallest
        others: Sequence[HasFeatures] = () if seen.isdisjoint(smallest) else (about, *kept)
        original = next((other for other in others if are_near_copies(match, other, archive)), None)
        if original is None:
            kept.append(match)
            seen |= smallest
            if len(kept) == LENGTH:
                break
        elif isinstance(original, Match) and len(original.copies) < COPIES_MAX:
            original.copies.append(match.number)
    return kept


def are_near_copies(one: HasFeatures, other: HasFeatures, archive: FeatureSource) -> bool:
    """Whether two articles are near-copies; their texts are read only where the sketches leave doubt."""
    verdict = compare_minhashes(one.features.sketch, other.features.sketch)
    if verdict is None:
        return are_near_duplicates(archive.runs(one.number), archive.runs(other.number))
    return verdict
