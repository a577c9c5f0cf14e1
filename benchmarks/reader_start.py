"""Cold start of the reader: CPU time and resident memory until the stored front page is painted.

    python benchmarks/reader_start.py [--runs 7] [--budget]

Each run is a process of its own, `painted_reader.py`, which imports nothing that the reader does not.
CPU time counts, because wall time depends on the load of the machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from painted_reader import NOWHERE
from server_processes import installed_environment

if TYPE_CHECKING:
    from broadsheet_client.api.generated import ArticlePage

CPU_MS, RESIDENT_MB = 450, 100
ROWS = 50


def main() -> int:
    """Measure and print; with --budget, fail if a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--budget", action="store_true", help="fail above the figures to hold")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        runs = [_run(Path(folder)) for _ in range(options.runs)]
    return _report(runs, hold=options.budget)


def _run(folder: Path) -> dict[str, float]:
    told = subprocess.run(
        [sys.executable, Path(__file__).with_name("painted_reader.py"), folder],
        env={"QT_QPA_PLATFORM": "offscreen", **installed_environment()},
        capture_output=True,
        text=True,
        check=True,
    )
    measured: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return measured


def fill(folder: Path) -> None:
    """Fill a store as after a day of reading: the front page and its first article."""
    from broadsheet_client.api.encoding import to_json
    from broadsheet_client.api.generated import ArticleCard, ArticleCardPage, FrontPage, NextPageInfo
    from broadsheet_client.store.reader_store import ReaderStore, server_folder

    now = datetime.now(UTC)
    store = ReaderStore(server_folder(folder, NOWHERE))
    cards = tuple(ArticleCard.from_json(_card(number, now)) for number in range(ROWS))
    store.lists.save_first_page("", ArticleCardPage(cards, NextPageInfo(True, "more")), now=now)
    store.articles.save_page(stored_page(now), now=now)
    store.key_values.set("front_page", to_json(FrontPage.from_json(_FRONT_PAGE)))
    store.key_values.set("article", "a0")
    store.close()


def stored_page(now: datetime) -> "ArticlePage":
    """An article of a thousand words with five related ones."""
    from broadsheet_client.api.generated import ArticlePage

    return ArticlePage.from_json(_json(now))


def _card(number: int, now: datetime) -> dict[str, Any]:
    moment = (now - timedelta(hours=number)).isoformat()
    return {
        "id": f"a{number}",
        "slug": f"story-{number}",
        "canonicalUrl": f"https://news.example/articles/story-{number}",
        "headline": f"Story {number}: the harbour trust and the fishermen settle over the mud",
        "summary": "A deal signed before the trial moves the dumping ground to Hollow Bank.",
        "byline": "By Ana Brook",
        "language": "en",
        "publishedAt": moment,
        "updatedAt": moment,
        "section": {"path": "world", "name": "World"},
        "leadImage": None,
    }


def _json(now: datetime) -> dict[str, Any]:
    paragraph = "<p>" + "The council closed the bridge when cracks were found in the girder. " * 6 + "</p>"
    why = {"score": 0.9, "reasons": [], "alsoPublishedBy": []}
    edges = [{**why, "node": _card(number, now)} for number in range(1, 6)]
    return {
        **_card(0, now),
        "bodyHtml": paragraph * 14,
        "wordCount": 1_000,
        "readingMinutes": 5,
        "copyrightNotice": "© 2026 The Harbour Post",
        "authors": [],
        "contributors": [],
        "translations": [],
        "breadcrumb": [{"label": "Home", "url": "https://news.example/", "section": None}],
        "tags": [],
        "images": [],
        "corrections": [],
        "related": {"edges": edges},
    }


_FRONT_PAGE = {
    "publication": {
        "name": "The Harbour Post",
        "homeUrl": "https://news.example/",
        "language": "en",
        "copyrightNotice": "© 2026 The Harbour Post",
        "registrationNumber": "HP-1234",
        "canShareByEmail": True,
    },
    "sections": [{"path": f"s{number}", "name": f"Section {number}", "children": []} for number in range(8)],
}


def _report(runs: list[dict[str, float]], *, hold: bool) -> int:
    cpu, rss = (statistics.median(run[name] for run in runs) for name in ("cpu", "rss"))
    wall = min(run["wall"] for run in runs)
    print(f"reader, cold start to the stored front page ({len(runs)} runs, {ROWS} rows and an article)")
    print(f"  CPU       {cpu:6.0f} ms   median, least {min(run['cpu'] for run in runs):.0f}   hold {CPU_MS}")
    print(f"  resident  {rss:6.1f} MB   median   hold {RESIDENT_MB}")
    print(f"  wall      {wall:6.0f} ms   least")
    return int(hold and (cpu > CPU_MS or rss > RESIDENT_MB))


if __name__ == "__main__":
    sys.exit(main())
