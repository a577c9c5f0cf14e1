"""Related news in small archives: many archives are drawn from labelled news, and their lists are judged.

    python benchmarks/related_small_archives.py --data DIR [--sets events-en,events-zh] [--draws N]

DIR as in related_quality.py. Half of each archive are articles of labelled events, half other news; with
--uniform all are drawn alike. Judged are the lists of labelled articles: how many are not empty; how many of
their entries are relevant (precision), and of those called the same story; how many of the relevant articles
they have (recall). Labels of `reuters` are a proxy and many true relations have none, so there the figures
are too low.
"""

import argparse
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.related.list_store import read_lists
from broadsheet_server.related.lists import RelatedEntry
from broadsheet_server.settings import Settings
from broadsheet_shared.vocabulary import RelatedReasonKind
from labelled_news import Item, import_items, read_items
from ranking_measures import Grades, Judge, read_grades
from related_quality import SETS

DRAWS = {10: 300, 30: 100, 100: 20, 1_000: 2}
"""Archives drawn by size."""

STORY_KINDS = {RelatedReasonKind.SAME_STORY, RelatedReasonKind.FOLLOW_UP, RelatedReasonKind.BACKGROUND}
MIN_PRECISION, MIN_STORY_PRECISION = 0.9, 0.97
Lists = Mapping[str, Sequence[tuple[str, RelatedEntry]]]


@dataclass
class Tally:
    """What was counted over all archives of a size."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, lists: Lists, graded: Mapping[str, Grades], judge: Judge) -> None:
        """Count the lists of one archive."""
        counts = self.counts
        for query in lists.keys() & graded.keys():
            grades, entries = graded[query], lists[query]
            relevant = lists.keys() & grades.keys()
            counts["queries"] += 1
            counts["with a list"] += bool(entries)
            counts["relevant"] += sum(not judge.is_duplicate(query, other) for other in relevant)
            counts["listed"] += len(entries)
            counts["listed rightly"] += sum(other in grades for other, _ in entries)
            stories = [other for other, entry in entries if is_called_the_same_story(entry)]
            counts["stories"] += len(stories)
            counts["stories rightly"] += sum(other in grades for other in stories)
            counts["stories of one event"] += sum(grades.get(other, 0) > 1 for other in stories)

    def share(self, part: str, whole: str) -> float:
        """How much of one count another is; 1 where there is nothing to be wrong with."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 1.0


def is_called_the_same_story(entry: RelatedEntry) -> bool:
    """Whether a reader is told that it is the same story, or an earlier or later part of it."""
    return any(reason.kind in STORY_KINDS for reason in entry.reasons)


class DrawnArchives:
    """Builds the lists of archives in stores of their own, which are thrown away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = folder / "empty"
        open_store(Settings(data=self._empty)).dispose()

    def lists(self, items: Sequence[Item]) -> Lists:
        """The related lists of all items, through the ordinary import, index and follower."""
        shutil.copytree(self._empty, self._folder / "archive")
        settings = Settings(data=self._folder / "archive")
        database = open_store(settings)
        article_ids = import_items(database, settings, items)
        followers = ServerFollowers(database, settings)
        followers.catch_up()
        followers.close()
        with database.read() as session:
            stored = read_lists(session, article_ids.values())
        database.dispose()
        shutil.rmtree(self._folder / "archive")
        item_ids = {article_id: item_id for item_id, article_id in article_ids.items()}
        return {
            item_ids[article_id]: [(item_ids[entry.article_id], entry) for entry in related.entries]
            for article_id, related in stored.items()
        }


def draw(
    items: Sequence[Item], graded: Mapping[str, Grades], size: int, draws: int, *, uniform: bool
) -> Iterator[list[Item]]:
    """Archives of a size, the same ones every time."""
    generator = random.Random(size)
    labelled = [item for item in items if item.id in graded]
    others = [item for item in items if item.id not in graded]
    for _ in range(draws):
        if uniform:
            yield generator.sample(items, size)
        else:
            half = min(size // 2, len(labelled))
            yield generator.sample(labelled, half) + generator.sample(others, size - half)


def main() -> int:
    """Print a table of each set; exit with 1 if precision is too low in one whose labels are complete."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--sets", default=",".join(SETS), metavar="A,B", help="only these")
    parser.add_argument("--draws", type=float, default=1.0, metavar="N", help="times as many draws")
    parser.add_argument("--uniform", action="store_true", help="draw all articles alike")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    collect_less_often()
    is_precise = True
    print(
        "set            size draws lists  relevant  listed precision recall  same story precision  one event"
    )
    for name in arguments.sets.split(","):
        corpus, labels = (arguments.data / path for path in SETS[name])
        items, graded = read_items(corpus), read_grades(labels)
        judge = Judge(items, graded)
        for size, usual in DRAWS.items():
            draws = max(1, round(usual * arguments.draws))
            tally = Tally()
            with tempfile.TemporaryDirectory() as folder:
                archives = DrawnArchives(Path(folder))
                for archive in draw(items, graded, size, draws, uniform=arguments.uniform):
                    tally.add(archives.lists(archive), graded, judge)
            is_precise &= _print(name, size, draws, tally) or name.startswith("reuters")
    return 0 if is_precise else 1


def _print(name: str, size: int, draws: int, tally: Tally) -> bool:
    precision = tally.share("listed rightly", "listed")
    story_precision = tally.share("stories rightly", "stories")
    counts = tally.counts
    print(
        f"{name:14}{size:5}{draws:6}{tally.share('with a list', 'queries'):6.0%}{counts['relevant']:10}"
        f"{counts['listed']:8}{precision:10.3f}{tally.share('listed rightly', 'relevant'):7.0%}"
        f"{counts['stories']:11}{story_precision:10.3f}"
        f"{tally.share('stories of one event', 'stories'):11.3f}",
        flush=True,
    )
    return precision >= MIN_PRECISION and story_precision >= MIN_STORY_PRECISION


if __name__ == "__main__":
    sys.exit(main())
