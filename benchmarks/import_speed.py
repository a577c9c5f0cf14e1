"""How many articles an import takes in a second of the processor, in each format.

    python benchmarks/import_speed.py [--articles 500] [--rounds 3]

The same articles of some 500 words (`sample_articles.py`) are written in every format, and imported into a
new SQLite file each time; the formats take turns. *Read* is from the file to drafts, *imported* the whole of
`broadsheet import`: reading, cleaning, recognising, writing; *again* the same files once more, in which
nothing has changed. Medians of the rounds.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from article_documents import DOCUMENTS
from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem
from broadsheet_server.ingest.registry import parse_file
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate
from broadsheet_shared.vocabulary import ImportOutcome
from sample_articles import sample_drafts

STAGES = ("read", "imported", "again")


def main() -> None:
    """Write, import and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = write_documents(Path(folder), arguments.articles)
        seconds = {name: measure(paths, arguments.articles) for name, paths in files.items()}  # warms up
        rounds = [
            {name: measure(paths, arguments.articles) for name, paths in files.items()}
            for _ in range(arguments.rounds)
        ]
    print(f"{'articles per CPU second':26}" + "".join(f"{stage:>10}" for stage in STAGES))
    for name in seconds:
        medians = (statistics.median(found[name][stage] for found in rounds) for stage in range(len(STAGES)))
        print(f"{name:26}" + "".join(f"{arguments.articles / median:10,.0f}" for median in medians))


def write_documents(folder: Path, articles: int) -> dict[str, list[Path]]:
    """The files of each format, by its name."""
    files: dict[str, list[Path]] = {}
    for name, (suffix, write) in DOCUMENTS.items():
        texts = write(list(sample_drafts(articles)))
        files[name] = [folder / f"{name}-{number}{suffix}" for number in range(len(texts))]
        for path, text in zip(files[name], texts, strict=True):
            path.write_text(text, encoding="utf-8")
    return files


def measure(paths: list[Path], articles: int) -> tuple[float, float, float]:
    """The seconds of the processor that reading takes, the whole import, and the same import again."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sqlite_url(Path(folder) / "articles.sqlite3"))
        migrate(database)
        settings = Settings(data=Path(folder))
        return (
            _cpu_seconds(lambda: _read(paths), articles, paths),
            _cpu_seconds(lambda: _import(database, settings, paths, ImportOutcome.CREATED), articles, paths),
            _cpu_seconds(
                lambda: _import(database, settings, paths, ImportOutcome.UNCHANGED), articles, paths
            ),
        )


def _cpu_seconds(work: Callable[[], int], articles: int, paths: Iterable[Path]) -> float:
    began = time.process_time()
    done = work()
    took = time.process_time() - began
    if done != articles:
        sys.exit(f"Of {articles} articles {done} came in from {next(iter(paths)).name}: nothing to compare.")
    return took


def _read(paths: list[Path]) -> int:
    defaults, count = ImportDefaults(None, "en"), 0
    for path in paths:
        with path.open("rb") as file:
            count += sum(isinstance(item, ParsedItem) for item in parse_file(file, defaults))
    return count


def _import(database: Database, settings: Settings, paths: list[Path], outcome: ImportOutcome) -> int:
    items = import_paths(database, settings, paths)
    return sum(item.outcome is outcome for item in items)


if __name__ == "__main__":
    main()
