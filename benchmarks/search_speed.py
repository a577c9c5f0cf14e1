"""What a search costs of the processor, from the request to the answer, with highlights.

    python benchmarks/search_speed.py [--articles 100000] [--questions 100] [--data DIR]

Articles are invented. With --data the store and its index are kept there and used again by the next run.
Times are of the processor; the first line says how fast this machine is just now.
"""

import argparse
import asyncio
import logging
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.types import Message

from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.indexed_articles import count_indexable_articles
from broadsheet_server.search.opening import open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.http import routes
from invented_news import InventedNews
from sample_articles import SECTIONS

LIMIT_P50_MS = 10.0
LIMIT_P99_MS = 50.0
PAGE = """edges { score cursor
        node { id slug headline summary publishedAt section { path name } leadImage { url alt } }
        highlights { field text ranges { start end } } } pageInfo { hasNextPage endCursor }"""
QUERY = f"""query ($text: String!, $order: SearchOrder! = RELEVANCE, $where: ArticleWhere, $after: String) {{
    search(query: $text, first: 20, orderBy: $order, where: $where, after: $after) {{ {PAGE} }} }}"""
EVERYTHING = QUERY.replace(
    PAGE,
    PAGE
    + """ didYouMean totalCount { value isLowerBound } facets { sections { value label count }
    tags { value label count } authors { value label count } years { value label count } }""",
)
Question = dict[str, Any]


class Questions:
    """What people may ask of invented news, of several kinds."""

    def __init__(self, news: InventedNews, seed: int) -> None:
        self._chance = random.Random(seed)
        self._drafts = [draft for _, draft in zip(range(200), news.drafts(), strict=False)]
        self._words = news.words

    def kinds(self) -> dict[str, Callable[[], Question]]:
        """A maker of questions for each kind."""
        return {
            "one common word": lambda: _asking(self._word(0, 30)),
            "one word": lambda: _asking(self._word(200, 5_000)),
            "two words of a story": lambda: _asking(" ".join(self._headline()[:2]) + " "),
            "three words": lambda: _asking(
                f"{self._word(0, 50)} {self._word(0, 200)} {self._word(100, 900)} "
            ),
            "a phrase": lambda: _asking(f'"{self._name()}"'),
            "as one types": lambda: _asking(self._word(0, 3_000)[:3]),
            "without a word": lambda: _asking(f"{self._word(0, 50)} -{self._word(0, 50)}"),
            "in a section": lambda: _asking(
                self._word(20, 500), where={"section": self._chance.choice(SECTIONS)}
            ),
            "newest first": lambda: _asking(self._word(0, 500), order="NEWEST"),
            "a slip": lambda: _asking(self._slip() + " "),
        }

    def _word(self, low: int, high: int) -> str:
        return self._words[self._chance.randrange(low, high)]

    def _headline(self) -> list[str]:
        return self._chance.choice(self._drafts).headline.lower().split()

    def _name(self) -> str:
        return self._chance.choice(self._drafts).tags[0].label

    def _slip(self) -> str:
        word = next(word for word in iter(lambda: self._word(50, 2_000), "") if len(word) > 5)
        return word[:2] + word[3] + word[2] + word[4:]


def main() -> int:
    """Measure; fail where the limits are not held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000, metavar="N")
    parser.add_argument("--questions", type=int, default=100, metavar="N", help="of each kind")
    parser.add_argument("--data", type=Path, metavar="DIR", help="a folder to keep the articles in")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    collect_less_often()
    print(f"# ten million additions in Python: {_calibration():.2f} s CPU")
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(data=chosen.data or Path(temporary))
        settings.data.mkdir(parents=True, exist_ok=True)
        database = open_store(settings)
        news = InventedNews(chosen.articles)
        _prepare(database, settings, news)
        held = asyncio.run(_measure(database, settings, Questions(news, 5), chosen.questions))
        database.dispose()
    return 0 if held else 1


def _prepare(database: Database, settings: Settings, news: InventedNews) -> None:
    with database.read() as session:
        is_empty = count_indexable_articles(session) == 0
    if is_empty:
        print("publishing invented articles …", flush=True)
        news.fill(database, settings.media)
    started = time.process_time()
    indexer = IndexFollower(database, open_index_storage(settings.index))
    while indexer.step(datetime.now(UTC)):
        pass
    indexer.close()
    spent = time.process_time() - started
    size = sum(file.stat().st_size for file in settings.index.rglob("*") if file.is_file())
    print(f"index: {size / 1e6:.0f} MB on disk, brought up to date in {spent:.1f} s CPU", flush=True)


async def _measure(database: Database, settings: Settings, questions: Questions, count: int) -> bool:
    app = Starlette(routes=routes())
    app.state.settings, app.state.database = settings, database
    everything: list[float] = []
    await _ask(app, QUERY, _asking("warming up"))
    for query, heading in (
        (QUERY, "a page of 20 with highlights"),
        (EVERYTHING, "with total, facets, didYouMean"),
    ):
        print(f"\n{heading:32} p50 ms   p99 ms   found")
        for kind, make in questions.kinds().items():
            spent, found = await _asked(app, query, [make() for _ in range(count)])
            print(f"  {kind:30} {_at(spent, 0.5):6.1f} {_at(spent, 0.99):8.1f} {found:7.1f}", flush=True)
            everything += spent if query is QUERY else []
    await database.close()
    return _show(everything)


def _show(everything: list[float]) -> bool:
    p50, p99 = _at(everything, 0.5), _at(everything, 0.99)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nsearch with highlights: p50 {p50:.1f} ms (at most {LIMIT_P50_MS:.0f}), ", end="")
    print(f"p99 {p99:.1f} ms (at most {LIMIT_P99_MS:.0f}) CPU; {memory:.0f} MB resident at most")
    return p50 <= LIMIT_P50_MS and p99 <= LIMIT_P99_MS


async def _asked(app: Starlette, query: str, questions: list[Question]) -> tuple[list[float], float]:
    """The milliseconds of the processor for each question, and how many articles came back on average."""
    spent, found = [], 0
    for question in questions:
        start = time.process_time()
        edges = await _ask(app, query, question)
        spent.append((time.process_time() - start) * 1_000)
        found += edges
    return spent, found / len(questions)


async def _ask(app: Starlette, query: str, variables: Question) -> int:
    """Send the request as a web server would, and say how many articles came back."""
    answer = orjson.loads(await _sent(app, orjson.dumps({"query": query, "variables": variables})))
    if "errors" in answer:
        raise SystemExit(f"{variables}: {answer['errors']}")
    return len(answer["data"]["search"]["edges"])


async def _sent(app: Starlette, body: bytes) -> bytes:
    chunks: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        chunks.append(message.get("body", b""))

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    await app(scope, receive, send)
    return b"".join(chunks)


def _asking(text: str, **more: Any) -> Question:
    return {"text": text, **more}


def _calibration() -> float:
    start, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - start


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    sys.exit(main())
