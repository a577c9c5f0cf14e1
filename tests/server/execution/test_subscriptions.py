"""What subscribers are told is read once for all who ask the same, and is nobody else's."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson

from broadsheet_server.access.caller import Caller
from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.subscriptions import subscribe
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.schema.context import Context
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.uuid7 import uuid7
from tests.builders import publish
from tests.server.schema.conftest import statements

__all__ = ["statements"]

LIVE = """subscription ($after: Sequence, $short: Boolean = false) {
  articleChanged(after: $after) { sequence article { slug headline @skip(if: $short) } } }"""


class Newsstand:
    """Lets many follow one store at the same time."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._documents = DocumentCache()

    async def first(self, caller: Caller | None = None, **variables: Any) -> Any:
        """What a subscriber is told first."""

        def context() -> Context:
            return Context(self._database, self._settings, datetime.now(UTC), caller)

        request = GraphQLRequest(LIVE, None, variables)
        stream = subscribe(self._documents.get(LIVE), request, context)
        async for result in stream:
            return orjson.loads(orjson.dumps(result.data))["articleChanged"], result.event_id
        return None

    async def follow(self, count: int, **variables: Any) -> AsyncIterator[Any]:
        """What a subscriber is told, so many times."""

        def context() -> Context:
            return Context(self._database, self._settings, datetime.now(UTC))

        stream = subscribe(self._documents.get(LIVE), GraphQLRequest(LIVE, None, variables), context)
        for _ in range(count):
            yield orjson.loads(orjson.dumps((await anext(stream)).data))["articleChanged"]


def test_a_change_is_read_once_for_all_who_ask_the_same(
    database: Database, settings: Settings, statements: list[str]
) -> None:
    publish(database, slug="the-crane", headline="The crane")
    stand = Newsstand(database, settings)

    async def follow(count: int) -> tuple[list[Any], int]:
        before = len(statements)
        told = await asyncio.gather(*(stand.first(after="0") for _ in range(count)))
        return told, len(statements) - before

    async def both() -> tuple[list[Any], int, int]:
        _, alone = await follow(1)
        await asyncio.to_thread(publish, database, slug="the-bridge")  # what is kept of the first is old now
        told, together = await follow(20)
        await database.close()
        return told, alone, together

    told, alone, together = asyncio.run(both())
    article = {"slug": "the-crane", "headline": "The crane"}
    assert told == [({"sequence": "1", "article": article}, "1")] * 20
    assert together == alone


def test_others_get_what_they_ask_for(database: Database, settings: Settings) -> None:
    """With another variable, another place to begin, another key."""
    publish(database, slug="the-crane", headline="The crane")
    publish(database, slug="the-bridge", headline="The bridge")
    stand = Newsstand(database, settings)
    caller = Caller(uuid7(), frozenset(), "somebody")

    async def follow() -> list[Any]:
        asked = (
            stand.first(after="0"),
            stand.first(after="0", short=True),
            stand.first(after="1"),
            stand.first(caller, after="0"),
        )
        told = await asyncio.gather(*asked)
        await database.close()
        return [change["article"] for change, _ in told]

    assert asyncio.run(follow()) == [
        {"slug": "the-crane", "headline": "The crane"},
        {"slug": "the-crane"},
        {"slug": "the-bridge", "headline": "The bridge"},
        {"slug": "the-crane", "headline": "The crane"},
    ]


def test_who_catches_up_reads_many_articles_by_one_statement(
    database: Database, settings: Settings, statements: list[str]
) -> None:
    for number in range(20):
        publish(database, slug=f"story-{number}")
    stand = Newsstand(database, settings)

    async def follow() -> tuple[list[Any], int]:
        before = len(statements)
        told = [each["article"]["slug"] async for each in stand.follow(20, after="0")]
        await database.close()
        return told, len(statements) - before

    told, read = asyncio.run(follow())
    assert told == [f"story-{number}" for number in range(20)]
    assert read <= 6


def test_who_catches_up_is_not_told_what_was_taken_back_meanwhile(
    database: Database, settings: Settings
) -> None:
    publish(database, slug="the-crane")
    bridge = publish(database, slug="the-bridge")
    stand = Newsstand(database, settings)

    def take_back() -> None:
        with database.write() as session:
            withdraw(session, bridge.article_id, now=datetime.now(UTC))

    async def follow() -> list[Any]:
        told = []
        async for each in stand.follow(2, after="0"):
            told.append(each["article"])
            if len(told) == 1:
                await asyncio.to_thread(take_back)
        await database.close()
        return told

    first, second = asyncio.run(follow())
    assert first["slug"] == "the-crane"
    assert second is None
