"""`broadsheet source`: the feeds and pages that the server polls."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from sqlmodel import Session

from broadsheet_server.access.audit import Act, record_act
from broadsheet_server.cli.arguments.source import source_name
from broadsheet_server.cli.known_names import find_polled_source, note_on_new_section
from broadsheet_server.cli.operator import operator
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.fetching.errors import FetchError
from broadsheet_server.ingest.parse_results import ParsedItem, RejectedItem
from broadsheet_server.ingest.preview_source import SourcePreview, preview_source
from broadsheet_server.ingest.push_health import push_health
from broadsheet_server.ingest.sources import (
    SourceError,
    SourceRequest,
    add_source,
    list_sources,
    list_subscriptions,
    pause_source,
    remove_source,
    resume_source,
    shown_url,
    source_health,
)
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.newsroom.validation import excerpt
from broadsheet_server.operations.open_store import open_existing_store
from broadsheet_server.storage.database import Database

ITEMS_SHOWN = 10
_ACTIONS = {"Paused": "pause", "Resumed": "resume", "Removed": "remove"}


def run_test(arguments: argparse.Namespace) -> int:
    """Fetch a source and print what it would bring in."""
    preview = _preview(arguments)
    if preview is None:
        return 1
    for item in preview.items[:ITEMS_SHOWN]:
        print(_item_line(item))
    if len(preview.items) > ITEMS_SHOWN:
        print(f"… and {len(preview.items) - ITEMS_SHOWN:,} more.")
    print("Nothing was stored.")
    return 0


def run_add(arguments: argparse.Namespace) -> int:
    """Look at a source, and add it if it can be read."""
    preview = None if arguments.unchecked else _preview(arguments)
    if preview is None and not arguments.unchecked:
        print("broadsheet: It was not added. --unchecked adds it all the same.", file=sys.stderr)
        return 1
    name = arguments.name or (preview and preview.publisher) or urlsplit(arguments.url).hostname
    try:
        request = _request(arguments, source_name(str(name)))
        source = _in_store(
            arguments, "source add", lambda session: add_source(session, request, now=datetime.now(UTC))
        )
    except SourceError as error:
        return _fail(error)
    print(
        f"Added “{source.name}”, into the section {source.section_path}: "
        f"polled every {_interval_text(source)} while `broadsheet serve` runs."
    )
    with _opened_store(arguments) as database, database.read() as session:
        if note := note_on_new_section(session, source.section_path):
            print(note)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print every source with its settings and its health."""
    obstacle = settings_of(arguments).push_obstacle
    with _opened_store(arguments) as database, database.read() as session:
        sources, subscriptions = list_sources(session), list_subscriptions(session)
    for source in sources:
        options = [f"every {_interval_text(source)}", f"section {source.section_path}"]
        options += ["full text"] if source.full_text else []
        print(f"{source.name}  {shown_url(source.url)}  ({', '.join(options)})\n    {source_health(source)}")
        print(f"    {push_health(source, subscriptions.get(source.id), obstacle)}")
    if not sources:
        print("There are no sources. Add one with: broadsheet source add URL")
    return 0


def run_pause(arguments: argparse.Namespace) -> int:
    """Pause a source."""
    return _change(arguments, pause_source, "Paused")


def run_resume(arguments: argparse.Namespace) -> int:
    """Poll a source again."""
    return _change(arguments, partial(resume_source, now=datetime.now(UTC)), "Resumed")


def run_remove(arguments: argparse.Namespace) -> int:
    """Forget a source."""
    return _change(arguments, remove_source, "Removed")


def _change(arguments: argparse.Namespace, change: Callable[[Session, ImportSource], None], done: str) -> int:
    def find_and_change(session: Session) -> ImportSource:
        source = find_polled_source(session, arguments.source)
        change(session, source)
        return source

    try:
        source = _in_store(arguments, f"source {_ACTIONS[done]}", find_and_change)
    except SourceError as error:
        return _fail(error)
    print(f"{done}: {source.name}  {shown_url(source.url)}")
    return 0


def _in_store(
    arguments: argparse.Namespace, action: str, work: Callable[[Session], ImportSource]
) -> ImportSource:
    """The source that the work changes, in one transaction with its entry in the audit log."""
    with _opened_store(arguments) as database, database.write() as session:
        source = work(session)
        act = Act(action, "ImportSource", str(source.id), f"{source.name} {shown_url(source.url)}")
        record_act(session, operator(), act, now=datetime.now(UTC))
        return source


@contextmanager
def _opened_store(arguments: argparse.Namespace) -> Iterator[Database]:
    database = open_existing_store(settings_of(arguments))
    try:
        yield database
    finally:
        database.dispose()


def _preview(arguments: argparse.Namespace) -> SourcePreview | None:
    """What is at the URL, and print a summary of it; None if nothing of it can be read, which is told."""
    try:
        preview = asyncio.run(
            preview_source(settings_of(arguments), _request(arguments, arguments.name or ""))
        )
    except FetchError as error:
        _fail(error)
        return None
    if preview.fault is not None:
        _fail(preview.fault)
        for url in preview.feeds[:ITEMS_SHOWN]:
            print(f"The page names this feed: {url}", file=sys.stderr)
        return None
    rejected = [item for item in preview.items if isinstance(item, RejectedItem)]
    publisher = f" of “{excerpt(preview.publisher)}”" if preview.publisher else ""
    count = len(preview.items)
    print(
        f"Found {count:,} {'item' if count == 1 else 'items'}{publisher}, {len(rejected):,} of them unusable."
    )
    if preview.moved_to:
        print(f"It has moved for good to {preview.moved_to}")
    print(_push_line(preview, settings_of(arguments).push_obstacle))
    if preview.has_short_texts and not arguments.full_text:
        print("Its texts are short, maybe summaries: --full-text takes them from the pages of the items.")
    return preview


def _push_line(preview: SourcePreview, obstacle: str | None) -> str:
    if not preview.hub_urls:
        return "It names no hub, so it is polled only."
    if obstacle is not None:
        return f"It names the hub {preview.hub_urls[0]}, and is polled only: {obstacle}"
    return f"It names the hub {preview.hub_urls[0]}, which will be asked to push its news."


def _item_line(item: ParsedItem | RejectedItem) -> str:
    if isinstance(item, RejectedItem):
        headline = f"“{excerpt(item.headline)}”: " if item.headline else ""
        return f"  rejected   {item.position}: {headline}{item.reason}"
    moment = item.draft.published_at or item.draft.updated_at
    date = f"{moment:%Y-%m-%d}" if moment else "undated   "
    notes = f"  ({'; '.join(item.notes)})" if item.notes else ""
    return f"  {date}  {excerpt(item.draft.headline)}{notes}"


def _request(arguments: argparse.Namespace, name: str) -> SourceRequest:
    return SourceRequest(
        name=name,
        url=arguments.url,
        section_path=arguments.section,
        language=arguments.language,
        time_zone=arguments.time_zone,
        full_text=arguments.full_text,
        interval=arguments.every,
    )


def _fail(reason: object) -> int:
    print(f"broadsheet: {reason}", file=sys.stderr)
    return 1


def _interval_text(source: ImportSource) -> str:
    minutes = source.interval_s // 60
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
