"""The score of a candidate: how strongly it is related to an article.

A weighted sum of four similarities, each from 0 to 1: BM25 of the article's terms, relative to what the
article itself scores; cosine of the leads; cosine of the entities; and proximity in time.
`benchmarks/related_constants.py` shows how the weights were chosen.

Two texts may look alike only because little of them can be compared. So BM25 counts as far as other articles
have the article's terms at all (the coverage), and what is related is decided by the content score, which is
lower where the evidence, the weight of the terms that both share, is small.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from broadsheet_server.related.features import Features

SAME_STORY_SCORE = 0.4
"""From this content score on two articles report the same events."""

SAME_SUBJECT_SCORE = 0.2
"""From this content score on they have the same subject, even if no word for it can be named."""


class Similarities(NamedTuple):
    """What two articles have in common: three similarities from 0 to 1, and what else bears on the score.

    `days` lie between them, NaN if a date is unknown; `evidence` is the weight of the terms that both share
    (tf-idf, in nats).
    """

    terms: float
    lead: float
    entities: float
    days: float
    evidence: float


class Score(NamedTuple):
    """`total` orders a list; `content` leaves time out and decides what is related at all. Both 0 to 1."""

    total: float
    content: float


@dataclass(frozen=True, slots=True)
class ScoreWeights:
    """What the similarities weigh. That of the terms weighs 1.

    Proximity in time is exp(-days / `decay_days`), or `undated`, so that an article without a date ranks
    neither first nor last for lack of one. Shared terms that weigh `full_evidence`, about three rare words,
    are evidence enough.
    """

    lead: float = 1.0
    entities: float = 0.2
    time: float = 0.4
    decay_days: float = 21.0
    undated: float = 0.3
    full_evidence: float = 25.0

    def score(self, compared: Similarities) -> Score:
        """Weigh what two articles have in common."""
        content_max = 1.0 + self.lead + self.entities
        content = compared.terms + self.lead * compared.lead + self.entities * compared.entities
        total = content + self.time * self._proximity(compared.days)
        certainty = min(1.0, compared.evidence / self.full_evidence)
        return Score(total / (content_max + self.time), certainty * content / content_max)

    def _proximity(self, days: float) -> float:
        return self.undated if math.isnan(days) else math.exp(-days / self.decay_days)


WEIGHTS = ScoreWeights()


@dataclass(slots=True)
class Scorer:
    """Scores candidates for one article.

    `own_bm25` is what its terms score against the article itself, `coverage` the share of their weight that
    other articles have, and `weight_by_hash` the weight of each.
    """

    features: Features
    own_bm25: float
    coverage: float
    weight_by_hash: Mapping[int, float]
    _hashes: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self._hashes = frozenset(self.weight_by_hash)

    def score(self, other: Features, bm25: float) -> Score:
        """Score another article, for which the index computed `bm25`."""
        return WEIGHTS.score(self.compare(other, bm25))

    def compare(self, other: Features, bm25: float) -> Similarities:
        """What another article, for which the index computed `bm25`, has in common with this one."""
        own = self.features
        return Similarities(
            self.coverage * min(1.0, bm25 / self.own_bm25),
            own.lead.cosine(other.lead),
            own.entities.cosine(other.entities),
            abs(own.day - other.day),
            sum(map(self.weight_by_hash.__getitem__, self._hashes.intersection(other.lead.hashes))),
        )
