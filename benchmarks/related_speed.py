"""What related news costs: indexing, describing, making lists, reading them, and how it grows.

    python benchmarks/related_speed.py [--articles 10000,100000] [--texts DIR ...] [--keep DIR]

Articles are invented; with --texts they are made of real ones, corpora as in related_quality.py, each copy
with a third of its words left out. With --keep the stores are kept there and used again by the next run.
Times are of the processor, one core; the first line says how fast this machine is just now.
"""

import argparse
import html
import logging
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlmodel import Session, col

from broadsheet_server.changefeed.follower import RelatedFollower
from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import Related
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish
from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.related.feature_extraction import ArticleTerms, IdfByLanguage
from broadsheet_server.related.feature_store import FeatureCache, load_article_terms
from broadsheet_server.related.list_builder import ListBuilder
from broadsheet_server.related.lists import related_list
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.indexed_articles import indexed_articles_by_id
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from invented_news import InventedNews
from labelled_news import Item, import_items, read_items

SAMPLE = 1_000
ARRIVALS = 100
KEPT_WORDS = 0.67
LIMITS = {"list, computed p50": 5.0, "list, computed p99": 10.0, "list, read p50": 0.1}


def main() -> int:
    """Measure each size, and say whether the limits hold."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", default="10000,100000", metavar="N,M")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], metavar="DIR")
    parser.add_argument("--keep", type=Path, metavar="DIR")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    collect_less_often()
    print(f"# ten million additions in Python: {_calibration():.2f} s CPU")
    held = True
    for size in map(int, chosen.articles.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            data = (chosen.keep or Path(folder)) / f"news-{size}{'-real' if chosen.texts else ''}"
            held &= _measure(size, Settings(data=data), chosen.texts)
    return 0 if held else 1


def _measure(size: int, settings: Settings, texts: Sequence[Path]) -> bool:
    database = open_store(settings)
    if _count(database) < size:
        _fill(database, settings, size, texts)
    print(f"\n{size:,} articles", flush=True)
    _build(database, settings, size)
    _sizes(settings)
    found = {**_computed(database, settings), **_read(database)}
    for what, limit in LIMITS.items():
        print(f"  {what:24} {found[what]:8.3f} ms CPU   (limit {limit} ms)", flush=True)
    _arrivals(database, settings, at_once=1)
    _arrivals(database, settings, at_once=ARRIVALS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  memory, at most          {memory:8,.0f} MB")
    print(f"  # ten million additions: {_calibration():.2f} s CPU", flush=True)
    database.dispose()
    return all(found[what] <= limit for what, limit in LIMITS.items())


def _build(database: Database, settings: Settings, size: int) -> None:
    """Index, describe and relate what is not yet, and say what that took for a thousand articles."""
    indexer = IndexFollower(database, open_index_storage(settings.index))
    spent = {"indexed": _cpu(lambda: _until_done(lambda: indexer.step(datetime.now(UTC))))}
    indexer.close()
    follower = RelatedFollower(database, settings)
    while follower.step() and not any(follower.outlook[1:]):
        pass  # until it knows what there is to do
    for phase, left in (("described", 1), ("related", 2)):
        spent[phase] = _cpu(lambda left=left: _until_done(lambda: follower.outlook[left] and follower.step()))
    follower.close()
    for phase, seconds in spent.items():
        if seconds > 1:
            print(f"  {phase:24} {seconds / size * 1000:8.2f} s CPU a thousand articles", flush=True)


def _computed(database: Database, settings: Settings) -> dict[str, float]:
    """The list of one article, features to reasons; what is not in memory is read from the store."""
    searcher = open_index(settings.index).searcher()
    rarity, shelf = IdfByLanguage(searcher).tags, FeatureCache()
    with database.read() as session:

        def compute(about: ArticleTerms) -> None:
            relating = ListBuilder(session, searcher, shelf, sequence=0, now=datetime.now(UTC))
            relating.lists([about], {}, rarity)

        times = [_cpu(partial(compute, about)) * 1000 for about in _sample(session)]
    return {"list, computed p50": _at(times, 0.5), "list, computed p99": _at(times, 0.99)}


def _read(database: Database) -> dict[str, float]:
    """The list of one article as it lies in the store."""
    statement = select(
        *(col(Related.ids), col(Related.scores), col(Related.reasons), col(Related.also))
    ).where(col(Related.article_id) == bindparam("key", type_=Uuid()))
    with database.read() as session:
        keys = list(session.execute(select(col(Article.id)).limit(SAMPLE)).scalars())
        connection = session.connection()

        def read(key: UUID) -> None:
            related_list(*connection.execute(statement, {"key": key}).one())

        times = [_cpu(partial(read, key)) * 1000 for key in keys]
    return {"list, read p50": _at(times, 0.5)}


def _arrivals(database: Database, settings: Settings, *, at_once: int) -> None:
    """New articles, so many at once: until they can be found, and are in their own and in others' lists."""
    follower = RelatedFollower(database, settings)
    follower.catch_up()
    with database.read() as session:
        drafts = [_rewritten(about) for about, _ in zip(_sample(session), range(ARRIVALS), strict=False)]
    media, times, waits = MediaFolder(settings.media), [], []
    for start in range(0, len(drafts), at_once):
        with database.write() as session:
            for draft in drafts[start : start + at_once]:
                publish(session, draft, media=media, now=datetime.now(UTC))
        started = time.monotonic()
        times.append(_cpu(follower.catch_up) * 1000 / at_once)
        waits.append((time.monotonic() - started) * 1000)
    follower.close()
    what = "one by one" if at_once == 1 else f"{at_once} at once"
    print(
        f"  arrivals {what:15} {_at(times, 0.5):8.1f} ms CPU each, done {_at(waits, 0.5):.0f} ms after",
        flush=True,
    )


