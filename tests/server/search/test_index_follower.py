"""What is published can be found, what is taken back cannot, and the index survives what happens to it."""

import logging
import shutil
from datetime import timedelta

import pytest
from sqlmodel import Session

from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.search import index_generation
from broadsheet_server.search.engine import EngineQuery, SearchOrder, TermClause
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.server.search.index_comparison import assert_index_holds_the_store
from tests.server.search.index_fixtures import (
    catch_up,
    count_with,
    lose_withdrawal,
    new_follower,
    publish_some,
    update_index,
)


def test_what_is_published_can_be_found_and_what_is_withdrawn_cannot(
    database: Database, settings: Settings
) -> None:
    one = publish(database, headline="The ferry sails")
    publish(database, headline="The tram waits")
    follower = new_follower(database, settings)
    catch_up(follower)
    assert (count_with(settings, "ferri"), count_with(settings, "tram")) == (1, 1)
    with database.write() as session:
        withdraw(session, one.article_id, now=NOW)
    catch_up(follower)
    assert (count_with(settings, "ferri"), count_with(settings, "tram")) == (0, 1)
    with database.write() as session:
        restore(session, one.article_id, now=NOW)
    catch_up(follower)
    assert count_with(settings, "ferri") == 1
    follower.close()


def test_only_an_index_that_is_built_again_is_worth_a_warning(
    database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    publish(database, headline="The ferry sails")
    update_index(database, settings)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    open_index_storage(settings.index).request_rebuild()
    update_index(database, settings)
    assert any(record.levelno == logging.WARNING for record in caplog.records)


def test_a_revision_replaces_what_was_there(database: Database, settings: Settings) -> None:
    publish(database, headline="The ferry sails", external_reference="a")
    update_index(database, settings)
    publish(database, headline="The ferry sinks", external_reference="a")
    update_index(database, settings)
    assert (count_with(settings, "sail"), count_with(settings, "sink")) == (0, 1)


@pytest.mark.parametrize("news", [2, 4])
def test_news_that_fills_whole_batches_is_found_at_once(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, news: int
) -> None:
    monkeypatch.setattr(index_generation, "BATCH", 2)
    publish_some(database, 1)
    follower = new_follower(database, settings)
    catch_up(follower)
    publish_some(database, news)
    catch_up(follower)
    assert count_with(settings, "harbour") == 1 + news
    follower.close()


def test_an_embargo_ends_without_anybody_touching_the_index(database: Database, settings: Settings) -> None:
    publish(database, headline="The ferry sails", embargoed_until=NOW + timedelta(hours=1))
    update_index(database, settings)
    assert count_with(settings, "ferri") == 0
    assert count_with(settings, "ferri", NOW + timedelta(hours=2)) == 1


def test_a_revision_that_comes_while_the_store_is_scanned_is_indexed(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        publish(database, headline=f"The ferry {number} sails", external_reference=str(number))
    monkeypatch.setattr(index_generation, "BATCH", 2)
    follower = new_follower(database, settings)
    follower.step(NOW)
    publish(database, headline="The ferry 0 sinks", external_reference="0")
    catch_up(follower)
    assert (count_with(settings, "sail"), count_with(settings, "sink")) == (4, 1)
    follower.close()


def test_the_next_process_goes_on_where_the_last_one_stopped(database: Database, settings: Settings) -> None:
    publish_some(database, 3)
    update_index(database, settings)
    generation = open_index_storage(settings.index).current
    publish_some(database, 3)
    update_index(database, settings)
    assert open_index_storage(settings.index).current == generation
    assert_index_holds_the_store(database, settings)


def test_only_one_process_writes_and_another_takes_over_when_it_ends(
    database: Database, settings: Settings
) -> None:
    publish_some(database, 2)
    first, second = new_follower(database, settings), new_follower(database, settings)
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
    first, second = new_follower(database, settings), new_follower(database, settings)
    catch_up(first)
    shutil.rmtree(settings.index)
    catch_up(second)
    assert first.step(NOW) == 0
    assert (first.is_writer, first.sequence) == (False, None)
    second.close()
    catch_up(first)
    assert first.is_writer
    first.close()


def test_who_asks_for_it_gets_a_new_index_while_the_old_one_is_kept_up(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 5)
    follower = new_follower(database, settings)
    catch_up(follower)
    storage = open_index_storage(settings.index)
    old = storage.current
    monkeypatch.setattr(index_generation, "BATCH", 2)
    storage.request_rebuild()
    follower.step(NOW)
    publish(database, headline="The ferry sails")
    follower.step(NOW)
    assert storage.current == old
    assert count_with(settings, "ferri") == 1
    catch_up(follower)
    assert storage.current != old
    assert not storage.is_rebuild_requested
    assert_index_holds_the_store(database, settings)
    follower.close()


def test_a_new_index_that_was_asked_for_comes_although_its_first_writer_died(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 5)
    update_index(database, settings)
    storage = open_index_storage(settings.index)
    old = storage.current
    monkeypatch.setattr(index_generation, "BATCH", 2)
    storage.request_rebuild()
    dying = new_follower(database, settings)
    dying.step(NOW)
    dying.close()
    assert storage.current == old
    update_index(database, settings)
    assert storage.current != old
    assert not storage.is_rebuild_requested
    assert_index_holds_the_store(database, settings)


def test_news_that_comes_while_the_index_is_counted_does_not_make_it_seem_short(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 2)
    update_index(database, settings)
    old = open_index_storage(settings.index).current
    count = index_generation.count_indexable_articles

    def count_late(session: Session) -> int:
        publish_some(database, 1)
        return count(session)

    monkeypatch.setattr(index_generation, "count_indexable_articles", count_late)
    update_index(database, settings)
    assert open_index_storage(settings.index).current == old
    assert count_with(settings, "harbour") == 3


def test_a_reader_that_is_open_sees_each_new_state(database: Database, settings: Settings) -> None:
    publish(database, headline="The ferry sails")
    follower = new_follower(database, settings)
    catch_up(follower)
    index = open_index(settings.index)
    before = index.searcher()
    assert index.searcher() is before
    publish(database, headline="The ferry waits")
    catch_up(follower)
    question = EngineQuery((TermClause(frozenset({"ferri"})),), NOW)
    assert len(before.search(question, SearchOrder.NEWEST, 9)) == 1
    assert len(index.searcher().search(question, SearchOrder.NEWEST, 9)) == 2
    follower.close()


@pytest.mark.parametrize("news", [0, 3])
def test_what_a_failover_has_lost_leaves_the_index_and_what_came_instead_is_found(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, news: int
) -> None:
    """The sequence of what was lost is given again; the index serves on until its successor is complete."""
    publish_some(database, 4)
    lost = publish(database, headline="The ferry sails").article_id
    follower = new_follower(database, settings)
    with database.write() as session:
        withdraw(session, lost, now=NOW)
    catch_up(follower)
    assert count_with(settings, "ferri") == 0
    old = open_index_storage(settings.index).current
    lose_withdrawal(database, lost)
    for number in range(news):
        publish(database, headline=f"The tram {number} waits")
    monkeypatch.setattr(index_generation, "BATCH", 2)
    follower.step(NOW)
    assert open_index_storage(settings.index).current == old
    assert count_with(settings, "harbour") == 4
    catch_up(follower)
    assert (count_with(settings, "ferri"), count_with(settings, "tram")) == (1, news)
    assert_index_holds_the_store(database, settings)
    follower.close()
