"""Results, totals and facet counts of one committed state of an index, kept for the next who asks the same.

They take a pass over everything that matches, and the same searches are asked again and again while a state
is the newest: by other people, from other applications. What a state answers never changes but for articles
whose embargo ends or that expire; `MomentCounter` tells when that is.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from broadsheet_server.search.engine import Clause, Facet, PhraseClause

Answer = TypeVar("Answer")

VALUES_MAX = 40_000
"""Most values that are kept, some 100 bytes each: hits or counts, and the terms of the queries."""


@dataclass(slots=True)
class Counts:
    """How many articles match, and the most frequent values of those facets that were counted."""

    total: int
    facets: dict[Facet, dict[str, int]]

    @property
    def values(self) -> int:
        """How many counts there are."""
        return 1 + sum(map(len, self.facets.values()))

    def have(self, limits: Mapping[Facet, int]) -> bool:
        """Whether all of these facets were counted. A facet always has the same limit."""
        return limits.keys() <= self.facets.keys()


class KeptAnswers(Generic[Answer]):
    """What was answered to the queries asked last; the one used longest ago is dropped first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()
        self._values = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> Answer | None:
        """The answer to a query, if it is kept."""
        with self._lock:
            if (kept := self._answers.get(key)) is None:
                return None
            self._answers.move_to_end(key)
            return kept[0]

    def keep(self, key: Hashable, clauses: Iterable[Clause], answer: Answer, values: int) -> None:
        """Keep the answer to a query of these clauses, which has so many values, and no earlier one."""
        size = 10 + sum(map(_terms, clauses)) + values
        with self._lock:
            if key in self._answers:
                self._values -= self._answers.pop(key)[1]
            self._answers[key] = answer, size
            self._values += size
            while self._values > VALUES_MAX:
                self._values -= self._answers.popitem(last=False)[1][1]


class MomentCounter:
    """Counts the moments at which articles of this state become public or cease to be.

    Two questions ask among the same articles if the same number of such moments has passed.
    """

    def __init__(self, moments: Iterable[int]) -> None:
        self._moments = sorted(moments)

    def passed(self, moment: int) -> int:
        """How many have passed at a moment. All are in milliseconds, as `time_order` counts."""
        return bisect_right(self._moments, moment)


def _terms(clause: Clause) -> int:
    if isinstance(clause, PhraseClause):
        return len(clause.synonyms) + sum(map(len, clause.alternatives))
    return len(clause.terms) + len(clause.expansions)
