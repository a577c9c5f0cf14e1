"""How the constants of related news were chosen: by cross-validation, over time and over kinds of news.

    python benchmarks/related_constants.py --data DIR [--sets events-en,reuters-story]

DIR as in related_quality.py. First each constant by itself: nDCG@5 where near-duplicates gain nothing, of its
values while the others stay as they are; the mean gain on the server's value, and its spread over the folds.
Then together: what would be chosen without a fold, or without a set, and what that is worth there.

The folds of dated sets are stretches of time, those of the others are events, so that no story is in two.
"""

import argparse
import statistics
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.related.candidates import (
    CANDIDATE_LIMIT,
    LIST_LENGTH,
    MIN_CONTENT_SCORES,
    is_near_duplicate,
    retrieve_candidates,
    scorer_for,
)
from broadsheet_server.related.feature_extraction import QUERY_TERMS, AnalysedArticle
from broadsheet_server.related.score import WEIGHTS, ScoreWeights, Similarities
from labelled_archive import LabelledArchive
from labelled_news import Item, read_items
from ranking_measures import Grades, Judge, read_grades
from related_quality import SETS

FOLDS = 5
"""Of each set."""

CHECKED_ONLY = {"events-zh"}
"""Too few queries to choose by."""

CANDIDATES_MAX = 100
VALUES: dict[str, Sequence[float]] = {
    "query_terms": (10, 15, 20, 25, 30),
    "candidates": (10, 20, 30, 40, 60, 80, 100),
    "lead": (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0),
    "entities": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6),
    "time": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8),
    "decay_days": (3.0, 7.0, 14.0, 21.0, 30.0, 60.0),
    "undated": (0.0, 0.1, 0.2, 0.3, 0.5),
    "full_evidence": (1.0, 15.0, 20.0, 25.0, 30.0, 40.0),
    "min_content": (0.0, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16),
}
GRID: dict[str, Sequence[float]] = {
    "candidates": (40, 80),
    "lead": (0.75, 1.0, 1.5),
    "entities": (0.1, 0.2, 0.3),
    "time": (0.2, 0.4, 0.6),
    "decay_days": (14.0, 21.0, 30.0),
}
"""What is chosen together."""


@dataclass(frozen=True)
class Constants:
    """The constants that are weighed here, as the server has them."""

    query_terms: int = QUERY_TERMS
    candidates: int = CANDIDATE_LIMIT
    min_content: float = MIN_CONTENT_SCORES[1]
    weights: ScoreWeights = WEIGHTS

    def with_values(self, **values: float) -> "Constants":
        """These, some of them changed by name."""
        of_weights = {name: value for name, value in values.items() if hasattr(self.weights, name)}
        others = {name: value for name, value in values.items() if name not in of_weights}
        return replace(self, weights=replace(self.weights, **of_weights), **others)

    def value(self, name: str) -> float:
        """One of them by name."""
        return float(getattr(self.weights if hasattr(self.weights, name) else self, name))


Candidates = list[tuple[AnalysedArticle, Similarities]]
Worth = Mapping[str, float]


class LabelledSet:
    """Queries with their candidates, which are compared once and ranked by any constants."""

    def __init__(
        self, name: str, items: Sequence[Item], archive: LabelledArchive, grades: dict[str, Grades]
    ) -> None:
        self.name = name
        self.folds = _folds(items, grades)
        self._archive = archive
        self._judge = Judge(items, grades)
        self._item_ids = [item.id for item in items]
        self._queries = {
            item.id: article
            for item, article in zip(items, archive.articles, strict=True)
            if item.id in grades
        }
        self._candidates: dict[tuple[int, str], Candidates] = {}
        self._are_duplicates: dict[tuple[int, int], bool] = {}
        self._worth: dict[Constants, Worth] = {}

    def worth(self, constants: Constants) -> Worth:
        """The nDCG@5 of each query where near-duplicates gain nothing."""
        if constants not in self._worth:
            values = {query: self._judged(query, constants) for query in self._queries}
            self._worth[constants] = {query: value for query, value in values.items() if value is not None}
        return self._worth[constants]

    def _judged(self, query: str, constants: Constants) -> float | None:
        return self._judge.judge(query, self._list(query, constants)).ndcg_without_duplicates

    def _list(self, query: str, constants: Constants) -> Iterator[str]:
        compared = self._compared(query, constants.query_terms)[: constants.candidates]
        scored = [(constants.weights.score(similarities), article) for article, similarities in compared]
        related = [pair for pair in scored if pair[0].content >= constants.min_content]
        listed = [self._queries[query]]
        for _, article in sorted(related, key=lambda pair: -pair[0].total):
            if not any(self._is_duplicate(article, other) for other in listed):
                listed.append(article)
                yield self._item_ids[article.id_int - 1]
                if len(listed) > LIST_LENGTH:
                    return

    def _compared(self, query: str, query_terms: int) -> Candidates:
        if (query_terms, query) not in self._candidates:
            article, archive = self._queries[query], self._archive
            found = retrieve_candidates(
                article.terms, archive.searcher, archive.now, CANDIDATES_MAX, query_terms
            )
            scorer = scorer_for(article, found)
            others = [(archive.article(hit.id_int), hit.score) for hit in found.hits]
            self._candidates[query_terms, query] = [
                (other, scorer.compare(other.features, bm25))
                for other, bm25 in others
                if other is not article
            ]
        return self._candidates[query_terms, query]

    def _is_duplicate(self, one: AnalysedArticle, other: AnalysedArticle) -> bool:
        pair = (one.id_int, other.id_int)
        if pair not in self._are_duplicates:
            self._are_duplicates[pair] = is_near_duplicate(one, other, self._archive)
        return self._are_duplicates[pair]


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--sets", default=",".join(SETS), metavar="A,B", help="only these")
    arguments = parser.parse_args()
    collect_less_often()
    sets = list(_read_sets(arguments.data, arguments.sets.split(",")))
    _print_each_constant(sets)
    _print_choices(sets)
    return 0


