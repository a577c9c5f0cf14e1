"""The cost of related news by archive size: indexing, extracting features, building and reading lists.

    python benchmarks/related_speed.py [--articles 10000,100000] [--texts DIR ...] [--keep DIR]

Articles are invented; with --texts they are made of real ones, corpora as in related_quality.py, each copy
with a third of its words left out. With --keep the stores are kept there and used again by the next run.
Times are CPU times of one core; the first line tells how fast the machine is at this moment.
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

from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import Related
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.related.feature_extraction import AnalysedArticle
from broadsheet_server.related.feature_store import FeatureCache, load_analysed_articles
from broadsheet_server.related.idf import IdfByLanguage
from broadsheet_server.related.list_builder import ListBuilder
from broadsheet_server.related.lists import unpack_entries
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.indexed_articles import indexed_articles_by_id
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.chunks import chunks
from broadsheet_server.storage.database import Database
from invented_news import InventedNews
from labelled_news import Item, import_items, read_items

SAMPLE = 1_000
ARRIVALS = 100
KEPT_WORDS = 0.67
LIMITS = {"list, computed p50": 5.0, "list, computed p99": 10.0, "list, read p50": 0.1}


def main() -> int:
    """Measure each size; exit with 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", default="10000,100000", metavar="N,M")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], metavar="DIR")
    parser.add_argument("--keep", type=Path, metavar="DIR")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    collect_less_often()
    print(f"# ten million additions in Python: {_calibration():.2f} s CPU")
    is_within_limits = True
    for size in map(int, arguments.articles.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            data = (arguments.keep or Path(folder)) / f"news-{size}{'-real' if arguments.texts else ''}"
            is_within_limits &= _measure(size, Settings(data=data), arguments.texts)
    return 0 if is_within_limits else 1


def _measure(size: int, settings: Settings, texts: Sequence[Path]) -> bool:
    database = open_store(settings)
    if _count(database) < size:
        _fill(database, settings, size, texts)
    print(f"\n{size:,} articles", flush=True)
    _build(database, settings, size)
    _sizes(settings)
    times = {**_build_times(database, settings), **_read_times(database)}
    for what, limit in LIMITS.items():
        print(f"  {what:24} {times[what]:8.3f} ms CPU   (limit {limit} ms)", flush=True)
    _arrivals(database, settings, at_once=1)
    _arrivals(database, settings, at_once=ARRIVALS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  memory, at most          {memory:8,.0f} MB")
    print(f"  # ten million additions: {_calibration():.2f} s CPU", flush=True)
    database.dispose()
    return all(times[what] <= limit for what, limit in LIMITS.items())


def _build(database: Database, settings: Settings, size: int) -> None:
    """Index, extract features and build lists where missing; print the time per thousand articles."""
    indexer = IndexFollower(database, open_index_storage(settings.index))
    spent = {"indexed": _cpu(lambda: _until_done(lambda: indexer.step(datetime.now(UTC))))}
    indexer.close()
    followers = ServerFollowers(database, settings)
    while followers.step() and not any(followers.backlog[1:]):
        pass  # until the backlog is loaded
    for phase, queue in (("described", "features"), ("related", "lists")):
        spent[phase] = _cpu(lambda queue=queue: _until_done(lambda: _work_off(followers, queue)))
    followers.close()
    for phase, seconds in spent.items():
        if seconds > 1:
            print(f"  {phase:24} {seconds / size * 1000:8.2f} s CPU a thousand articles", flush=True)


def _work_off(followers: ServerFollowers, queue: str) -> int:
    return followers.step() if getattr(followers.backlog, queue) else 0


def _build_times(database: Database, settings: Settings) -> dict[str, float]:
    """Times to build the list of one article, with features from the cache or the store."""
    searcher = open_index(settings.index).searcher()
    idfs, cache = IdfByLanguage(searcher), FeatureCache()
    with database.read() as session:

        def compute(article: AnalysedArticle) -> None:
            now = datetime.now(UTC)
            ListBuilder(session, idfs, cache, [article], sequence=0, now=now).build({})

        times = [_cpu(partial(compute, article)) * 1000 for article in _sample(session)]
    return {"list, computed p50": _quantile(times, 0.5), "list, computed p99": _quantile(times, 0.99)}


def _read_times(database: Database) -> dict[str, float]:
    """Times to read the stored list of one article."""
    statement = select(
        *(col(Related.ids), col(Related.scores), col(Related.reasons), col(Related.near_duplicates))
    ).where(col(Related.article_id) == bindparam("id", type_=Uuid()))
    with database.read() as session:
        ids = list(session.execute(select(col(Article.id)).limit(SAMPLE)).scalars())
        connection = session.connection()

        def read(article_id: UUID) -> None:
            unpack_entries(*connection.execute(statement, {"id": article_id}).one())

        times = [_cpu(partial(read, article_id)) * 1000 for article_id in ids]
    return {"list, read p50": _quantile(times, 0.5)}


def _arrivals(database: Database, settings: Settings, *, at_once: int) -> None:
    """Times until new articles, so many at once, are indexed, have lists and are in those of others."""
    followers = ServerFollowers(database, settings)
    followers.catch_up()
    with database.read() as session:
        drafts = [_rewritten(article) for article, _ in zip(_sample(session), range(ARRIVALS), strict=False)]
    media, times, waits = MediaFolder(settings.media), [], []
    for start in range(0, len(drafts), at_once):
        with database.write() as session:
            for draft in drafts[start : start + at_once]:
                publish(session, draft, media=media, now=datetime.now(UTC))
        started = time.monotonic()
        times.append(_cpu(followers.catch_up) * 1000 / at_once)
        waits.append((time.monotonic() - started) * 1000)
    followers.close()
    what = "one by one" if at_once == 1 else f"{at_once} at once"
    time_each, wait = _quantile(times, 0.5), _quantile(waits, 0.5)
    print(f"  arrivals {what:15} {time_each:8.1f} ms CPU each, done {wait:.0f} ms after", flush=True)


def _rewritten(article: AnalysedArticle) -> ArticleDraft:
    """The article's words in another order: the same story, but no near-duplicate."""
    words = article.article.body.split()
    random.shuffle(words)
    text = f"<p>{html.escape(' '.join(words))}</p>"
    return ArticleDraft(article.article.headline, text, section_path="news", language="en")


def _sample(session: Session) -> Iterator[AnalysedArticle]:
    ids = list(session.execute(select(col(Article.id)).order_by(col(Article.id))).scalars())
    for chunk in chunks(random.Random(3).sample(ids, min(SAMPLE, len(ids))), 100):
        yield from load_analysed_articles(session, indexed_articles_by_id(session, chunk))


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
    """The texts over and over, each time with other words left out and another date."""
    generator = random.Random(7)
    today = datetime.now(UTC)
    for number, item in enumerate(cycle(texts)):
        words = [word for word in item.text.split() if generator.random() < KEPT_WORDS]
        day = today - timedelta(days=generator.uniform(0, 1_000))
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


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


if __name__ == "__main__":
    sys.exit(main())
