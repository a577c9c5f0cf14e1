"""Whatever happens to an index (torn, deleted, damaged, of another store, no room), it comes back whole."""

import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from broadsheet_server.search.engine import (
    EngineQuery,
    IndexUnavailableError,
    Searcher,
    SearchOrder,
    TermClause,
)
from broadsheet_server.search.index_storage import DamagedIndexError, IndexBatch, IndexBusyError
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.search.tantivy.damage import is_damaged
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from tests.builders import NOW
from tests.server.search.index_comparison import assert_index_holds_the_store
from tests.server.search.index_fixtures import catch_up, count_with, new_follower, publish_some, update_index


def test_a_deleted_index_comes_back(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    update_index(database, settings)
    shutil.rmtree(settings.index)
    with pytest.raises(IndexUnavailableError):
        open_index(settings.index).searcher()
    update_index(database, settings)
    assert_index_holds_the_store(database, settings)


def test_an_index_deleted_under_a_running_process_comes_back(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    follower = new_follower(database, settings)
    catch_up(follower)
    shutil.rmtree(settings.index)
    publish_some(database, 1)
    catch_up(follower)
    assert_index_holds_the_store(database, settings)
    follower.close()


@pytest.mark.parametrize("suffix", ["term", "idx", "fast", "store", "pos"])
def test_files_that_hold_something_else_than_was_written_are_noticed(
    sqlite_store: str, tmp_path: Path, suffix: str
) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    publish_some(database, 30)
    update_index(database, settings)
    generation = current_generation(settings)
    assert not is_damaged(generation)
    for path in generation.glob(f"*.{suffix}"):
        content = path.read_bytes()
        kept = min(200, len(content) // 2)
        path.write_bytes(bytes(len(content) - kept) + content[-kept:])
    assert is_damaged(generation)
    update_index(database, settings)
    assert_index_holds_the_store(database, settings)
    database.dispose()


def test_a_search_that_stumbles_over_damage_has_the_index_made_again(
    sqlite_store: str, tmp_path: Path
) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    publish_some(database, 30)
    follower = new_follower(database, settings)
    catch_up(follower)
    index = open_index(settings.index)
    for path in current_generation(settings).glob("*.idx"):
        content = path.read_bytes()
        path.write_bytes(bytes(len(content) - 200) + content[-200:])
    query = EngineQuery((TermClause(frozenset({"harbour"})),), NOW)
    with pytest.raises(IndexUnavailableError):
        open_index(settings.index).ask(lambda it: it.search(query, SearchOrder.RELEVANCE, 20))
    catch_up(follower)
    assert index.ask(lambda searcher: searcher.count(query)) == 30
    assert_index_holds_the_store(database, settings)
    follower.close()
    database.dispose()


@pytest.mark.parametrize("suffix", ["term", "idx", "fast", "store", "meta.json"])
def test_a_torn_index_comes_back(sqlite_store: str, tmp_path: Path, suffix: str) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    publish_some(database, 3)
    update_index(database, settings)
    for path in current_generation(settings).glob(f"*{suffix}"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    update_index(database, settings)
    assert_index_holds_the_store(database, settings)
    assert count_with(settings, "harbour") == 3
    database.dispose()


def test_an_index_that_lacks_an_article_is_made_again(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    update_index(database, settings)
    storage = open_index_storage(settings.index)
    assert storage.acquire_write_lock()
    writer = storage.open_current()
    writer.add(IndexBatch((), (min(writer.searcher().ids()),), writer.progress), NOW)
    writer.commit()
    writer.close()
    storage.release_write_lock()
    update_index(database, settings)
    assert_index_holds_the_store(database, settings)


def test_an_index_of_another_store_is_not_believed(
    database: Database, settings: Settings, migrated_sqlite: Path, tmp_path: Path
) -> None:
    """Both stores have as many articles and as many changes."""
    other = Database(sqlite_url(shutil.copy(migrated_sqlite, tmp_path / "other.sqlite3")))
    publish_some(other, 3)
    update_index(other, settings)
    other.dispose()
    publish_some(database, 3)
    update_index(database, settings)
    assert open_index(settings.index).searcher().size() == 3
    assert_index_holds_the_store(database, settings)


def test_an_answer_that_fails_because_of_damage_has_the_index_made_again(
    database: Database, settings: Settings
) -> None:
    publish_some(database, 2)
    update_index(database, settings)
    old = current_generation(settings)

    def fail(searcher: Searcher) -> int:
        raise DamagedIndexError("a segment that says impossible things")

    index = open_index(settings.index)
    with pytest.raises(IndexUnavailableError):
        index.ask(fail)
    update_index(database, settings)
    assert current_generation(settings) != old
    assert index.ask(lambda searcher: searcher.size()) == 2


def test_a_full_disk_loses_nothing(sqlite_store: str, tmp_path: Path) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    publish_some(database, 3)
    follower = new_follower(database, settings)
    catch_up(follower)
    publish_some(database, 20)
    with _room_for(200), pytest.raises((ValueError, OSError)):
        catch_up(follower)
    assert count_with(settings, "harbour") == 3
    catch_up(follower)
    assert_index_holds_the_store(database, settings)
    follower.close()
    database.dispose()


def test_an_index_that_another_writer_has_is_left_alone(database: Database, settings: Settings) -> None:
    """A traceback may keep the writer of a step that failed, and so Tantivy's lock in this very process."""
    publish_some(database, 3)
    update_index(database, settings)
    generation = current_generation(settings)
    other = open_index_storage(settings.index).open_current()
    follower = new_follower(database, settings)
    with pytest.raises(IndexBusyError):
        follower.step(NOW)
    assert current_generation(settings) == generation
    assert count_with(settings, "harbour") == 3
    other.close()
    publish_some(database, 1)
    catch_up(follower)
    assert current_generation(settings) == generation
    assert count_with(settings, "harbour") == 4
    follower.close()


def test_a_writer_that_is_closed_releases_its_lock_although_somebody_keeps_it(
    database: Database, settings: Settings
) -> None:
    publish_some(database, 1)
    update_index(database, settings)
    storage = open_index_storage(settings.index)
    kept = storage.open_current()
    kept.close()
    kept.close()
    storage.open_current().close()


def test_a_process_with_too_many_open_files_does_not_take_its_index_for_damaged(
    database: Database, settings: Settings
) -> None:
    publish_some(database, 3)
    update_index(database, settings)
    generation = current_generation(settings)
    follower, index = new_follower(database, settings), open_index(settings.index)
    index.searcher()
    with database.read() as session:
        session.connection()
    with _no_file_to_spare():
        with pytest.raises((OSError, IndexBusyError)):
            follower.step(NOW)
        assert index.ask(lambda searcher: searcher.size()) == 3
        with pytest.raises(IndexUnavailableError, match="just now"):
            open_index(settings.index).searcher()
    assert not open_index_storage(settings.index).is_rebuild_requested
    assert follower.step(NOW) == 0
    assert current_generation(settings) == generation
    follower.close()


def test_an_index_whose_files_cannot_be_opened_for_want_of_descriptors_is_not_damaged(
    database: Database, settings: Settings
) -> None:
    publish_some(database, 3)
    update_index(database, settings)
    generation = current_generation(settings)
    storage = open_index_storage(settings.index)
    with _no_file_to_spare():
        with pytest.raises(IndexBusyError):
            is_damaged(generation)
        with pytest.raises(OSError, match="Too many open files"):
            storage.open_current()


def current_generation(settings: Settings) -> Path:
    """The folder of the generation that readers use."""
    generation = open_index_storage(settings.index).current
    assert generation is not None
    return settings.index / generation


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def _no_file_to_spare() -> Iterator[None]:
    """The process has as many files open as it may."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    open_files = len(list(Path("/dev/fd").iterdir()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files + 8, before[1]))
    taken = []
    try:
        with suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        yield
    finally:
        for descriptor in taken:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
