"""Related lists stay up to date after a pause or a failure, and when another server lags or takes over."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from broadsheet_server.changefeed import feed
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related import follower as follower_module
from broadsheet_server.related.feature_extraction import AnalysedArticle, IdfByLanguage
from broadsheet_server.related.list_store import (
    StoredList,
    invalidate_lists,
    queue_rebuild,
    read_lists,
    write_lists,
)
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import draft, publish
from tests.server.related.machine import Machine
from tests.server.related.stories import (
    CRACK,
    INQUIRY,
    REPAIR,
    TODAY,
    publish_other_news,
    relate,
    related,
    report,
)  # fmt: skip
from tests.server.search.index_fixtures import lose_withdrawal

LATER = TODAY + timedelta(hours=1)
SECOND = timedelta(seconds=1)


def listed(database: Database) -> set[UUID]:
    """The articles that have a list."""
    with database.read() as session:
        return set(read_lists(session, [change.article_id for change in feed.changes_after(session, 0, 99)]))


def test_an_embargo_that_ends_while_nobody_is_at_work_is_noticed_afterwards(
    database: Database, settings: Settings, crack: UUID
) -> None:
    hour = TODAY + timedelta(hours=5)
    repair = report(database, "Swing bridge to be repaired", REPAIR, embargoed_until=hour)
    machine = Machine(database, settings.index)
    machine.work(LATER)
    machine.close()
    assert related(database, crack) == []
    machine = Machine(database, settings.index)
    machine.work(hour + timedelta(hours=8))
    machine.close()
    assert related(database, repair) == [crack]
    assert related(database, crack) == [repair]


def test_lists_that_could_not_be_written_are_made_when_there_is_room_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, crack: UUID, repair: UUID, machine: Machine
) -> None:
    def no_room(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(follower_module, "write_lists", no_room)
        with pytest.raises(OperationalError):
            machine.work(LATER)
    assert not listed(database)
    machine.work(LATER)
    assert related(database, crack) == [repair]
    assert len(listed(database)) == 10


def test_an_article_that_cannot_be_described_holds_up_no_other(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    publish_other_news(database)
    relate(database, settings)
    describe = follower_module.extract_features

    def stumble(article: IndexedArticle, rarities: IdfByLanguage) -> AnalysedArticle:
        if article.headline == "Cursed":
            raise ZeroDivisionError("nobody thought of this")
        return describe(article, rarities)

    monkeypatch.setattr(follower_module, "extract_features", stumble)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    cursed = report(database, "Cursed", "A text that breaks what reads it.")
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=2)
    with caplog.at_level(logging.ERROR):
        relate(database, settings)
    assert related(database, crack) == [repair]
    assert str(cursed) in caplog.text


def test_lists_are_built_anew_where_the_store_has_lost_changes_that_they_are_built_from(
    database: Database, caplog: pytest.LogCaptureFixture, crack: UUID, repair: UUID, machine: Machine
) -> None:
    with database.write() as session:
        withdraw(session, repair, now=TODAY)
    machine.work(LATER)
    assert related(database, crack) == []
    lose_withdrawal(database, repair)
    machine.work(LATER)
    assert related(database, crack) == [repair]
    assert "the store has lost changes" in caplog.text


def test_with_nothing_to_do_nothing_is_written(sqlite_store: str, settings: Settings) -> None:
    database = Database(sqlite_store)
    publish_other_news(database)
    machine = Machine(database, settings.index)
    machine.work(LATER)
    begun: list[object] = []
    event.listen(database.engine, "begin", begun.append)
    for seconds in range(60):
        assert machine.work(LATER + seconds * SECOND) == 0
    assert begun == []
    machine.close()
    database.dispose()


@pytest.mark.postgres
def test_servers_with_indexes_of_their_own_do_not_make_the_same_lists(
    postgres_store: str, tmp_path: Path
) -> None:
    database = Database(postgres_store)
    publish_other_news(database)
    first, second = Machine(database, tmp_path / "1"), Machine(database, tmp_path / "2")
    first.work(LATER)
    crack = report(database, "Swing bridge closed", CRACK)
    second.work(LATER + SECOND)
    assert crack not in listed(database)
    first.work(LATER + 2 * SECOND)
    assert crack in listed(database)
    first.close()
    second.close()
    database.dispose()


@pytest.mark.postgres
def test_a_server_that_works_again_after_another_did_knows_what_happened_meanwhile(
    postgres_store: str, tmp_path: Path
) -> None:
    database = Database(postgres_store)
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    first, second = Machine(database, tmp_path / "1"), Machine(database, tmp_path / "2")
    first.work(LATER)
    hour = TODAY + timedelta(hours=5)
    repair = report(database, "Swing bridge to be repaired", REPAIR, embargoed_until=hour)
    assert second.work(LATER + 2 * timedelta(minutes=1)) > 0
    first.work(LATER + 4 * timedelta(minutes=1))
    first.work(hour + SECOND)
    assert related(database, repair) == [crack]
    assert related(database, crack) == [repair]
    first.close()
    second.close()
    database.dispose()


def test_a_server_whose_index_lags_leaves_the_lists_to_those_that_know_more(
    database: Database, tmp_path: Path
) -> None:
    publish_other_news(database)
    ahead, behind = Machine(database, tmp_path / "1"), Machine(database, tmp_path / "2")
    behind.work(LATER)
    behind.follower.close()
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    repair = report(database, "Swing bridge to be repaired", REPAIR)
    ahead.work(LATER + SECOND)
    ahead.follower.close()
    with database.write() as session:
        queue_rebuild(session, [crack])
    assert behind.follower.step(LATER + 2 * SECOND) == 0
    behind.work(LATER + 3 * SECOND)
    assert related(database, crack) == [repair]
    ahead.close()
    behind.close()


@pytest.mark.postgres
def test_a_server_that_was_paused_writes_no_list_once_another_has_taken_over(
    postgres_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(postgres_store)
    publish_other_news(database)
    paused, other = Machine(database, tmp_path / "1"), Machine(database, tmp_path / "2")
    paused.work(LATER)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    repair = report(database, "Swing bridge to be repaired", REPAIR)
    find_stale = follower_module.lists_containing

    def pause(*arguments: Any) -> set[UUID]:
        """Between reading and writing the machine stands still, and another one does the work."""
        monkeypatch.undo()
        assert other.work(LATER + timedelta(minutes=1))
        with database.write() as session:
            write_lists(session, [StoredList(crack, 99, [])])
        return find_stale(*arguments)

    paused.indexer.step(LATER + SECOND)
    monkeypatch.setattr(follower_module, "lists_containing", pause)
    assert paused.follower.step(LATER + SECOND) == 0
    assert related(database, crack) == []
    assert related(database, repair) == [crack]
    assert "Nothing was written" in caplog.text
    other.close()
    paused.close()
    database.dispose()


@pytest.mark.postgres
def test_lists_that_are_not_trusted_are_made_again_by_whichever_server_makes_them(
    postgres_store: str, tmp_path: Path
) -> None:
    database = Database(postgres_store)
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    repair = report(database, "Swing bridge to be repaired", REPAIR)
    maker, other = Machine(database, tmp_path / "1"), Machine(database, tmp_path / "2")
    maker.work(LATER)
    other.work(LATER)
    with database.write() as session:
        write_lists(session, [StoredList(crack, 1, [])])
        invalidate_lists(session)
    other.work(LATER + SECOND)
    maker.work(LATER + 2 * SECOND)
    assert related(database, crack) == [repair]
    maker.close()
    other.close()
    database.dispose()


@pytest.mark.postgres
def test_lists_are_written_while_a_publisher_revises_the_same_articles(
    postgres_store: str, tmp_path: Path
) -> None:
    database = Database(postgres_store)
    low, high = sorted(
        publish(database, headline=reference, external_reference=reference).article_id for reference in "ab"
    )
    references = {publish(database, external_reference=name).article_id: name for name in "ab"}
    half_way, trouble = threading.Event(), []

    def revise(session: object, key: UUID) -> None:
        revised = draft(headline=f"Revised {references[key]}", external_reference=references[key])
        publish_draft(session, revised, media=MediaFolder(tmp_path), now=TODAY)  # type: ignore[arg-type]

    def revise_both() -> None:
        with database.write() as session:
            revise(session, high)
            half_way.set()
            written.wait(5)
            revise(session, low)

    def write_both() -> None:
        half_way.wait(5)
        with database.write() as session:
            write_lists(session, [StoredList(low, 1, []), StoredList(high, 1, [])])
        written.set()

    def tried(work: Callable[[], None]) -> None:
        try:
            work()
        except OperationalError as error:
            trouble.append(error)

    written = threading.Event()
    threads = [threading.Thread(target=tried, args=(work,)) for work in (revise_both, write_both)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert trouble == []
    assert written.is_set()
    assert {low, high} <= listed(database)
    database.dispose()


def test_an_inquiry_joins_the_story_after_a_failure_in_between(
    database: Database, monkeypatch: pytest.MonkeyPatch, crack: UUID, machine: Machine
) -> None:
    machine.work(LATER)
    inquiry = report(database, "Inquiry hears of bridge cracks", INQUIRY)

    def no_room(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(follower_module, "save_features", no_room)
        with pytest.raises(OperationalError):
            machine.work(LATER)
    machine.work(LATER)
    assert related(database, crack) == [inquiry]
