"""Quality of ranked lists: nDCG@5, the same where near-duplicates gain nothing, and their share.

Grades: 2 the same event, 1 the same topic, 0 the rest; the gain is 2^grade - 1, discounted by log2(rank + 1)
(Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002). A near-duplicate repeats
the query or an earlier item of the list: Jaccard 0.5 or containment 0.8 of word 4-grams (Chinese: character
6-grams). Written independently of the server's own detection.
"""

import gzip
import json
import math
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from labelled_news import Item

Grades = Mapping[str, int]
CUTOFF = 5
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over all queries, with the 95 % interval of the first."""

    ndcg: float
    interval: tuple[float, float]
    ndcg_without_duplicates: float
    duplicates: float
    queries: int


def read_grades(path: Path) -> dict[str, Grades]:
    """The labels of a collection: the grades of other items by the id of each query."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    return {row["query"]: row["rel"] for row in rows}


class Judgement(NamedTuple):
    """What one list is worth. `ndcg_without_duplicates` is None where only near-duplicates are relevant."""

    ndcg: float
    ndcg_without_duplicates: float | None
    duplicates: float


class Judge:
    """Judges lists of item ids, best first; remembers which texts are near-duplicates."""

    def __init__(self, items: Iterable[Item], graded: Mapping[str, Grades]) -> None:
        self._texts = {item.id: item for item in items}
        self._graded = graded
        self._shingles: dict[str, set[int]] = {}
        self._are_duplicates: dict[tuple[str, str], bool] = {}
        self._best_gains: dict[str, list[int]] = {}

    def judge(self, query: str, ids: Iterable[str]) -> Judgement:
        """Judge the list of a query by its grades."""
        grades = self._graded[query]
        ranked = [item_id for item_id in dict.fromkeys(ids) if item_id != query][:CUTOFF]
        duplicates = self._duplicates(query, ranked)
        gains = [_gain(grades, item_id) for item_id in ranked]
        counted = [0 if item_id in duplicates else gain for item_id, gain in zip(ranked, gains, strict=True)]
        ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:CUTOFF]
        best = self._best(query)
        return Judgement(
            _dcg(gains) / _dcg(ideal),
            _dcg(counted) / _dcg(best) if best else None,
            len(duplicates) / max(1, len(ranked)),
        )

    def _duplicates(self, query: str, ranked: Sequence[str]) -> set[str]:
        seen, duplicates = [query], set()
        for item_id in ranked:
            if any(self.is_duplicate(item_id, earlier) for earlier in seen):
                duplicates.add(item_id)
            seen.append(item_id)
        return duplicates

    def _best(self, query: str) -> list[int]:
        """The gains of the best list without near-duplicates."""
        if query not in self._best_gains:
            grades, seen = self._graded[query], [query]
            for item_id in sorted(grades, key=lambda item_id: (-grades[item_id], item_id)):
                if len(seen) > CUTOFF:
                    break
                if not any(self.is_duplicate(item_id, earlier) for earlier in seen):
                    seen.append(item_id)
            self._best_gains[query] = [_gain(grades, item_id) for item_id in seen[1:]]
        return self._best_gains[query]

    def is_duplicate(self, one: str, other: str) -> bool:
        """Whether two items are near-duplicates."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._are_duplicates:
            self._are_duplicates[pair] = _are_near_duplicates(*map(self._shingles_of, pair))
        return self._are_duplicates[pair]

    def _shingles_of(self, item_id: str) -> set[int]:
        if item_id not in self._shingles:
            self._shingles[item_id] = _shingles(self._texts[item_id])
        return self._shingles[item_id]


def measure(
    items: Iterable[Item], graded: Mapping[str, Grades], lists: Mapping[str, Sequence[str]]
) -> Measures:
    """Measure lists of item ids, best first, by the grades of each query."""
    judge = Judge(items, graded)
    judged = [judge.judge(query, lists.get(query, ())) for query in graded]
    ndcg = [judgement.ndcg for judgement in judged]
    counted = [j.ndcg_without_duplicates for j in judged if j.ndcg_without_duplicates is not None]
    duplicates = _mean([judgement.duplicates for judgement in judged])
    return Measures(_mean(ndcg), _interval(ndcg), _mean(counted), duplicates, len(graded))


def _gain(grades: Grades, item_id: str) -> int:
    return int(2 ** grades.get(item_id, 0)) - 1


def _dcg(gains: Sequence[int]) -> float:
    """Discounted cumulative gain."""
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:CUTOFF], 1))


def _shingles(item: Item) -> set[int]:
    text = f"{item.title} {item.text}".lower()
    if len(_CHINESE.findall(text)) > len(text) * 0.3:
        plain = re.sub(r"\W+", "", text)
        return {hash(plain[i : i + 6]) for i in range(len(plain) - 5)}
    words = re.findall(r"\w+", text)
    return {hash(tuple(words[i : i + 4])) for i in range(len(words) - 3)}


def _are_near_duplicates(one: set[int], other: set[int]) -> bool:
    if len(one) < 12 or len(other) < 12:
        return False
    shared = len(one & other)
    return shared >= 0.5 * (len(one) + len(other) - shared) or shared >= 0.8 * min(len(one), len(other))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean, by bootstrap over the queries."""
    generator = random.Random(1)
    means = sorted(_mean(generator.choices(values, k=len(values))) for _ in range(400))
    return means[10], means[389]
