"""What a page of search results costs as the archive grows, and how much of it highlights take.

    python benchmarks/search_growth.py [--sizes 2000 20000 200000] [--words 200] [--rounds 3] [--data DIR]

Asked is what a results page shows: total, facets by section, the first 20 articles, highlights, for words
that one article in a hundred has (at least twenty), other ones for each operation. Of each word the first
answer, for which nothing is kept, stands beside the later ones. Before each first one all cards are dropped:
of a small archive they would soon be kept, of a large one hardly any. Printed is the processor time in
microseconds without HTTP, the median over all words. Archives take turns, so that one number can be divided
by another. Articles are invented (`invented_news.py`); with --data the archives are kept there, and 200,000
articles are published only once.
"""

import argparse
import asyncio
import logging
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.execute_operation import execute_operation
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.plans.kept_data import kept_data
from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.schema.context import Context, shared_index
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.indexed_articles import count_indexable_articles
from broadsheet_server.search.opening import open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from invented_news import InventedNews
from reading import CARD

HIGHLIGHTS = "highlights { field text ranges { start end } }"
OPERATIONS = {
    "newest first": ("NEWEST", HIGHLIGHTS),
    "newest, without highlights": ("NEWEST", ""),
    "by relevance": ("RELEVANCE", HIGHLIGHTS),
}
_DOCUMENTS = DocumentCache()


def text_of(order: str, highlights: str) -> str:
    """The document of an operation."""
    return f"""query ($text: String!) {{ search(query: $text, first: 20, orderBy: {order}) {{
        totalCount {{ value }} facets {{ sections {{ value count }} }}
        edges {{ node {{ {CARD} }} {highlights} }} }} }}"""


@dataclass
class Archive:
    """A store of one size with its index, and what its searches have cost, in microseconds."""

    size: int
    settings: Settings
    database: Database
    words: dict[str, list[str]]
    first: dict[str, list[float]] = field(default_factory=dict)
    later: dict[str, list[float]] = field(default_factory=dict)

    async def ask_all(self, name: str, *, is_first: bool) -> None:
        """Ask an operation for every word."""
        spent = (self.first if is_first else self.later).setdefault(name, [])
        text = text_of(*OPERATIONS[name])
        for word in self.words[name]:
            if is_first:
                kept_data(self.database, 0).clear()
            began = time.process_time()
            await self._ask(text, word)
            spent.append((time.process_time() - began) * 1e6)

    async def warm_up(self) -> None:
        """Ask each operation until it has a plan, for a word that is not measured."""
        for name in OPERATIONS:
            for _ in range(3):
                await self._ask(text_of(*OPERATIONS[name]), "warming")

    async def _ask(self, text: str, word: str) -> None:
        request = GraphQLRequest(text, None, {"text": f"{word} "})
        context = Context(self.database, self.settings, datetime.now(UTC))
        result = await execute_operation(_DOCUMENTS.get(text), request, context)
        if result.errors:
            raise SystemExit(f"{word}: {result.errors}")


def archive_of(size: int, folder: Path, count: int) -> Archive:
    """The archive in a folder, filled and indexed if it is not yet."""
    settings = Settings(data=folder)
    folder.mkdir(parents=True, exist_ok=True)
    database = open_store(settings)
    with database.read() as session:
        is_empty = count_indexable_articles(session) == 0
    if is_empty:
        InventedNews(size).fill(database, settings.media)
    indexer = IndexFollower(database, open_index_storage(settings.index))
    while indexer.step(datetime.now(UTC)):
        pass
    indexer.close()
    return Archive(size, settings, database, words_of(settings, max(20, size // 100), count))


def words_of(settings: Settings, frequency: int, count: int) -> dict[str, list[str]]:
    """For each operation so many of the words whose frequency is nearest to what is wanted."""
    searcher = shared_index(settings.index).searcher()
    words = InventedNews(200).words
    words.sort(key=lambda word: abs(searcher.text_document_frequency(word) - frequency))
    chosen = words[: count * len(OPERATIONS)]
    random.Random(1).shuffle(chosen)
    return {name: chosen[number :: len(OPERATIONS)] for number, name in enumerate(OPERATIONS)}


async def measure(archives: list[Archive], rounds: int) -> None:
    """Ask everything in turns."""
    for archive in archives:
        await archive.warm_up()
    for name in OPERATIONS:
        for turn in range(rounds + 1):
            for archive in archives:
                await archive.ask_all(name, is_first=turn == 0)
    for archive in archives:
        await archive.database.close()


def show(archives: list[Archive]) -> None:
    """A line for each operation: every size, the first answer and later ones, and the growth."""
    sizes = "".join(f"{archive.size:>12,} first  later" for archive in archives)
    print(f"{'µs of the processor':28}{sizes}      growth")
    for name in OPERATIONS:
        pairs = [(_median(archive.first[name]), _median(archive.later[name])) for archive in archives]
        figures = "".join(f"{first:18.0f}{later:7.0f}" for first, later in pairs)
        growth = [last / first for first, last in zip(pairs[0], pairs[-1], strict=True)]
        print(f"{name:28}{figures}   {growth[0]:.2f} {growth[1]:.2f}")
    shares = [_share_of_highlights(archive.first) for archive in archives]
    later = [_share_of_highlights(archive.later) for archive in archives]
    figures = "".join(f"{first:18.0f}{kept:7.0f}" for first, kept in zip(shares, later, strict=True))
    print(f"{'highlights, with the texts':28}{figures}")


def _share_of_highlights(spent: dict[str, list[float]]) -> float:
    return _median(spent["newest first"]) - _median(spent["newest, without highlights"])


def _median(spent: list[float]) -> float:
    return statistics.median(spent)


def main() -> None:
    """Fill the archives and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--words", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, metavar="DIR", help="a folder to keep the archives in")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    collect_less_often()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.data or Path(temporary)
        archives = [archive_of(size, folder / str(size), chosen.words) for size in chosen.sizes]
        asyncio.run(measure(archives, chosen.rounds))
        show(archives)
        for archive in archives:
            archive.database.dispose()


if __name__ == "__main__":
    main()
