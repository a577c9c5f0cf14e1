"""An answer holds at a later version of the data for as long as nothing that it is made of has changed."""

import asyncio
import math
from collections.abc import Callable, Coroutine

from broadsheet_server.changefeed.written_lists import record_written_lists
from broadsheet_server.execution.answers import Answer, AnswerNote, Sources, topic_hashes
from broadsheet_server.execution.source_watch import SourceWatch
from broadsheet_server.storage.database import Database
from tests.builders import publish


def watching(database: Database, story: Callable[[SourceWatch], Coroutine[None, None, None]]) -> None:
    async def run() -> None:
        try:
            await story(SourceWatch(database))
        finally:
            await database.close()

    asyncio.run(run())


async def answer_about(watch: SourceWatch, version: int, *topics: str) -> Answer:
    """An answer made of these topics at this version of the data."""
    note = AnswerNote(sources=Sources(topic_hashes(topics), ()))
    answer = Answer(version, math.inf, 200, (), b"{}", note)
    answer.generation = await watch.generation_at(version)
    return answer


def test_a_change_elsewhere_leaves_an_answer_and_one_of_its_own_ends_it(database: Database) -> None:
    async def story(watch: SourceWatch) -> None:
        publish(database, section_path="city")
        world = await answer_about(watch, 1, "section:world")
        city = await answer_about(watch, 1, "section:city")
        publish(database, section_path="city", headline="Another one")
        assert await watch.renew(world, 2)
        assert not await watch.renew(city, 2)
        assert (world.version, city.version) == (2, 1)

    watching(database, story)


def test_a_new_section_ends_every_answer(database: Database) -> None:
    async def story(watch: SourceWatch) -> None:
        publish(database, section_path="city")
        answer = await answer_about(watch, 1, "section:world")
        publish(database, section_path="arts", headline="Another one")
        assert not await watch.renew(answer, 2)

    watching(database, story)


def test_an_answer_is_renewed_at_once_where_nothing_has_to_be_asked(database: Database) -> None:
    async def story(watch: SourceWatch) -> None:
        publish(database, section_path="city")
        world = await answer_about(watch, 1, "section:world")
        city = await answer_about(watch, 1, "section:city")
        listed = await answer_about(watch, 1, "section:world")
        article_id = publish(database, section_path="city", headline="Another one").article_id
        listed.note.sources = Sources(topic_hashes(()), (("", article_id.hex, 1),))
        with database.write() as session:
            record_written_lists(session, [article_id])
        assert not watch.renew_at_once(world, 2)  # it was not looked yet
        await watch.generation_at(2)
        assert watch.renew_at_once(world, 2)
        assert not watch.renew_at_once(city, 2)
        assert not watch.renew_at_once(listed, 2)
        assert (world.version, city.version, listed.version) == (2, 1, 1)

    watching(database, story)
