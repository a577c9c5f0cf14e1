"""Whatever happens to an index (torn, deleted, damaged, of another store, no room), it comes back whole."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadsheet_server.search.engine import EngineQuery, SearchOrder, Word
from broadsheet_server.search.tantivy import index_follower
from broadsheet_server.search.tantivy.damage import is_damaged
from broadsheet_server.search.tantivy.index import IndexUnavailableError, SearchIndex
from broadsheet_server.search.tantivy.index_follower import IndexFollower
from broadsheet_server.search.tantivy.readiness import answer_of
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.search.at_work import NOW, bring_up_to_date, catch_up, found, publish_some
from tests.server.search.comparing import assert_index_holds_the_store


def test_a_deleted_index_comes_back(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    bring_up_to_date(database, settings)
    shutil.rmtree(settings.index)
    with pytest.raises(IndexUnavailableError):
        SearchIndex(settings.index).searcher()
    bring_up_to_date(database, settings)
    assert_index_holds_the_store(database, settings)


def test_an_index_deleted_under_a_running_process_comes_back(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    indexer = IndexFollower(database, settings.index)
    catch_up(indexer)
    shutil.rmtree(settings.index)
    publish_some(database, 1)
    catch_up(indexer)
    assert_index_holds_the_store(database, settings)
    indexer.close()


@pytest.mark.parametrize("suffix", ["term", "idx", "fast", "store", "pos"])
def test_files_that_hold_something_else_than_was_written_are_noticed(
    sqlite_store: str, tmp_path: Path, suffix: str
) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    publish_some(database, 30)
    bring_up_to_date(database, settings)
    generation = SearchIndex(settings.index).folder.current()
    assert generation is not None
    assert not is_damaged(generation)
    for path in generation.glob(f"*.{suffix}"):
        content = path.read_bytes()
        kept = min(200, len(content) // 2)
        path.write_bytes(bytes(len(content) - kept) + content[-kept:])
    assert is_damaged(generation)
    bring_up_to_date(database, settings)
    assert_index_holds_the_store(database, settings)
    database.dispose()


def test_a_search_that_stumbles_over_damage_has_the_index_made_again(
    sqlite_store: str, tmp_path: Path
) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    publish_some(database, 30)
    indexer = IndexFollower(database, settings.index)
    catch_up(indexer)
    index = SearchIndex(settings.index)
    generation = index.folder.current()
    assert generation is not None
    for path in generation.glob("*.idx"):
        content = path.read_bytes()
        path.write_bytes(bytes(len(content) - 200) + content[-200:])
    question = EngineQuery((Word(frozenset({"harbour"})),), NOW)
    with pytest.raises(IndexUnavailableError):
        answer_of(SearchIndex(settings.index), lambda it: it.search(question, SearchOrder.RELEVANCE, 20))
    catch_up(indexer)
    assert answer_of(index, lambda searcher: searcher.count(question)) == 30
    assert_index_holds_the_store(database, settings)
    indexer.close()
    database.dispose()


@pytest.mark.parametrize("suffix", ["term", "idx", "fast", "store", "meta.json"])
def test_a_torn_index_comes_back(sqlite_store: str, tmp_path: Path, suffix: str) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    publish_some(database, 3)
    bring_up_to_date(database, settings)
    index = SearchIndex(settings.index)
    generation = index.folder.current()
    assert generation is not None
    for path in generation.glob(f"*{suffix}"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    bring_up_to_date(database, settings)
    assert_index_holds_the_store(database, settings)
    assert found(settings, "harbour") == 3
    database.dispose()


def test_an_index_that_lacks_an_article_is_made_again(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    indexer = IndexFollower(database, settings.index)
    catch_up(indexer)
    live = indexer._live
    assert live is not None
    key = min(live.writer.searcher().keys())
    live.writer.apply(index_follower.Batch((), (key,), live.progress), NOW)
    indexer.close()
    bring_up_to_date(database, settings)
    assert_index_holds_the_store(database, settings)


def test_an_index_of_another_store_is_not_believed(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    bring_up_to_date(database, settings)
    index = SearchIndex(settings.index)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_follower, "_fingerprint", lambda session, sequence: "another store")
        bring_up_to_date(database, settings)
    bring_up_to_date(database, settings)
    assert index.searcher().size() == 3
    assert_index_holds_the_store(database, settings)


def test_a_failed_answer_has_the_index_made_again(database: Database, settings: Settings) -> None:
    publish_some(database, 2)
    bring_up_to_date(database, settings)
    index = SearchIndex(settings.index)
    old = index.folder.current()
    index.suspect()
    bring_up_to_date(database, settings)
    assert index.folder.current() != old
    assert index.searcher().size() == 2


def test_a_full_disk_loses_nothing(sqlite_store: str, tmp_path: Path) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    publish_some(database, 3)
    indexer = IndexFollower(database, settings.index)
    catch_up(indexer)
    publish_some(database, 20)
    with _room_for(200), pytest.raises((ValueError, OSError)):
        catch_up(indexer)
    assert found(settings, "harbour") == 3
    catch_up(indexer)
    assert_index_holds_the_store(database, settings)
    indexer.close()
    database.dispose()


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
