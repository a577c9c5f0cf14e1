"""`broadsheet reindex`: rebuild the search index from the store, and the related lists with it."""

import argparse
import sys
import time

from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.operations.followers import Backlog, ServerFollowers
from broadsheet_server.operations.open_store import open_existing_store
from broadsheet_server.related.list_store import invalidate_lists
from broadsheet_server.search.engine import IndexUnavailableError, SearchIndex
from broadsheet_server.search.index_storage import IndexStorage
from broadsheet_server.search.indexed_articles import count_indexable_articles
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.storage.database import Database

REPORT_SECONDS = 1.0
POLL_SECONDS = 0.2


def run(arguments: argparse.Namespace) -> int:
    """Request a rebuild, then do it here, or wait for the server that has the index."""
    settings = settings_of(arguments)
    database = open_existing_store(settings)
    try:
        if not arguments.search_only:
            with database.write() as session:
                invalidate_lists(session)
        _rebuild(ServerFollowers(database, settings), open_index_storage(settings.index), database)
        print(_summary(open_index(settings.index)))
    finally:
        database.dispose()
    return 0


def _rebuild(followers: ServerFollowers, storage: IndexStorage, database: Database) -> None:
    """Rebuild here if no other process is the index writer, otherwise wait until that one has done it."""
    before = storage.current
    storage.request_rebuild()
    is_told = False
    try:
        while storage.current == before or storage.is_rebuild_requested:
            followers.step()
            if followers.is_active:
                _catch_up(followers, database)
                return
            if not is_told:
                print("A server has this index; it builds the new one while it serves the old.", flush=True)
            is_told = True
            time.sleep(POLL_SECONDS)
    finally:
        followers.close()


def _catch_up(followers: ServerFollowers, database: Database) -> None:
    """Run the followers until nothing is left to do, and report progress every second."""
    with database.read() as session:
        total = count_indexable_articles(session)
    reported_at = time.monotonic()
    while followers.step():
        if time.monotonic() - reported_at >= REPORT_SECONDS:
            reported_at = time.monotonic()
            _show(_progress(followers.backlog, total))
    _show("")


def _progress(backlog: Backlog, total: int) -> str:
    if backlog.indexed is not None:
        return f"Indexing: {backlog.indexed:,} of {total:,} articles"
    if backlog.features:
        return f"Weighing words: {total - backlog.features:,} of {total:,} articles"
    return f"Relating: {total - backlog.lists:,} of {total:,} articles"


def _show(line: str) -> None:
    """Overwrite the last line on a terminal; elsewhere print one line after the other."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    elif line:
        print(line, file=sys.stderr, flush=True)


def _summary(index: SearchIndex) -> str:
    try:
        return f"The index holds {index.searcher().size():,} articles."
    except IndexUnavailableError as error:
        return str(error)
