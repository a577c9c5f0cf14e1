"""How good related news is on labelled news: import the texts, let the server relate them, score.

    python benchmarks/related_quality.py --data DIR [--no-dates] [--sets events-en,reuters-story]

DIR holds <set>/corpus.jsonl.gz and its labels: events-en, events-brief, reuters, events-zh. A set whose
labels are not there is skipped.
"""

import argparse
import gzip
import json
import logging
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.related.list_store import read_lists
from broadsheet_server.settings import Settings
from labelled_news import Item, import_items, read_items
from ranking_measures import Grades, Measures, measure

SETS = {
    "events-en": ("events-en/corpus.jsonl.gz", "events-en/qrels.jsonl.gz"),
    "events-brief": ("events-brief/corpus.jsonl.gz", "events-en/qrels.jsonl.gz"),
    "reuters-story": ("reuters/corpus.jsonl.gz", "reuters/qrels-story.jsonl.gz"),
    "reuters-topic": ("reuters/corpus.jsonl.gz", "reuters/qrels-topic.jsonl.gz"),
    "events-zh": ("events-zh/corpus.jsonl.gz", "events-zh/qrels.jsonl.gz"),
}
Lists = dict[str, list[str]]


def main() -> int:
    """Score every set that is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--no-dates", action="store_true", help="import every text without its date")
    parser.add_argument("--sets", default=",".join(SETS), metavar="A,B", help="only these")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    collect_less_often()
    made: dict[Path, tuple[list[Item], Lists]] = {}
    scored = 0
    for name in chosen.sets.split(","):
        texts, labels = (chosen.data / part for part in SETS[name])
        if not texts.exists() or not labels.exists():
            print(f"{name:14} skipped: {(labels if texts.exists() else texts)} is not there", file=sys.stderr)
            continue
        if texts not in made:
            made[texts] = _lists(texts, dated=not chosen.no_dates)
        _show(name, measure(made[texts][0], _grades(labels), made[texts][1]))
        scored += 1
    return 0 if scored else 1


def _lists(texts: Path, *, dated: bool) -> tuple[list[Item], Lists]:
    """Import a collection into a store of its own and read the related lists that come of it."""
    items = read_items(texts)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        database = open_store(settings)
        keys = import_items(database, settings, items, dated=dated)
        started = time.process_time()
        followers = ServerFollowers(database, settings)
        followers.catch_up()
        spent = time.process_time() - started
        followers.close()
        names = {key: name for name, key in keys.items()}
        with database.read() as session:
            stored = read_lists(session, keys.values())
        database.dispose()
    print(f"# {texts.parent.name}: {len(items)} articles, {spent:.1f} s CPU to index and relate", flush=True)
    return items, {names[key]: _named(stored[key].entries, names) for key in stored}


def _named(entries: object, names: dict[UUID, str]) -> list[str]:
    return [names[entry.article_id] for entry in entries]  # type: ignore[attr-defined]


def _grades(path: Path) -> dict[str, Grades]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    return {row["query"]: row["rel"] for row in rows}


def _show(name: str, found: Measures) -> None:
    low, high = found.interval
    print(
        f"{name:14} n@5new={found.ndcg_new:.4f}  ndcg@5={found.ndcg:.4f} [{low:.3f}, {high:.3f}]"
        f"  dup@5={found.copies:.4f}  queries={found.queries}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
