"""How strongly two articles belong together, from their features and what the index says.

Four things are added up: the terms they share (BM25, as a part of what the article scores against itself),
how alike their leads are, how many names they share, and how near in time they are. The weights were chosen
on labelled news of three kinds; `benchmarks/related_quality.py` measures them.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from broadsheet_server.related.features import Features

LEAD = 1.0
NAMES = 0.3
TIME = 0.3
DAYS = 21.0
UNKNOWN_TIME = 0.3
"""What counts as nearness in time where a date is unknown, so that it puts no article first or last."""

_CONTENT_MAX = 1.0 + LEAD + NAMES
_MAX = _CONTENT_MAX + TIME


class Score(NamedTuple):
    """`total` orders a list (0 to 1); `content` leaves time out and decides what is related at all."""

    total: float
    content: float


SAME_STORY = 0.4
"""Content that scores as much is about the same events."""

SAME_SUBJECT = 0.2
"""Content that scores as much is on the same subject, even where no word for it can be named."""


@dataclass(slots=True)
class Scale:
    """Scores others against one article. `self_match` is what its own terms score against itself."""

    features: Features
    self_match: float

    def score(self, other: Features, match: float) -> Score:
        """Score another article, of which the index says `match`."""
        mine = self.features
        content = min(1.0, match / self.self_match) + LEAD * mine.lead.cosine(other.lead)
        content += NAMES * mine.names.cosine(other.names)
        total = content + TIME * nearness(mine.day, other.day)
        return Score(total / _MAX, content / _CONTENT_MAX)


def nearness(day: float, other: float) -> float:
    """1 for the same moment, falling to a third within three weeks."""
    if math.isnan(day) or math.isnan(other):
        return UNKNOWN_TIME
    return math.exp(-abs(day - other) / DAYS)
