"""What the fields of one operation wait for together."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from broadsheet_server.reading.article_lists import ListRequest
from broadsheet_server.reading.selection import Selection
from broadsheet_server.schema.context import Context
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: nothing here depends on it."""
    return sqlite_store


def test_a_field_that_is_cancelled_takes_nothing_from_the_others(
    database: Database, settings: Settings
) -> None:
    article = publish(database).article_id

    async def ask() -> None:
        context = Context(database, settings, NOW)
        load = context.reading.article_loader
        assert load is not None
        await still_answered(lambda: context.page(ListRequest(), Selection.of("slug")))
        await still_answered(lambda: load([article], Selection.of("slug")))
        await database.close()

    asyncio.run(ask())


async def still_answered(ask: Callable[[], Awaitable[object]]) -> None:
    """Two wait for the same; one is cancelled before it is there."""
    first, second = asyncio.ensure_future(ask()), asyncio.ensure_future(ask())
    await asyncio.sleep(0)
    first.cancel()
    assert await second
    assert first.cancelled()
