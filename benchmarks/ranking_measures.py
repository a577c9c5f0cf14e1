"""How good ranked lists are: nDCG@5, the same where near-copies gain nothing, and the share of near-copies.

Grades: 2 the same event, 1 the same topic, 0 the rest; the gain is 2^grade - 1. A near-copy repeats the query
or an earlier item of the list: runs of four words (Chinese: six characters), Jaccard 0.5 or containment 0.8.
"""

import math
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from labelled_news import Item

Grades = Mapping[str, int]
AT = 5
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over all queries, with the 95 % interval of the first."""

    ndcg: float
    interval: tuple[float, float]
    ndcg_new: float
    copies: float
    queries: int


def measure(
    items: Iterable[Item], graded: Mapping[str, Grades], lists: Mapping[str, Sequence[str]]
) -> Measures:
    """Measure lists of ids, best first, by the grades of each query."""
    texts = {item.id: item for item in items}
    known: dict[str, set[int]] = {}

    def runs(key: str) -> set[int]:
        if key not in known:
            known[key] = _runs(texts[key])
        return known[key]

    plain, new, copies = [], [], []
    for query, grades in graded.items():
        ranked = [key for key in dict.fromkeys(lists.get(query, ())) if key != query][:AT]
        repeats = _repeats(query, ranked, runs)
        gains = [_gain(grades, key) for key in ranked]
        ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:AT]
        plain.append(_discounted(gains) / _discounted(ideal))
        if best := _best_new(query, grades, runs):
            kept = [0 if key in repeats else gain for key, gain in zip(ranked, gains, strict=True)]
            new.append(_discounted(kept) / _discounted(best))
        copies.append(len(repeats) / max(1, len(ranked)))
    return Measures(_mean(plain), _interval(plain), _mean(new), _mean(copies), len(graded))


def _repeats(query: str, ranked: Sequence[str], runs: Callable[[str], set[int]]) -> set[str]:
    seen, repeats = [runs(query)], set()
    for key in ranked:
        if any(_are_copies(runs(key), earlier) for earlier in seen):
            repeats.add(key)
        seen.append(runs(key))
    return repeats


def _best_new(query: str, grades: Grades, runs: Callable[[str], set[int]]) -> list[int]:
    """The gains of the best list without repeats."""
    seen, best = [runs(query)], []
    for key in sorted(grades, key=lambda key: (-grades[key], key)):
        if len(best) < AT and not any(_are_copies(runs(key), earlier) for earlier in seen):
            best.append(_gain(grades, key))
            seen.append(runs(key))
    return best


def _gain(grades: Grades, key: str) -> int:
    return int(2 ** grades.get(key, 0)) - 1


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:AT]))


def _runs(item: Item) -> set[int]:
    text = f"{item.title} {item.text}".lower()
    if len(_CHINESE.findall(text)) > len(text) * 0.3:
        plain = re.sub(r"\W+", "", text)
        return {hash(plain[i : i + 6]) for i in range(len(plain) - 5)}
    words = re.findall(r"\w+", text)
    return {hash(tuple(words[i : i + 4])) for i in range(len(words) - 3)}


def _are_copies(one: set[int], other: set[int]) -> bool:
    if len(one) < 12 or len(other) < 12:
        return False
    shared = len(one & other)
    return shared >= 0.5 * (len(one) + len(other) - shared) or shared >= 0.8 * min(len(one), len(other))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """By bootstrap over the queries."""
    chance = random.Random(1)
    means = sorted(_mean(chance.choices(values, k=len(values))) for _ in range(400))
    return means[10], means[389]
