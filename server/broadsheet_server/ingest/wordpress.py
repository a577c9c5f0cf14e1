"""WordPress's export, WXR 1.0 to 1.2 (https://wordpress.org/documentation/article/tools-export-screen/).

The file is read twice, because a post may stand before the picture that it names: first what is beside the
posts, then the posts. Memory is that of the first reading, whatever the size of the file.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import IO

from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
    join_positions,
    rejected,
)
from broadsheet_server.ingest.wordpress_item import WordpressItem, read_item
from broadsheet_server.ingest.wordpress_post import PostParser
from broadsheet_server.ingest.wordpress_site import ATTACHMENTS_MAX, WordpressSite
from broadsheet_server.ingest.wordpress_stream import (
    BrokenExportError,
    ExportPart,
    read_parts,
)
from broadsheet_server.ingest.xml_root import root_element

_NAMESPACE = re.compile(r"""xmlns:\w+\s*=\s*["']https?://(?:www\.)?wordpress\.org/export/""", re.IGNORECASE)

Results = Iterator[ParsedItem | RejectedItem]


def recognises(head: str) -> bool:
    """Whether a file that begins like this is a WordPress export: RSS with WordPress's own elements."""
    return root_element(head) == "rss" and _NAMESPACE.search(head) is not None


def parse(file: IO[bytes], defaults: ImportDefaults) -> Results:
    """Parse every post of an export."""
    yield from _posts(file, _site(file), defaults)


def _site(file: IO[bytes]) -> WordpressSite:
    """What the file says of the site. Where it breaks off, the second reading says so."""
    site = WordpressSite()
    try:
        for part in read_parts(file):
            for element in part.channel if part.channel is not None else ():
                site.add(element)
    except BrokenExportError:
        pass
    return site


def _posts(file: IO[bytes], site: WordpressSite, defaults: ImportDefaults) -> Results:
    others = Counter[str]()
    try:
        for number, part in enumerate(read_parts(file), start=1):
            if part.broken:
                position = join_positions(f"item {number}", f"line {part.broken.line}")
                yield RejectedItem(position, str(part.broken))
            elif (item := _item(part)).kind in ("post", "page"):
                yield _parse_item(item, f"item {number}", part.notes, site, defaults)
            else:
                others[item.kind] += 1
    except BrokenExportError as error:
        yield RejectedItem(f"line {error.line}", f"{error} What stands before it was taken.")
    yield from _summaries(others, site)


def _item(part: ExportPart) -> WordpressItem:
    """The item of a part: what stands before it is the site's."""
    assert part.channel is not None
    return read_item(part.channel[-1])


def _parse_item(
    item: WordpressItem,
    position: str,
    notes: tuple[str, ...],
    site: WordpressSite,
    defaults: ImportDefaults,
) -> ParsedItem | RejectedItem:
    headline = item.text("title")
    if item.kind == "page":
        return RejectedItem(position, "It is a page, not a post.", headline, is_skipped=True)
    try:
        return PostParser(item, site, defaults).parse(position, notes)
    except UnreadableItemError as error:
        return rejected(error, position, headline)


def _summaries(others: Counter[str], site: WordpressSite) -> Results:
    """One line for each kind of item that is no article."""
    for kind, count in others.items():
        noun = "item" if count == 1 else "items"
        yield RejectedItem("", f"{count:,} {noun} of the kind “{kind[:40]}” left out.", is_skipped=True)
    if site.attachments_left_out:
        reason = f"Only the first {ATTACHMENTS_MAX:,} attachments were looked at for featured images."
        yield RejectedItem("", reason)
