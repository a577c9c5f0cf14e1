"""`broadsheet reindex`: build the search index anew from the store, and related lists with it."""

import argparse
import sys
import time

from broadsheet_server.changefeed.follower import RelatedFollower
from broadsheet_server.cli.store_options import add_data, settings_of
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.related.stored_lists import distrust_lists
from broadsheet_server.search.engine import IndexUnavailableError, SearchIndex
from broadsheet_server.search.index_storage import IndexStorage
from broadsheet_server.search.indexed_articles import count_indexable_articles
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.storage.database import Database

TELL_SECONDS = 1.0
WAIT_SECONDS = 0.2


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "reindex",
        help="build the search index anew",
        description="Build the search index anew from the store, and the related lists with it. "
        "What is there serves until the new is complete. A running server does the work itself.",
    )
    add_data(parser)
    parser.add_argument("--search-only", action="store_true", help="leave the related lists as they are")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Ask for it, then do it, or watch a server do it."""
    settings = settings_of(arguments)
    database = open_store(settings)
    try:
        if not arguments.search_only:
            with database.write() as session:
                distrust_lists(session)
        _rebuild(RelatedFollower(database, settings), open_index_storage(settings.index), database)
        print(_summary(open_index(settings.index)))
    finally:
        database.dispose()
    return 0


def _rebuild(follower: RelatedFollower, storage: IndexStorage, database: Database) -> None:
    """Do it here, or wait until the process that has the index has done it."""
    before = storage.current
    storage.request_rebuild()
    told = False
    try:
        while storage.current == before or storage.is_rebuild_requested:
            follower.step()
            if follower.is_at_work:
                _work(follower, database)
                return
            if not told:
                print("A server has this index; it builds the new one while it serves the old.", flush=True)
            told = True
            time.sleep(WAIT_SECONDS)
    finally:
        follower.close()


def _work(follower: RelatedFollower, database: Database) -> None:
    """Do all there is to do, saying now and then how far it is."""
    with database.read() as session:
        total = count_indexable_articles(session)
    told = time.monotonic()
    while follower.step():
        if time.monotonic() - told >= TELL_SECONDS:
            told = time.monotonic()
            _tell(_progress(follower.outlook, total))
    _tell("")


def _progress(outlook: tuple[int | None, int, int], total: int) -> str:
    indexed, undescribed, unlisted = outlook
    if indexed is not None:
        return f"Indexing: {indexed:,} of {total:,} articles"
    if undescribed:
        return f"Weighing words: {total - undescribed:,} of {total:,} articles"
    return f"Relating: {total - unlisted:,} of {total:,} articles"


def _tell(line: str) -> None:
    """One line that is written over, where somebody looks."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    elif line:
        print(line, file=sys.stderr, flush=True)


def _summary(index: SearchIndex) -> str:
    try:
        return f"The index holds {index.searcher().size():,} articles."
    except IndexUnavailableError as trouble:
        return str(trouble)
