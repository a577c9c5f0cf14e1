"""What goes wrong beside the kept answers: the store is away, questions are huge, moments pass meanwhile."""

import asyncio
import gc
import weakref
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.execution import answers
from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.schema.context import shared_index
from broadsheet_server.settings import Settings
from broadsheet_server.storage import data_version
from broadsheet_server.storage.data_version import DataVersionError, PostgresDataVersion
from broadsheet_server.storage.database import Database
from broadsheet_server.transport import cached_answers, http, sent_answers
from broadsheet_server.transport.cached_answers import CachedAnswers
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.search.index_fixtures import update_index

HEADLINES = "{ articles { nodes { headline } } }"


@pytest.fixture
def cache() -> AnswerCache:
    """Room for some answers."""
    return AnswerCache(10_000_000)


def shown(answer: httpx2.Response) -> list[str]:
    return [node["headline"] for node in answer.json()["data"]["articles"]["nodes"]]


class Clock:
    """The time of the day and the monotonic clock, which the test sets. In place of `datetime` and `time`."""

    def __init__(self) -> None:
        self.passed_s = 0.0
        self.began = datetime.now(UTC)

    def now(self, _: object = None) -> datetime:
        """The time of the day."""
        return self.began + timedelta(seconds=self.passed_s)

    def monotonic(self) -> float:
        """Seconds."""
        return self.passed_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the endpoint and of the kept answers."""
    clock = Clock()
    for module in (cached_answers, http):
        monkeypatch.setattr(module, "datetime", clock)
    for module in (cached_answers, sent_answers, answers):
        monkeypatch.setattr(module, "time", clock)
    return clock


async def as_many(app: Starlette, cache: AnswerCache, ask: Callable[[Any], Awaitable[None]]) -> None:
    """Let `ask` use a client of the server."""
    transport = httpx2.ASGITransport(app=CachedAnswers(app, cache, 60.0))
    client = httpx2.AsyncClient(transport=transport, base_url="http://news.example")
    async with app.router.lifespan_context(app), client:
        await ask(client)


def test_long_questions_take_their_room_in_the_cache(app: Starlette) -> None:
    cache = AnswerCache(1_000_000)
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        api = Api(client)
        for number in range(20):
            api.post("{ limits { pageMax } }", {"unused": str(number) * 100_000})
        kept = sum(len(part) for key in cache._answers for part in key)
        api.post("{ limits { pageMax } }", {"unused": "x" * 200_000})

    assert 0 < kept <= 1_000_000
    assert all(len(key[1]) < 200_000 for key in cache._answers)


def test_a_request_that_says_it_is_not_encoded_is_answered_like_any_other(
    app: Starlette, database: Database, cache: AnswerCache
) -> None:
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        for _ in range(2):
            assert Api(client).post(HEADLINES, content_encoding="identity").status_code == 200
            assert Api(client).post(HEADLINES, content_encoding="gzip").status_code == 415
    assert cache.hits == 1


def test_a_store_that_does_not_tell_its_version_is_asked_for_the_answer(
    app: Starlette, database: Database, cache: AnswerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(database, headline="One")

    def fails(*_: object) -> None:
        raise DataVersionError

    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        for each in (data_version.SqliteDataVersion, PostgresDataVersion):
            monkeypatch.setattr(each, "known", fails)
        assert shown(Api(client).post(HEADLINES)) == ["One"]

    assert not cache._answers


def test_a_store_that_is_away_is_told_in_words(
    app: Starlette, database: Database, cache: AnswerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Database("sqlite:////no/such/folder/store" if database.is_sqlite else "postgresql://127.0.0.1:1/x")
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        app.state.database = away
        answer = Api(client).post(HEADLINES)
        app.state.database = database

    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"


def test_an_answer_is_given_although_nobody_knows_how_long_it_holds(
    app: Starlette, database: Database, cache: AnswerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise OSError

    publish(database, headline="One")
    monkeypatch.setattr(cached_answers, "next_visibility_change", fails)
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        assert shown(Api(client).post(HEADLINES)) == ["One"]
        assert shown(Api(client).post(HEADLINES)) == ["One"]
    assert cache.hits == 0


def test_an_answer_that_took_long_ends_when_an_article_expired_meanwhile(
    app: Starlette, database: Database, cache: AnswerCache, clock: Clock
) -> None:
    """Another answer was begun and finished after the expiry, while this one was still being made."""
    publish(database, headline="Expires", now=clock.now(), expires_at=clock.now() + timedelta(seconds=60))
    publish(database, headline="Stays")
    made, finished = asyncio.Event(), asyncio.Event()

    class SlowToFinish:
        state, router = app.state, app.router

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await app(scope, receive, send)
            if scope["query_string"].endswith(b"slow"):
                made.set()
                await finished.wait()

    async def ask(client: Any) -> None:
        address = "/graphql?query=%7B%20articles%20%7B%20nodes%20%7B%20headline%20%7D%20%7D%20%7D"
        slow = asyncio.ensure_future(client.get(f"{address}&slow"))
        await made.wait()
        clock.passed_s = 61
        assert shown(await client.get(address)) == ["Stays"]
        finished.set()
        assert len(shown(await slow)) == 2
        assert shown(await client.get(f"{address}&slow")) == ["Stays"]

    asyncio.run(as_many(SlowToFinish(), cache, ask))  # type: ignore[arg-type]


def test_who_waits_for_the_answer_to_somebody_else_does_not_get_what_has_expired(
    app: Starlette, database: Database, cache: AnswerCache, clock: Clock
) -> None:
    publish(database, headline="Expires", now=clock.now(), expires_at=clock.now() + timedelta(seconds=60))
    made, finished = asyncio.Event(), asyncio.Event()

    class FirstIsSlow:
        state, router = app.state, app.router
        asked = 0

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            self.asked += 1
            is_first = self.asked == 1
            await app(scope, receive, send)
            if is_first:
                made.set()
                await finished.wait()

    async def ask(client: Any) -> None:
        first = asyncio.ensure_future(client.post("/graphql", json={"query": HEADLINES}))
        await made.wait()
        clock.passed_s = 61
        second = asyncio.ensure_future(client.post("/graphql", json={"query": HEADLINES}))
        await asyncio.sleep(0)
        finished.set()
        assert shown(await first) == ["Expires"]
        assert shown(await second) == []

    asyncio.run(as_many(FirstIsSlow(), cache, ask))  # type: ignore[arg-type]


def test_an_old_state_of_the_index_is_let_go_although_answers_of_it_are_kept(
    app: Starlette, database: Database, settings: Settings, cache: AnswerCache
) -> None:
    publish(database, headline="One crane")
    update_index(database, settings)
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        api = Api(client)
        api.ask('{ search(query: "crane") { nodes { headline } } }')
        state = weakref.ref(shared_index(settings.index).searcher())
        for number, word in enumerate(("another", "third")):  # results of the state before may be taken over
            publish(database, headline=f"{word} crane", slug=f"crane-{number}")
            update_index(database, settings)
            api.ask(f'{{ search(query: "{word}") {{ nodes {{ headline }} }} }}')
        gc.collect()

        assert len(cache._answers) == 3
        assert state() is None


def test_a_version_that_was_asked_for_before_a_write_is_not_remembered_after_it() -> None:
    """Who wrote reads their own write, whatever was under way."""
    asked = asyncio.Event()
    go_on = asyncio.Event()

    class Store:
        last_write = None

        async def fetch_rows(self, *_: object) -> list[list[str]]:
            asked.set()
            await go_on.wait()
            return [["before the write"]]

    async def read_across_a_write() -> object:
        version = PostgresDataVersion(Store(), 60.0)  # type: ignore[arg-type]
        reading = asyncio.ensure_future(version.read())
        await asked.wait()
        version.forget()
        go_on.set()
        await reading
        return version.known()

    assert asyncio.run(read_across_a_write()) is None


def test_the_versions_of_two_connections_are_never_equal(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL's snapshots mean the same on every connection")
    version = data_version.data_version(database, 0.0)
    first = version.known()
    version.close()
    second = version.known()
    version.close()

    assert first != second
