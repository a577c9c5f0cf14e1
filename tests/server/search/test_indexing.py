"""What is published can be found, what is taken back cannot, and the index survives what happens to it."""

import shutil
from datetime import timedelta

import pytest
from sqlmodel import Session

from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.search.engine import EngineQuery, SearchOrder, Word
from broadsheet_server.search.tantivy import index_follower, writer
from broadsheet_server.search.tantivy.index import SearchIndex
from broadsheet_server.search.tantivy.index_follower import IndexFollower
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.search.at_work import NOW, bring_up_to_date, catch_up, found, publish_some
from tests.server.search.comparing import assert_index_holds_the_store


def test_what_is_published_can_be_found_and_what_is_withdrawn_cannot(
    database: Database, settings: Settings
) -> None:
    one = publish(database, headline="The ferry sails")
    publish(database, headline="The tram waits")
    indexer = IndexFollower(database, settings.index)
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


@pytest.mark.parametrize("news", [2, 4])
def test_news_that_fills_whole_batches_is_found_at_once(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, news: int
) -> None:
    monkeypatch.setattr(index_follower, "BATCH", 2)
    publish_some(database, 1)
    indexer = IndexFollower(database, settings.index)
    catch_up(indexer)
    publish_some(database, news)
    catch_up(indexer)
    assert found(settings, "harbour") == 1 + news
    indexer.close()


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
    first, second = IndexFollower(database, settings.index), IndexFollower(database, settings.index)
    catch_up(first)
    assert second.step(NOW) == 0
    assert not second.is_writer
    first.close()
    publish_some(database, 2)
    catch_up(second)
    assert second.is_writer
    assert_index_holds_the_store(database, settings)
    second.close()


def test_who_loses_an_index_to_another_process_waits_without_a_word(
    database: Database, settings: Settings
) -> None:
    publish_some(database, 2)
    first, second = IndexFollower(database, settings.index), IndexFollower(database, settings.index)
    catch_up(first)
    shutil.rmtree(settings.index)
    catch_up(second)
    assert first.step(NOW) == 0
    assert (first.is_writer, first.sequence) == (False, None)
    second.close()
    catch_up(first)
    assert first.is_writer
    first.close()


def test_an_index_of_an_older_analyser_serves_until_the_new_one_is_complete(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 5)
    bring_up_to_date(database, settings)
    old = SearchIndex(settings.index).folder.current()
    monkeypatch.setattr(writer, "FORM", "another form")
    monkeypatch.setattr(index_follower, "BATCH", 2)
    indexer = IndexFollower(database, settings.index)
    assert indexer.step(NOW)
    assert SearchIndex(settings.index).folder.current() == old
    assert found(settings, "harbour") == 5
    catch_up(indexer)
    assert SearchIndex(settings.index).folder.current() != old
    assert_index_holds_the_store(database, settings)
    indexer.close()


def test_who_asks_for_it_gets_a_new_index_while_the_old_one_is_kept_up(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 5)
    indexer = IndexFollower(database, settings.index)
    catch_up(indexer)
    index = SearchIndex(settings.index)
    old = index.folder.current()
    monkeypatch.setattr(index_follower, "BATCH", 2)
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


def test_a_new_index_that_was_asked_for_comes_although_its_first_writer_died(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 5)
    bring_up_to_date(database, settings)
    index = SearchIndex(settings.index)
    old = index.folder.current()
    monkeypatch.setattr(index_follower, "BATCH", 2)
    index.folder.ask_for_rebuild()
    dying = IndexFollower(database, settings.index)
    dying.step(NOW)
    dying.close()
    assert index.folder.current() == old
    bring_up_to_date(database, settings)
    assert index.folder.current() != old
    assert not index.folder.rebuild_is_asked_for
    assert_index_holds_the_store(database, settings)


def test_news_that_comes_while_the_index_is_counted_does_not_make_it_seem_short(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 2)
    bring_up_to_date(database, settings)
    old = SearchIndex(settings.index).folder.current()
    count = index_follower.count_indexable_articles

    def count_late(session: Session) -> int:
        publish_some(database, 1)
        return count(session)

    monkeypatch.setattr(index_follower, "count_indexable_articles", count_late)
    bring_up_to_date(database, settings)
    assert SearchIndex(settings.index).folder.current() == old
    assert found(settings, "harbour") == 3


def test_a_reader_that_is_open_sees_each_new_state(database: Database, settings: Settings) -> None:
    publish(database, headline="The ferry sails")
    indexer = IndexFollower(database, settings.index)
    catch_up(indexer)
    index = SearchIndex(settings.index)
    before = index.searcher()
    assert index.searcher() is before
    publish(database, headline="The ferry waits")
    catch_up(indexer)
    question = EngineQuery((Word(frozenset({"ferri"})),), NOW)
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