def _rewritten(about: ArticleTerms) -> ArticleDraft:
    """The article's words in another order: the same story, and no copy."""
    words = about.article.body.split()
    random.shuffle(words)
    text = f"<p>{html.escape(' '.join(words))}</p>"
    return ArticleDraft(about.article.headline, text, section_path="news", language="en")


def _sample(session: Session) -> Iterator[ArticleTerms]:
    keys = list(session.execute(select(col(Article.id)).order_by(col(Article.id))).scalars())
    chosen = random.Random(3).sample(keys, min(SAMPLE, len(keys)))
    for start in range(0, len(chosen), 100):
        yield from load_article_terms(session, indexed_articles_by_id(session, chosen[start : start + 100]))


def _sizes(settings: Settings) -> None:
    index = sum(path.stat().st_size for path in settings.index.rglob("*") if path.is_file())
    store = sum(path.stat().st_size for path in settings.data.glob("broadsheet.sqlite3*"))
    print(f"  on disk                  index {index / 1e6:,.0f} MB, store {store / 1e6:,.0f} MB", flush=True)


def _fill(database: Database, settings: Settings, size: int, folders: Sequence[Path]) -> None:
    if not folders:
        InventedNews(size).fill(database, settings.media)
        return
    texts = [
        item
        for folder in folders
        for name in ("events-en", "reuters", "bbc-topic")
        for item in read_items(folder / name / "corpus.jsonl.gz")
    ]
    import_items(database, settings, islice(_copies(texts), size))


def _copies(texts: Sequence[Item]) -> Iterator[Item]:
    """The texts again and again, each time with other words left out and on another day."""
    chance = random.Random(7)
    today = datetime.now(UTC)
    for number, item in enumerate(cycle(texts)):
        words = [word for word in item.text.split() if chance.random() < KEPT_WORDS]
        day = today - timedelta(days=chance.uniform(0, 1_000))
        yield replace(item, id=f"{item.id}/{number}", text=" ".join(words), published=day.isoformat())


def _count(database: Database) -> int:
    with database.read() as session:
        return len(session.execute(select(col(Article.id))).all())


def _until_done(step: Callable[[], int]) -> None:
    while step():
        pass


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _calibration() -> float:
    def add() -> None:
        total = 0
        for number in range(10_000_000):
            total += number

    return _cpu(add)


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


if __name__ == "__main__":
    sys.exit(main())
