"""The reader in use: open a stored article, append a page to a long list, memory after a day of reading.

Each article has an image of its own, so that a leaked image shows in the memory.

    python benchmarks/reader_use.py [--articles 500] [--rows 100000] [--budget]
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from broadsheet_client.api.generated import ArticlePage, ImageDetails
from broadsheet_client.core.states import Ready
from broadsheet_client.operations.article_rows import ArticleRows
from broadsheet_client.reader import Reader
from broadsheet_client.widgets.article.article_pane import ArticlePane
from painted_reader import NOWHERE, resident_mb
from reader_start import fill, stored_page

OPEN_MS, PAGE_MS, GROWTH_MB = 50, 8, 20
SHAPE = (1240, 620)


def main() -> int:
    """Measure and print; with --budget, fail if a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--budget", action="store_true", help="fail above the figures to hold")
    options = parser.parse_args()
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        reader = Reader(application, NOWHERE, None, Path(folder))
        reader.window.resize(1240, 800)
        reader.open()
        opening, growth = _read(reader, options.articles)
        pages = _append_pages(reader, options.rows)
        reader.window.close()
        reader.close()
    return _report(opening, growth, pages, hold=options.budget)


def _read(reader: Reader, articles: int) -> tuple[list[float], float]:
    """Open one stored article after the other, each until it is painted."""
    sheet, now = reader.window.article_pane, datetime.now(UTC)
    pages = [
        replace(stored_page(now), id=f"b{number}", headline=f"Story {number}", lead_image=_picture_of(number))
        for number in range(articles)
    ]
    for warming in pages[:20]:
        _open(sheet, warming)
    gc.collect()
    before = resident_mb()
    times = [_open(sheet, page) for page in pages]
    gc.collect()
    return times, resident_mb() - before


def _picture_of(number: int) -> ImageDetails:
    return ImageDetails(f"/media/{number}.png", "A ferry at the pier", None, None, *SHAPE)


def _open(pane: ArticlePane, page: ArticlePage) -> float:
    """Show an article, then its image."""
    image = QImage(*SHAPE, QImage.Format.Format_RGB32)
    image.fill(0xFF3355)
    milliseconds = _paint(partial(pane.show_state, Ready(page)))
    return milliseconds + _paint(
        partial(pane.scroll_area.show_image, pane.scroll_area.document.images[0].url, image)
    )


def _append_pages(reader: Reader, rows: int) -> list[float]:
    """Append pages of fifty rows to a long list, each until it is painted."""
    card = stored_page(datetime.now(UTC)).related.edges[0].node
    listed = ArticleRows(lambda ids: [replace(card, id=one) for one in ids])
    listed.append([replace(card, id=str(number)) for number in range(rows)])
    reader.window.article_list.show_state(Ready(listed))
    reader.window.article_list.table.scrollToBottom()
    QApplication.processEvents()
    times = []
    for first in range(rows, rows + 50 * 40, 50):
        listed.append([replace(card, id=str(number)) for number in range(first, first + 50)])
        times.append(_paint(partial(reader.window.model.append, first, first + 49)))
    return times


def _paint(work: Callable[[], None]) -> float:
    """CPU milliseconds until the window is painted."""
    before = time.process_time()
    work()
    QApplication.processEvents()
    return (time.process_time() - before) * 1_000


def _report(opening: list[float], growth: float, pages: list[float], *, hold: bool) -> int:
    opened, page = statistics.median(opening), statistics.median(pages)
    print(f"open a stored article of 1,000 words   {opened:6.1f} ms CPU median   hold {OPEN_MS}")
    print(f"{len(opening)} articles opened                    {growth:+6.1f} MB   hold +{GROWTH_MB}")
    print(f"a page of 50 rows at the end of the list {page:4.1f} ms CPU median   hold {PAGE_MS}")
    return int(hold and (opened > OPEN_MS or growth > GROWTH_MB or page > PAGE_MS))


if __name__ == "__main__":
    sys.exit(main())
