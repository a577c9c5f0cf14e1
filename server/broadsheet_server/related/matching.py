"""Finding what belongs to an article: candidates from the index, scored, without near-copies, cut short."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from broadsheet_server.related.copies import are_copies, may_be_copies
from broadsheet_server.related.describing import Description
from broadsheet_server.related.features import Features
from broadsheet_server.related.scoring import Scale, Score
from broadsheet_server.search.engine import Hit, Searcher

CANDIDATES = 40
LENGTH = 12
"""Entries kept in a list; readers see five, and more where some have ceased to be public."""

FLOOR = 0.12
"""Content that scores less is not related; a short list is better than a padded one."""

COPIES_MAX = 5


class Archive(Protocol):
    """Where what is known of other articles is read."""

    def features(self, keys: Iterable[UUID]) -> Mapping[UUID, Features]:
        """The features of those of the articles that have any."""
        ...

    def runs(self, key: UUID) -> set[int]:
        """All runs of an article's text; see `copies`."""
        ...


@dataclass(slots=True)
class Match:
    """An article that belongs to another one, and its near-copies."""

    key: UUID
    score: Score
    features: Features
    copies: list[UUID] = field(default_factory=list)


def candidates(about: Description, searcher: Searcher, now: datetime) -> list[Hit]:
    """What the index holds like an article, most alike first; usually the article itself leads."""
    return searcher.like(about.terms, CANDIDATES + 1, now) if about.terms else []


def scored(about: Description, hits: Sequence[Hit], archive: Archive) -> list[Match]:
    """The candidates above the floor, best first."""
    known = archive.features(hit.key for hit in hits if hit.key != about.article.key)
    own = [hit.score for hit in hits if hit.key == about.article.key]
    scale = Scale(about.features, max(own + [hit.score for hit in hits[:1]], default=1.0))
    found = [
        Match(hit.key, scale.score(known[hit.key], hit.score), known[hit.key])
        for hit in hits
        if hit.key in known
    ]
    related = [match for match in found if match.score.content >= FLOOR]
    return sorted(related, key=lambda match: -match.score.total)


def chosen(about: Description, ranked: Iterable[Match], archive: Archive) -> list[Match]:
    """Walk down the candidates: leave out copies of the article, fold copies of what is kept into it."""
    kept: list[Match] = []
    for match in ranked:
        if _repeats(match, about, archive):
            continue
        original = next(_originals(match, kept, archive), None)
        if original is None:
            kept.append(match)
            if len(kept) == LENGTH:
                break
        elif len(original.copies) < COPIES_MAX:
            original.copies.append(match.key)
    return kept


def are_near_copies(key: UUID, one: Features, other_key: UUID, other: Features, archive: Archive) -> bool:
    """Whether two articles are near-copies; their texts are read only where the sketches leave doubt."""
    return may_be_copies(one.sketch, other.sketch) and are_copies(archive.runs(key), archive.runs(other_key))


def _repeats(match: Match, about: Description, archive: Archive) -> bool:
    return may_be_copies(match.features.sketch, about.features.sketch) and are_copies(
        archive.runs(match.key), about.runs
    )


def _originals(match: Match, kept: Iterable[Match], archive: Archive) -> Iterator[Match]:
    for other in kept:
        if are_near_copies(match.key, match.features, other.key, other.features, archive):
            yield other
