"""The score of a candidate: how strongly it is related to an article.

A weighted sum of four similarities, each from 0 to 1: BM25 of the article's terms, relative to what the
article itself scores; cosine of the leads; cosine of the entities; and proximity in time. The weights were
chosen on labelled news of three kinds; `benchmarks/related_quality.py` measures them.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from broadsheet_server.related.features import Features

LEAD_WEIGHT = 1.0
ENTITIES_WEIGHT = 0.3
TIME_WEIGHT = 0.3
DECAY_DAYS = 21.0
UNDATED_PROXIMITY = 0.3
"""The proximity of an article without a date: it ranks neither first nor last for lack of one."""

_CONTENT_MAX = 1.0 + LEAD_WEIGHT + ENTITIES_WEIGHT
_TOTAL_MAX = _CONTENT_MAX + TIME_WEIGHT

SAME_STORY_SCORE = 0.4
"""From this content score on two articles report the same events."""

SAME_SUBJECT_SCORE = 0.2
"""From this content score on they have the same subject, even if no word for it can be named."""


class Score(NamedTuple):
    """`total` orders a list; `content` leaves time out and decides what is related at all. Both 0 to 1."""

    total: float
    content: float


@dataclass(slots=True)
class Scorer:
    """Scores candidates for one article. `own_bm25` is what its terms score against the article itself."""

    features: Features
    own_bm25: float

    def score(self, other: Features, bm25: float) -> Score:
        """Score another article, for which the index computed `bm25`."""
        own = self.features
        content = min(1.0, bm25 / self.own_bm25) + LEAD_WEIGHT * own.lead.cosine(other.lead)
        content += ENTITIES_WEIGHT * own.entities.cosine(other.entities)
        total = content + TIME_WEIGHT * time_proximity(own.day, other.day)
        return Score(total / _TOTAL_MAX, content / _CONTENT_MAX)


def time_proximity(day: float, other: float) -> float:
    """exp(-days / 21): 1 at the same moment, 1/e after three weeks. Days since 1970; NaN if unknown."""
    if math.isnan(day) or math.isnan(other):
        return UNDATED_PROXIMITY
    return math.exp(-abs(day - other) / DECAY_DAYS)