def _read_sets(data: Path, names: Sequence[str]) -> Iterator[LabelledSet]:
    archives: dict[str, tuple[list[Item], LabelledArchive]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            corpus, labels = SETS[name]
            if corpus not in archives:
                items = read_items(data / corpus)
                archives[corpus] = items, LabelledArchive(items, Path(folder) / name)
            yield LabelledSet(name, *archives[corpus], read_grades(data / labels))


def _folds(items: Sequence[Item], grades: Mapping[str, Grades]) -> list[set[str]]:
    """The queries in `FOLDS` parts of about the same size: by date, or by event where dates are missing."""
    published = {item.id: item.published or "" for item in items}
    if all(published.values()):
        groups = [[query] for query in sorted(grades, key=published.__getitem__)]
    else:
        groups = _events(grades)
    folds: list[set[str]] = [set() for _ in range(FOLDS)]
    placed = 0
    for group in groups:
        folds[min(FOLDS - 1, placed * FOLDS // len(grades))].update(group)
        placed += len(group)
    return [fold for fold in folds if fold]


def _events(grades: Mapping[str, Grades]) -> list[list[str]]:
    """The queries that are relevant to one another, directly or by others; by their smallest id."""
    event_by_id: dict[str, set[str]] = {}
    for query, related in grades.items():
        merged = {query, *related}.union(*(event_by_id.get(item_id, ()) for item_id in (query, *related)))
        event_by_id.update(dict.fromkeys(merged, merged))
    events = {min(event): event for event in event_by_id.values()}
    return [sorted(event & grades.keys()) for _, event in sorted(events.items())]


def _print_each_constant(sets: Sequence[LabelledSet]) -> None:
    """What each value of each constant is worth. * marks the server's."""
    print(f"{'':24}" + "".join(f"{labelled.name:>14}" for labelled in sets) + "       mean  +/- folds")
    counted = [labelled for labelled in sets if labelled.name not in CHECKED_ONLY]
    for name, values in VALUES.items():
        for value in values:
            constants = Constants().with_values(**{name: value})
            mark = "*" if constants == Constants() else ""
            worth = "".join(f"{_mean(labelled.worth(constants).values()):14.4f}" for labelled in sets)
            mean, spread = _gain(counted, constants)
            print(f"{name:14}{value:8g}{mark:2}{worth}{mean:+11.4f}{spread:11.4f}", flush=True)


def _gain(sets: Sequence[LabelledSet], constants: Constants) -> tuple[float, float]:
    """The gain on the server's constants: the mean over the sets, the standard deviation over their folds."""
    means, deviations = [], []
    for labelled in sets:
        worth, before = labelled.worth(constants), labelled.worth(Constants())
        means.append(_mean(worth.values()) - _mean(before.values()))
        gains = [_mean_of(worth, fold) - _mean_of(before, fold) for fold in labelled.folds]
        deviations.append(statistics.pstdev(gains))
    return _mean(means), _mean(deviations)


def _print_choices(sets: Sequence[LabelledSet]) -> None:
    """What the best of the grid without a part is worth there, beside the server's and the best there."""
    names = "".join(f"{name:>12}" for name in GRID)
    print(f"\n{'chosen without':24}{names}      worth   server's best there")
    sets = [labelled for labelled in sets if labelled.name not in CHECKED_ONLY]
    gains = []
    for labelled in sets:
        others = [other for other in sets if other is not labelled]
        _print_choice(labelled, labelled.worth(Constants()).keys(), "all of it", _choose(others, set()))
        for number, fold in enumerate(labelled.folds, 1):
            gains.append(_print_choice(labelled, fold, f"fold {number}", _choose(sets, fold)))
    mean, spread = _mean(gains), statistics.stdev(gains)
    print(f"gain on the server's constants: {mean:+.4f} +/- {spread:.4f} in {len(gains)} folds")


def _print_choice(labelled: LabelledSet, part: Set[str], what: str, chosen: Constants) -> float:
    """Print the row of one part; return the gain on the server's constants."""
    best = max(_grid(), key=lambda constants: _mean_of(labelled.worth(constants), part))
    worth, before, most = (_mean_of(labelled.worth(each), part) for each in (chosen, Constants(), best))
    values = "".join(f"{chosen.value(name):12g}" for name in GRID)
    print(f"{f'{labelled.name}, {what}':24}{values}{worth:11.4f}{before:11.4f}{most:11.4f}", flush=True)
    return worth - before


def _choose(sets: Sequence[LabelledSet], left_out: Set[str]) -> Constants:
    """The best of the grid by the mean over the sets, without the queries that are left out of all."""

    def worth(constants: Constants) -> float:
        judged = [labelled.worth(constants) for labelled in sets]
        return _mean(_mean_of(each, each.keys() - left_out) for each in judged)

    return max(_grid(), key=worth)


def _grid() -> Iterator[Constants]:
    for values in product(*GRID.values()):
        yield Constants().with_values(**dict(zip(GRID, values, strict=True)))


def _mean_of(worth: Worth, queries: Set[str]) -> float:
    return _mean(worth[query] for query in queries & worth.keys())


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / max(1, len(listed))


if __name__ == "__main__":
    raise SystemExit(main())
