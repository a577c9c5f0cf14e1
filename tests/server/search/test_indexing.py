"""What is published can be found, what is taken back cannot, and the index survives what happens to it."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadsheet_server.newsroom.publishing import restore, withdraw
from broadsheet_server.search import indexing, writer
from broadsheet_server.search.engine import Question, SearchOrder, Word
from broadsheet_server.search.index import IndexUnavailableError, SearchIndex
from broadsheet_server.search.indexing import Indexer
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.search.comparing import assert_index_holds_the_store

NOW = datetime.now(UTC)


def bring_up_to_date(database: Database, settings: Settings) -> None:
    """Let one process do all that there is to do, and end."""
    indexer = Indexer(database, settings.index)
    catch_up(indexer)
    indexer.close()


def catch_up(indexer: Indexer) -> None:
    """Work until nothing is left."""
    for _ in range(1_000):
        if not indexer.step(datetime.now(UTC)):
            return
    raise AssertionError("the indexer finds no end")


def found(settings: Settings, term: str, now: datetime = NOW) -> int:
    """How many articles have a word."""
    return SearchIndex(settings.index).searcher().count(Question((Word(frozenset({term})),), now))


def publish_some(database: Database, count: int) -> None:
    """Articles without an identity, each a new one."""
    for number in range(count):
        publish(database, headline=f"Report {number} from the harbour")


def test_what_is_published_can_be_found_and_what_is_withdrawn_cannot(
    database: Database, settings: Settings
) -> None:
    one = publish(database, headline="The ferry sails")
    publish(database, headline="The tram waits")
    indexer = Indexer(database, settings.index)
    catch_up(indexer)
    assert (found(settings, "ferri"), found(settings, "tram")) == (1, 1)
    with database.write() as session:
        withdraw(session, one.article_id, now=NOW)
    catch_up(indexer)
    assert (found(settings, "ferri"), found(settings, "tram")) == (0, 1)
    with database.write() as session:
        restore(session, one.article_id, now=NOW)
    catch_up(indexer)
    assert found(settings, "ferri") == 1
    indexer.close()


def test_a_revision_replaces_what_was_there(database: Database, settings: Settings) -> None:
    publish(database, headline="The ferry sails", external_reference="a")
    bring_up_to_date(database, settings)
    publish(database, headline="The ferry sinks", external_reference="a")
    bring_up_to_date(database, settings)
    assert (found(settings, "sail"), found(settings, "sink")) == (0, 1)


def test_an_embargo_ends_without_anybody_touching_the_index(database: Database, settings: Settings) -> None:
    publish(database, headline="The ferry sails", embargoed_until=NOW + timedelta(hours=1))
    bring_up_to_date(database, settings)
    assert found(settings, "ferri") == 0
    assert found(settings, "ferri", NOW + timedelta(hours=2)) == 1


def test_the_next_process_goes_on_where_the_last_one_stopped(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    bring_up_to_date(database, settings)
    generation = SearchIndex(settings.index).folder.current()
    publish_some(database, 3)
    bring_up_to_date(database, settings)
    assert SearchIndex(settings.index).folder.current() == generation
    assert_index_holds_the_store(database, settings)


def test_only_one_process_writes_and_another_takes_over_when_it_ends(
    database: Database, settings: Settings
) -> None:
    publish_some(database, 2)
    first, second = Indexer(database, settings.index), Indexer(database, settings.index)
    catch_up(first)
    assert second.step(NOW) == 0
    assert not second.is_writer
    first.close()
    publish_some(database, 2)
    catch_up(second)
    assert second.is_writer
    assert_index_holds_the_store(database, settings)
    second.close()


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
    indexer = Indexer(database, settings.index)
    catch_up(indexer)
    shutil.rmtree(settings.index)
    publish_some(database, 1)
    catch_up(indexer)
    assert_index_holds_the_store(database, settings)
    indexer.close()


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
    indexer = Indexer(database, settings.index)
    catch_up(indexer)
    live = indexer._live
    assert live is not None
    key = min(live.writer.searcher().keys())
    live.writer.apply(indexing.Batch((), (key,), live.progress), NOW)
    indexer.close()
    bring_up_to_date(database, settings)
    assert_index_holds_the_store(database, settings)


def test_an_index_of_an_older_analyser_serves_until_the_new_one_is_complete(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 5)
    bring_up_to_date(database, settings)
    old = SearchIndex(settings.index).folder.current()
    monkeypatch.setattr(writer, "FORM", "another form")
    monkeypatch.setattr(indexing, "BATCH", 2)
    indexer = Indexer(database, settings.index)
    assert indexer.step(NOW)
    assert SearchIndex(settings.index).folder.current() == old
    assert found(settings, "harbour") == 5
    catch_up(indexer)
    assert SearchIndex(settings.index).folder.current() != old
    assert_index_holds_the_store(database, settings)
    indexer.close()


def test_an_index_of_another_store_is_not_believed(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    bring_up_to_date(database, settings)
    index = SearchIndex(settings.index)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "_fingerprint", lambda session, sequence: "another store")
        bring_up_to_date(database, settings)
    bring_up_to_date(database, settings)
    assert index.searcher().size() == 3
    assert_index_holds_the_store(database, settings)


def test_who_asks_for_it_gets_a_new_index_while_the_old_one_is_kept_up(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 5)
    indexer = Indexer(database, settings.index)
    catch_up(indexer)
    index = SearchIndex(settings.index)
    old = index.folder.current()
    monkeypatch.setattr(indexing, "BATCH", 2)
    index.folder.ask_for_rebuild()
    indexer.step(NOW)
    publish(database, headline="The ferry sails")
    indexer.step(NOW)
    assert index.folder.current() == old
    assert found(settings, "ferri") == 1
    catch_up(indexer)
    assert index.folder.current() != old
    assert not index.folder.rebuild_is_asked_for
    assert_index_holds_the_store(database, settings)
    indexer.close()


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
    indexer = Indexer(database, settings.index)
    catch_up(indexer)
    publish_some(database, 20)
    with _room_for(200), pytest.raises((ValueError, OSError)):
        catch_up(indexer)
    assert found(settings, "harbour") == 3
    catch_up(indexer)
    assert_index_holds_the_store(database, settings)
    indexer.close()
    database.dispose()


def test_a_reader_that_is_open_sees_each_new_state(database: Database, settings: Settings) -> None:
    publish(database, headline="The ferry sails")
    indexer = Indexer(database, settings.index)
    catch_up(indexer)
    index = SearchIndex(settings.index)
    before = index.searcher()
    assert index.searcher() is before
    publish(database, headline="The ferry waits")
    catch_up(indexer)
    question = Question((Word(frozenset({"ferri"})),), NOW)
    assert len(before.search(question, SearchOrder.NEWEST, 9)) == 1
    assert len(index.searcher().search(question, SearchOrder.NEWEST, 9)) == 2
    indexer.close()


def test_who_comes_while_a_new_index_takes_over_gets_the_new_one(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 2)
    bring_up_to_date(database, settings)
    index = SearchIndex(settings.index)
    seen_before = index._look()
    index.folder.ask_for_rebuild()
    bring_up_to_date(database, settings)
    looks = iter([seen_before])
    look = index._look
    monkeypatch.setattr(index, "_look", lambda: next(looks, None) or look())
    assert index.searcher().size() == 2
    assert not index.folder.rebuild_is_asked_for


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
