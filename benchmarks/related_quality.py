"""Quality of related lists on labelled news: import the texts, build the lists, measure nDCG@5.

    python benchmarks/related_quality.py --data DIR [--no-dates] [--sets events-en,reuters-story]

DIR holds <set>/corpus.jsonl.gz and its labels: events-en, events-brief, reuters, events-zh. A set whose
files do not exist is skipped.
"""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.related.list_store import read_lists
from broadsheet_server.settings import Settings
from labelled_news import Item, import_items, read_items
from ranking_measures import Measures, measure, read_grades

SETS = {
    "events-en": ("events-en/corpus.jsonl.gz", "events-en/qrels.jsonl.gz"),
    "events-brief": ("events-brief/corpus.jsonl.gz", "events-en/qrels.jsonl.gz"),
    "reuters-story": ("reuters/corpus.jsonl.gz", "reuters/qrels-story.jsonl.gz"),
    "reuters-topic": ("reuters/corpus.jsonl.gz", "reuters/qrels-topic.jsonl.gz"),
    "events-zh": ("events-zh/corpus.jsonl.gz", "events-zh/qrels.jsonl.gz"),
}
Lists = dict[str, list[str]]


def main() -> int:
    """Score every set whose files exist."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--no-dates", action="store_true", help="import every text without its date")
    parser.add_argument("--sets", default=",".join(SETS), metavar="A,B", help="only these")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    collect_less_often()
    built: dict[Path, tuple[list[Item], Lists]] = {}
    scored = 0
    for name in arguments.sets.split(","):
        corpus, labels = (arguments.data / path for path in SETS[name])
        if not corpus.exists() or not labels.exists():
            missing = labels if corpus.exists() else corpus
            print(f"{name:14} skipped: {missing} does not exist", file=sys.stderr)
            continue
        if corpus not in built:
            built[corpus] = _build_lists(corpus, dated=not arguments.no_dates)
        _print(name, measure(built[corpus][0], read_grades(labels), built[corpus][1]))
        scored += 1
    return 0 if scored else 1


def _build_lists(corpus: Path, *, dated: bool) -> tuple[list[Item], Lists]:
    """Import a collection into a store of its own; return its texts and their related lists."""
    items = read_items(corpus)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        database = open_store(settings)
        article_ids = import_items(database, settings, items, dated=dated)
        started = time.process_time()
        followers = ServerFollowers(database, settings)
        followers.catch_up()
        seconds = time.process_time() - started
        followers.close()
        item_ids = {article_id: item_id for item_id, article_id in article_ids.items()}
        with database.read() as session:
            stored = read_lists(session, article_ids.values())
        database.dispose()
    print(
        f"# {corpus.parent.name}: {len(items)} articles, {seconds:.1f} s CPU to index and relate", flush=True
    )
    return items, {
        item_ids[article_id]: [item_ids[entry.article_id] for entry in related.entries]
        for article_id, related in stored.items()
    }


def _print(name: str, measures: Measures) -> None:
    low, high = measures.interval
    print(
        f"{name:14} n@5new={measures.ndcg_without_duplicates:.4f}"
        f"  ndcg@5={measures.ndcg:.4f} [{low:.3f}, {high:.3f}]"
        f"  dup@5={measures.duplicates:.4f}  queries={measures.queries}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
