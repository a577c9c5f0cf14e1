"""Quality of ranked lists: nDCG@5, the same where near-duplicates gain nothing, and their share.

Grades: 2 the same event, 1 the same topic, 0 the rest; the gain is 2^grade - 1, discounted by log2(rank + 1)
(Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002). A near-duplicate repeats
the query or an earlier item of the list: Jaccard 0.5 or containment 0.8 of word 4-grams (Chinese: character
6-grams). Written independently of the server's own detection.
"""

import math
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

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


def measure(
    items: Iterable[Item], graded: Mapping[str, Grades], lists: Mapping[str, Sequence[str]]
) -> Measures:
    """Measure lists of item ids, best first, by the grades of each query."""
    texts = {item.id: item for item in items}
    cache: dict[str, set[int]] = {}

    def shingles(item_id: str) -> set[int]:
        if item_id not in cache:
            cache[item_id] = _shingles(texts[item_id])
        return cache[item_id]

    ndcg, without_duplicates, duplicate_shares = [], [], []
    for query, grades in graded.items():
        ranked = [item_id for item_id in dict.fromkeys(lists.get(query, ())) if item_id != query][:CUTOFF]
        duplicates = _duplicates(query, ranked, shingles)
        gains = [_gain(grades, item_id) for item_id in ranked]
        ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:CUTOFF]
        ndcg.append(_dcg(gains) / _dcg(ideal))
        if best := _best_gains(query, grades, shingles):
            counted = [
                0 if item_id in duplicates else gain for item_id, gain in zip(ranked, gains, strict=True)
            ]
            without_duplicates.append(_dcg(counted) / _dcg(best))
        duplicate_shares.append(len(duplicates) / max(1, len(ranked)))
    return Measures(
        _mean(ndcg), _interval(ndcg), _mean(without_duplicates), _mean(duplicate_shares), len(graded)
    )


def _duplicates(query: str, ranked: Sequence[str], shingles: Callable[[str], set[int]]) -> set[str]:
    seen, duplicates = [shingles(query)], set()
    for item_id in ranked:
        if any(_are_near_duplicates(shingles(item_id), earlier) for earlier in seen):
            duplicates.add(item_id)
        seen.append(shingles(item_id))
    return duplicates


def _best_gains(query: str, grades: Grades, shingles: Callable[[str], set[int]]) -> list[int]:
    """The gains of the best list without near-duplicates."""
    seen, best = [shingles(query)], []
    for item_id in sorted(grades, key=lambda item_id: (-grades[item_id], item_id)):
        if len(best) == CUTOFF:
            break
        if not any(_are_near_duplicates(shingles(item_id), earlier) for earlier in seen):
            best.append(_gain(grades, item_id))
            seen.append(shingles(item_id))
    return best


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
