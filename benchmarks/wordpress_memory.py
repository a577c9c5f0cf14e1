"""How much memory and time a large WordPress export takes to be parsed.

    .venv/bin/python -m benchmarks.wordpress_memory [--megabytes 1000]

It writes an export of invented posts into a temporary folder, parses it in a process of its own, and prints
the peak of that process's memory and the articles per second of processor time.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem
from broadsheet_server.ingest.registry import parse_file

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Harbour Post</title><link>https://post.example</link><language>en</language>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>boats</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name>Boats</wp:cat_name></wp:category>
"""
PARAGRAPH = "The ferry docked at Quay Nine after a night of <em>fog</em>, said the [sic] harbour master. " * 6
POST = """<item><title>Ferry {n} docks</title><link>https://post.example/{n}/</link><dc:creator>ada</dc:creator>
<guid isPermaLink="false">https://post.example/?p={n}</guid><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{n}</wp:post_id>
<wp:post_date_gmt>2026-10-12 04:30:00</wp:post_date_gmt><wp:post_name>ferry-{n}</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>{kind}</wp:post_type>{end}
<category domain="category" nicename="boats"><![CDATA[Boats]]></category></item>
"""
PICTURE = "<wp:attachment_url>https://post.example/{n}.jpg</wp:attachment_url>"
FEATURED = (
    "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>{id}</wp:meta_value></wp:postmeta>"
)


def main() -> None:
    """Write, parse, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=1_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.xml"
        _write(file, arguments.megabytes * 1_000_000)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            idle, peak, articles, seconds = pool.apply(_parse, (file,))
        size = file.stat().st_size / 1e6
    print(f"{size:,.0f} MB, {articles:,} articles: {articles / seconds:,.0f} articles per CPU second")
    print(f"peak memory {peak:.0f} MB, of which {idle:.0f} MB before the file was opened")


def _write(file: Path, size: int) -> None:
    with file.open("w") as export:
        export.write(HEAD)
        for item in _items():
            export.write(item)
            if export.tell() > size:
                break
        export.write("</channel></rss>\n")


def _items() -> Iterator[str]:
    """One picture to four posts, which is before or behind it."""
    number = 0
    while True:
        number += 1
        if number % 5:
            body, end = "\n\n".join([PARAGRAPH] * 10), FEATURED.format(id=number // 5 * 5 + 5)
            yield POST.format(n=number, body=body, kind="post", end=end)
        else:
            yield POST.format(n=number, body="", kind="attachment", end=PICTURE.format(n=number))


def _parse(file: Path) -> tuple[float, float, int, float]:
    """Memory in MB before and at the peak, articles, and CPU seconds."""
    idle, began = _peak(), time.process_time()
    with file.open("rb") as opened:
        defaults = ImportDefaults(file.parent, "en")
        articles = sum(isinstance(item, ParsedItem) for item in parse_file(opened, defaults))
    return idle, _peak(), articles, time.process_time() - began


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
