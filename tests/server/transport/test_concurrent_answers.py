"""Many ask the same at once while others write, and nobody gets what is not so any more."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Send
from starlette.types import Scope as RequestScope

from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.cached_answers import CachedAnswers
from tests.builders import publish
from tests.processes import PROCESSES
from tests.server.schema.api import Api
from tests.server.transport.repeated_reads import FRONT_PAGE, READS, headlines
from tests.waiting import wait_until


def test_of_many_who_ask_the_same_at_once_one_is_answered_by_the_store(
    app: Starlette, database: Database, cache: AnswerCache, statements: list[str]
) -> None:
    publish(database, headline="One")

    async def ask_at_once() -> list[bytes]:
        transport = httpx2.ASGITransport(app=CachedAnswers(app, cache, 60.0))
        client = httpx2.AsyncClient(transport=transport, base_url="http://news.example")
        async with app.router.lifespan_context(app), client:
            asked = (client.post("/graphql", json={"query": FRONT_PAGE}) for _ in range(20))
            return [answer.content for answer in await asyncio.gather(*asked)]

    assert len(set(asyncio.run(ask_at_once()))) == 1
    assert len([each for each in statements if "article.headline" in each]) == 1


class HeldApp:
    """The application; it counts the requests, and keeps the first answer back until `release` is set."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.state = app.state
        self.asked = 0
        self.has_answered, self.release = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: RequestScope, receive: Receive, send: Send) -> None:
        self.asked += 1
        is_first, messages = self.asked == 1, list[Message]()

        async def collect(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive, collect)
        if is_first:
            self.has_answered.set()
            await self.release.wait()
        for message in messages:
            await send(message)


def test_whoever_asks_while_an_answer_is_made_waits_for_it_or_for_one_more_and_gets_nothing_older(
    app: Starlette, database: Database, cache: AnswerCache
) -> None:
    async def ask_while_it_is_made() -> tuple[int, list[tuple[int, int]]]:
        held = HeldApp(app)
        transport = httpx2.ASGITransport(app=CachedAnswers(cast("Starlette", held), cache, 0.0))
        client = httpx2.AsyncClient(transport=transport, base_url="http://news.example")
        asking: list[tuple[int, asyncio.Task[httpx2.Response]]] = []
        async with app.router.lifespan_context(app), client:
            for published in range(4):
                publish(database, headline=f"{published}", external_reference=f"urn:{published}")
                post = partial(client.post, "/graphql", json={"query": FRONT_PAGE})
                asking += [(published, asyncio.create_task(post())) for _ in range(5)]
                await held.has_answered.wait()
                for _ in range(200):  # the others come to where they wait
                    await asyncio.sleep(0)
            held.release.set()
            answers = [(published, (await task).json()) for published, task in asking]
        shown = [(published, len(each["data"]["articles"]["nodes"])) for published, each in answers]
        return held.asked, shown

    asked, shown = asyncio.run(ask_while_it_is_made())
    assert asked == 2
    assert len(shown) == 20
    assert all(articles >= min(published + 1, 3) for published, articles in shown)


def write_numbers(url: str, count: int, written: Any) -> None:
    """The other process: publish a version with the next number, again and again, and tell each commit."""
    database = Database(url)
    for number in range(1, count + 1):
        publish(database, headline=str(number), external_reference="urn:one")
        written.value = number
    database.dispose()


def test_of_thousands_of_answers_beside_another_process_that_writes_none_is_stale(
    app: Starlette, database: Database, cache: AnswerCache
) -> None:
    publish(database, headline="0", external_reference="urn:one")
    written = PROCESSES.Value("i", 0)
    url = database.url.render_as_string(hide_password=False)
    writer = PROCESSES.Process(target=write_numbers, args=(url, READS // 3, written))
    stale, asked = [], 0
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        api = Api(client)
        headlines(api)
        writer.start()
        while writer.is_alive() or asked < READS:
            committed = written.value
            [shown] = headlines(api)
            asked += 1
            if int(shown) < committed:
                stale.append((shown, committed))
        writer.join()
        assert headlines(api) == [str(READS // 3)]

    assert stale == []
    assert writer.exitcode == 0
    assert cache.hits > 50


@pytest.fixture
def other(store_url: str) -> Iterator[Database]:
    """The store as another process has it."""
    database = Database(store_url)
    yield database
    database.dispose()


def test_on_postgresql_what_others_change_is_seen_after_the_time_that_is_set(
    app: Starlette, database: Database, other: Database, cache: AnswerCache
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite tells every change at once")
    publish(database, headline="One")
    with TestClient(CachedAnswers(app, cache, 0.2)) as client:
        api = Api(client)
        assert headlines(api) == ["One"]
        publish(other, headline="Two")
        wait_until(lambda: "Two" in headlines(api))


def test_on_postgresql_whoever_wrote_by_a_server_reads_it_there_before_that_time(
    app: Starlette, database: Database, other: Database, cache: AnswerCache
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite tells every change at once")
    publish(database, headline="One")
    with TestClient(CachedAnswers(app, cache, 3_600.0)) as client:
        api = Api(client)
        assert headlines(api) == ["One"]
        publish(other, headline="Two")
        assert "Two" not in headlines(api)
        api.post("mutation { __typename }")
        assert "Two" in headlines(api)
