"""What one request reads once and uses often."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.settings import PublicationSettings, Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class CountingReader:
    """A database that counts the statements it is asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.statements = 0

    async def fetch(self, *arguments: Any, **options: Any) -> Any:
        """Run the statement."""
        self.statements += 1
        return await self._database.fetch(*arguments, **options)


def test_the_languages_of_the_store_are_read_once_and_each_is_named_once(database: Database) -> None:
    async def read() -> None:
        reader = CountingReader(database)
        context = ReadContext(reader, Settings(), NOW)
        assert await context.languages() == []
        for language in ("zh-Hans", "en", "en-GB", "zh-Hans", "en"):
            publish(database, language=language)
        assert await context.languages() == []
        later = ReadContext(reader, Settings(), NOW)
        assert sorted(await later.languages()) == ["en", "en-GB", "zh-Hans"]
        assert reader.statements == 2
        await database.close()

    asyncio.run(read())


def test_the_sections_are_read_once(database: Database) -> None:
    publish(database, section_path="city/transport")

    async def read() -> None:
        reader = CountingReader(database)
        context = ReadContext(reader, Settings(), NOW)
        first, second = await asyncio.gather(context.sections(), context.sections())
        assert first is second is await context.sections()
        assert set(first.by_path) == {"city", "city/transport"}
        assert reader.statements == 1
        await database.close()

    asyncio.run(read())


def test_addresses_and_words_are_those_of_the_publication(database: Database) -> None:
    publication = PublicationSettings(language="zh-Hans", copyright_notice="© 2026 The Courier")
    settings = Settings(public_url="https://news.example", publication=publication)
    context = ReadContext(database, settings, NOW)

    assert context.images.url("7.png") == "https://news.example/media/7.png"
    assert context.images.url("https://pictures.example/7.png") == "https://pictures.example/7.png"
    assert (context.home_label, context.copyright_notice) == ("首页", "© 2026 The Courier")


def test_a_reader_who_is_cancelled_takes_nothing_from_the_others(database: Database) -> None:
    """An error of one field cancels its neighbours, while others wait for the same sections."""

    class SlowReader(CountingReader):
        may_answer = asyncio.Event()

        async def fetch(self, *arguments: Any, **options: Any) -> Any:
            """Wait, then run the statement."""
            await self.may_answer.wait()
            return await super().fetch(*arguments, **options)

    async def read() -> None:
        reader = SlowReader(database)
        for read in (
            ReadContext(reader, Settings(), NOW).sections,
            ReadContext(reader, Settings(), NOW).languages,
        ):
            reader.may_answer.clear()
            first, second = asyncio.create_task(read()), asyncio.create_task(read())
            await asyncio.sleep(0)
            first.cancel()
            await asyncio.sleep(0)
            reader.may_answer.set()
            assert await second is not None
            assert first.cancelled()
        await database.close()

    asyncio.run(read())
