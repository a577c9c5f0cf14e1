"""Who reads the change feed from its beginning pays for each page, not for all that follows it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlmodel import select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.reading.changes import EXAMINED_MAX, ChangeFilter, ChangePage, change_at, read_changes
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ChangeKind
from tests.builders import NOW, publish

LATER = datetime(2026, 11, 28, tzinfo=UTC)
EVERY = 10
"""After so many instructions of SQLite's machine it counts."""


def add_changes(database: Database, number: int) -> None:
    """Have the only article change so often."""
    with database.write() as session:
        feed.lock_sequence(session)
        key, head = session.exec(select(Article.id)).one(), feed.head(session)
        rows = [
            feed.change_row(head + place, ChangeKind.REVISED, key, {"list:articles"}, NOW)
            for place in range(1, number + 1)
        ]
        session.execute(insert(Change), rows)
        feed.set_head(session, head + number)


def instructions(database: Database, question: Any) -> int:
    """How many instructions SQLite's machine runs for a question: the same on any machine, however busy."""
    counts: list[None] = []

    def watch(connection: Any, *_: object) -> None:
        connection.connection.dbapi_connection.set_progress_handler(lambda: counts.append(None), EVERY)

    for engine in database.read_engines:
        event.listen(engine, "before_cursor_execute", watch)
    asyncio.run(question)
    for engine in database.read_engines:
        event.remove(engine, "before_cursor_execute", watch)
    return EVERY * len(counts)


@pytest.mark.parametrize("reads", [read_changes, change_at])
def test_a_page_costs_the_same_however_much_has_happened_since(sqlite_store: str, reads: Any) -> None:
    database = Database(sqlite_store)
    publish(database)
    costs = []
    for number in (2 * EXAMINED_MAX, 4 * EXAMINED_MAX):
        add_changes(database, number)
        context = ReadContext(database, Settings(), LATER)
        arguments = (10, ChangeFilter()) if reads is read_changes else ()
        costs.append(instructions(database, reads(context, 20, *arguments)))
    database.dispose()
    few, many = costs
    assert 0 < many <= 1.1 * few


def test_what_is_read_next_follows_what_was_read(database: Database) -> None:
    sequences = [publish(database, headline=f"Story {number}").sequence for number in range(8)]

    async def read() -> ChangePage:
        page = await read_changes(ReadContext(database, Settings(), LATER), 2, 4, ChangeFilter())
        await database.close()
        return page

    page = asyncio.run(read())
    assert sequences == [*range(1, 9)]
    assert [change.sequence for change in page.changes] == [3, 4, 5, 6]
    assert (page.end, page.head, page.has_more) == (6, 8, True)
