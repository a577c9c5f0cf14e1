"""Writes keep the database whole; readers' statements end in time, and a slow one blocks nobody."""

import asyncio
import logging
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import select

from broadsheet_server.models.articles import ArticleBody
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.deadline import DeadlineError, deadline
from broadsheet_server.storage.uuid7 import uuid7
from tests.statements import ENDLESS, ONE


def test_a_row_that_references_nothing_is_refused(database: Database) -> None:
    orphan = ArticleBody(article_id=uuid7(), html="<p>Whose?</p>", text="Whose?")
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(orphan)
    with database.read() as session:
        assert session.exec(select(ArticleBody)).all() == []


def test_an_error_that_is_logged_does_not_repeat_the_values_of_the_row(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    secret = ArticleBody(article_id=uuid7(), html="friend@example.net", text="friend@example.net")
    nameless = Section(path="friend@example.net", slug="city", name=None)
    for row in (secret, nameless):
        try:
            with database.write() as session:
                session.add(row)
        except IntegrityError as error:
            logging.getLogger("broadsheet_server").exception("it failed: %s", error.orig)
    assert caplog.text.count("it failed") == 2
    assert "friend@" not in caplog.text


def test_no_engine_prints_parameters(database: Database) -> None:
    engines = {database.engine, *database.read_engines}
    assert all(engine.hide_parameters for engine in engines)


def test_a_session_for_reading_cannot_write_to_sqlite(sqlite_store: str) -> None:
    database = Database(sqlite_store)
    with database.read() as session:
        session.add(Section(path="city", slug="city", name="City"))
        with pytest.raises(OperationalError, match="readonly"):
            session.commit()
    database.dispose()


def test_a_snapshot_sees_the_store_as_it_was_at_its_first_statement(database: Database) -> None:
    sections = select(Section.path)
    with database.read_snapshot() as session:
        assert session.exec(sections).all() == []
        with database.write() as writer:
            writer.add(Section(path="city", slug="city", name="City"))
        assert session.exec(sections).all() == []
    with database.read_snapshot() as session:
        assert session.exec(sections).all() == ["city"]


@pytest.mark.parametrize("is_slow", [False, True])
def test_a_statement_ends_with_the_time_it_was_given(database: Database, is_slow: bool) -> None:
    async def ask() -> None:
        try:
            with deadline(0.2), pytest.raises(DeadlineError):
                await database.fetch(ENDLESS, is_slow=is_slow)
            assert [tuple(row) for row in await database.fetch(ONE)] == [(1,)]
        finally:
            await database.close()

    began = time.monotonic()
    asyncio.run(ask())
    assert time.monotonic() - began < 60  # it would take hours


def test_nothing_is_begun_after_the_deadline(database: Database) -> None:
    async def ask() -> None:
        try:
            with deadline(-1), pytest.raises(DeadlineError):
                await database.fetch(ONE)
        finally:
            await database.close()

    asyncio.run(ask())


def test_a_fault_within_the_time_stays_what_it_is(database: Database) -> None:
    async def ask() -> None:
        try:
            with deadline(10), pytest.raises(DBAPIError):
                await database.fetch(text("SELECT nothing FROM nowhere"))
        finally:
            await database.close()

    asyncio.run(ask())


def test_while_one_reader_waits_for_a_long_statement_the_others_are_served(database: Database) -> None:
    async def served() -> int:
        await database.fetch(ONE)
        with deadline(0.5):
            long = asyncio.create_task(database.fetch(ENDLESS, is_slow=True))
        count = 0
        while not long.done():
            await database.fetch(ONE)
            count += 1
            await asyncio.sleep(0.01)
        with pytest.raises(DeadlineError):
            await long
        await database.close()
        return count

    assert asyncio.run(served()) > 3
