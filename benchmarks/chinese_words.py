"""Whether each of a hundred Chinese words of two characters finds the articles that have it.

    python benchmarks/chinese_words.py --data DIR

DIR/events-zh/corpus.jsonl.gz is published into a store of its own; the words are jieba's, by chance.
"""

import argparse
import logging
import random
import re
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.search import chinese
from broadsheet_server.search.engine import SearchOrder
from broadsheet_server.search.folding import fold
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.search.ranked_search import SearchExtras, SearchRequest, search
from broadsheet_server.settings import Settings
from labelled_news import import_items, read_items

WORDS = 100
MOST = 10_000


def main() -> int:
    """Ask for every word, and say what was missed and what was found besides."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    items = read_items(chosen.data / "events-zh" / "corpus.jsonl.gz")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        database = open_store(settings)
        keys = import_items(database, settings, items)
        indexer = IndexFollower(database, open_index_storage(settings.index))
        while indexer.step(datetime.now(UTC)):
            pass
        indexer.close()
        searcher = open_index(settings.index).searcher()
        texts = {keys[item.id]: fold(f"{item.title}\n{item.text}") for item in items}
        missed = besides = answers = 0
        started = time.process_time()
        for word in _words(list(texts.values())):
            request = SearchRequest(word, ArticleFilter(), SearchOrder.NEWEST, datetime.now(UTC))
            found = {spot.id for spot in search(searcher, request, None, MOST, SearchExtras()).positions}
            having = {key for key, text in texts.items() if word in text}
            missed, besides = missed + len(having - found), besides + len(found - having)
            answers += len(having)
        spent = (time.process_time() - started) / WORDS * 1000
        database.dispose()
    print(f"{WORDS} words in {len(items):,} articles, {answers:,} answers due:", end=" ")
    print(f"{missed} missed, {besides} besides")
    print(f"{spent:.2f} ms CPU a word, with looking for it in the texts")
    return 0 if missed == 0 else 1


def _words(texts: list[str]) -> list[str]:
    runs = [run for text in texts for run in re.findall("[\u4e00-\u9fff]+", text)]
    found = {word for run in runs for _, word in chinese.words(run) if len(word) == 2}
    return random.Random(2).sample(sorted(found), WORDS)


if __name__ == "__main__":
    sys.exit(main())
