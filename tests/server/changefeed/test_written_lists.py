"""Whoever keeps related lists learns which have been written, or that some have."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from broadsheet_server.changefeed.changed_topics import FeedPosition, changed_topics
from broadsheet_server.changefeed.topics import EVERY_LIST, list_topic
from broadsheet_server.changefeed.written_lists import FOLLOWER_NAME, KNOWN_MAX, record_written_lists
from broadsheet_server.models.changes import Follower
from broadsheet_server.storage.database import Database

FIRST, SECOND = uuid4(), uuid4()


def write(database: Database, *ids: UUID) -> None:
    with database.write() as session:
        for article_id in ids:
            record_written_lists(session, [article_id])


def write_and_fail(database: Database) -> None:
    with database.write() as session:
        record_written_lists(session, [FIRST])
        raise ZeroDivisionError


def looked(database: Database, since: FeedPosition | None) -> tuple[FeedPosition, frozenset[str] | None]:
    """The position now, and what has changed since."""

    async def look() -> tuple[FeedPosition, frozenset[str] | None]:
        try:
            return await changed_topics(database, since)
        finally:
            await database.close()

    return asyncio.run(look())


def topics(*ids: UUID) -> set[str]:
    return {list_topic(article_id.hex) for article_id in ids}


def test_the_process_that_writes_lists_knows_which(database: Database) -> None:
    position, _ = looked(database, None)
    write(database, FIRST, SECOND)
    after, changed = looked(database, position)
    assert changed == topics(FIRST, SECOND)
    assert after.lists == position.lists + 1
    write(database, FIRST)
    assert looked(database, after)[1] == topics(FIRST)
    assert looked(database, position)[1] == topics(FIRST, SECOND)


def test_another_process_knows_that_some_have_been_written(database: Database) -> None:
    position, _ = looked(database, None)
    other = Database(database.url.render_as_string(hide_password=False))
    write(other, FIRST)
    other.dispose()
    write(database, SECOND)
    assert looked(database, position)[1] == topics(SECOND) | {EVERY_LIST}


def test_what_was_rolled_back_has_not_been_written(database: Database) -> None:
    position, _ = looked(database, None)
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database)
    assert looked(database, position) == (position, frozenset())
    write(database, SECOND)
    assert looked(database, position)[1] == topics(SECOND)


def test_a_store_that_is_set_back_may_have_other_lists(database: Database) -> None:
    position, _ = looked(database, None)
    assert EVERY_LIST in (looked(database, position._replace(lists=position.lists + 1))[1] or ())
    assert EVERY_LIST in (looked(database, position._replace(lists=position.lists - KNOWN_MAX - 1))[1] or ())


def test_a_number_that_a_failover_has_lost_means_other_lists_once_it_is_given_again(
    database: Database,
) -> None:
    write(database, FIRST)
    write(database, FIRST)
    position, _ = looked(database, None)
    with database.write() as session:  # another server holds the store as it was, and has lost the last write
        written = select(Follower).where(Follower.name == FOLLOWER_NAME)
        session.exec(written).one().sequence = position.lists - 1
    lost, _ = looked(database, position)
    other = Database(database.url.render_as_string(hide_password=False))
    write(other, SECOND)
    other.dispose()
    assert EVERY_LIST in (looked(database, lost)[1] or ())
