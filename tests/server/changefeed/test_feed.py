"""The change feed numbers every change without gaps, whoever writes at the same time."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from broadsheet_server.changefeed import feed
from broadsheet_server.models.changes import Change
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ChangeKind
from tests.builders import NOW, publish


def test_the_feed_is_read_page_by_page(database: Database) -> None:
    published = publish(database)
    with database.write() as session:
        for _ in range(4):
            feed.record_change(session, ChangeKind.REVISED, published.article_id, ["b", "a", "a"], now=NOW)
    with database.read() as session:
        assert feed.head(session) == 5
        pages = [feed.changes_after(session, after, 2) for after in (0, 2, 4, 5)]
        assert [[change.sequence for change in page] for page in pages] == [[1, 2], [3, 4], [5], []]
        assert pages[1][0].topics == ["a", "b"]


def test_a_change_of_a_transaction_that_fails_leaves_no_gap(database: Database) -> None:
    published = publish(database)

    def record_and_fail() -> None:
        with database.write() as session:
            feed.record_change(session, ChangeKind.REVISED, published.article_id, [], now=NOW)
            raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        record_and_fail()
    assert publish(database, headline="Next").sequence == 2


def test_a_change_tells_when_it_happened(database: Database) -> None:
    published = publish(database)
    later = NOW + timedelta(hours=1)
    with database.write() as session:
        feed.record_change(session, ChangeKind.REVISED, published.article_id, [], now=later)
    with database.read() as session:
        assert feed.occurred_at(session, 2) == later
        assert feed.occurred_at(session, 3) is None


def test_a_feed_without_changes_has_head_zero(database: Database) -> None:
    with database.read() as session:
        assert (feed.head(session), feed.changes_after(session, 0, 10)) == (0, [])


@pytest.mark.postgres
@pytest.mark.parametrize("locks_first", [False, True])
def test_a_sequence_is_never_seen_before_a_smaller_one(postgres_store: str, locks_first: bool) -> None:
    database = Database(postgres_store)
    published = publish(database)
    has_lock, may_commit, is_second_written = Event(), Event(), Event()

    def record(topic: str, session: Session) -> None:
        feed.record_change(session, ChangeKind.REVISED, published.article_id, [topic], now=NOW)

    def write_first() -> None:
        with database.write() as session:
            if locks_first:
                feed.lock_sequence(session)
            else:
                record("first", session)
            has_lock.set()
            may_commit.wait(10)
            if locks_first:
                record("first", session)

    def write_second() -> None:
        has_lock.wait(10)
        with database.write() as session:
            record("second", session)
        is_second_written.set()

    threads = [Thread(target=write_first), Thread(target=write_second)]
    for thread in threads:
        thread.start()
    assert not is_second_written.wait(0.3), "the second writer did not wait for the first"
    with database.read() as session:
        assert session.execute(select(func.count(col(Change.sequence)))).scalar_one() == 1
    may_commit.set()
    for thread in threads:
        thread.join(10)
    with database.read() as session:
        changes = feed.changes_after(session, 1, 10)
        assert [(change.sequence, change.topics) for change in changes] == [(2, ["first"]), (3, ["second"])]
    database.dispose()
