"""Who asks the same again gets it at once, and never what is not so any more."""

import asyncio
import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Send
from starlette.types import Scope as RequestScope

from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport import cached_answers
from broadsheet_server.transport.cached_answers import CachedAnswers
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.processes import PROCESSES
from tests.server.schema.api import Api
from tests.server.schema.operations import operation
from tests.server.schema.test_sharing import key_with, share_input
from tests.server.search.index_fixtures import update_index

READS = int(os.environ.get("ANSWER_READS", "300"))
"""How often is read while another process writes. Before a release: 10000."""

FRONT_PAGE = "{ articles(first: 3) { nodes { headline slug } } }"


@pytest.fixture
def cache() -> AnswerCache:
    """Room for some answers."""
    return AnswerCache(10_000_000)


@pytest.fixture
def api(app: Starlette, cache: AnswerCache) -> Iterator[Api]:
    """The server with known answers in front; on PostgreSQL it looks for changes at every request."""
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        yield Api(client)


def headlines(api: Api) -> list[str]:
    return [node["headline"] for node in api.ask(FRONT_PAGE)["articles"]["nodes"]]


def test_the_second_reader_gets_the_same_bytes_without_a_statement(
    api: Api, database: Database, cache: AnswerCache, statements: list[str]
) -> None:
    publish(database, headline="One")
    first = api.post(FRONT_PAGE)
    statements.clear()
    second = api.post(FRONT_PAGE)

    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    assert [each for each in statements if "pg_current_snapshot" not in each] == []
    assert (cache.hits, cache.misses) == (1, 1)


def test_news_corrections_and_withdrawals_are_seen_at_once(api: Api, database: Database) -> None:
    published = publish(database, headline="One")
    assert headlines(api) == headlines(api) == ["One"]
    publish(database, headline="Two", published_at=datetime(2024, 10, 12, 6, 31, tzinfo=UTC))
    assert headlines(api) == headlines(api) == ["Two", "One"]
    with database.write() as session:
        withdraw(session, published.article_id, now=datetime.now(UTC))
    assert headlines(api) == headlines(api) == ["Two"]


def test_an_article_appears_and_disappears_at_its_time_without_anything_being_written(
    api: Api, database: Database
) -> None:
    now = datetime.now(UTC)
    released, expires = now + timedelta(seconds=1), now + timedelta(seconds=2)
    publish(database, headline="Embargoed", now=now, embargoed_until=released)
    publish(database, headline="Expires", now=now, expires_at=expires)

    def expected(moment: datetime) -> set[str]:
        both = {"Embargoed": released <= moment, "Expires": moment < expires}
        return {headline for headline, is_public in both.items() if is_public}

    asked_at = now
    while asked_at < expires:  # however few answers a busy machine gives: the last one is of the end
        asked_at = datetime.now(UTC)
        shown = set(headlines(api))
        answered_at = datetime.now(UTC)
        moments = [each for each in (asked_at, released, expires) if asked_at <= each <= answered_at]
        assert shown in map(expected, moments)
    assert shown == {"Embargoed"}


def test_what_a_search_finds_follows_the_index(
    api: Api, database: Database, settings: Settings, cache: AnswerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached_answers, "INDEX_SECONDS", 0.0)

    def found() -> list[str]:
        nodes = api.ask('{ search(query: "crane") { nodes { headline } } }')["search"]["nodes"]
        return [node["headline"] for node in nodes]

    publish(database, headline="One crane")
    update_index(database, settings)
    assert found() == found() == ["One crane"]
    assert cache.hits == 1
    for number in range(2):  # answered by a plan as well, whose answers outlive commits
        query = '{ search(query: "crane") { nodes { headline } } }'
        api.post(query, accept=f"application/json; number={number}")
    publish(database, headline="A bridge", summary="A bridge.", body_html="<p>A bridge.</p>")
    assert found() == found() == ["One crane"]
    before = cache.hits
    another = publish(database, headline="Another crane").article_id
    assert found() == found() == ["One crane"]  # the index follows the store
    assert cache.hits > before
    update_index(database, settings)
    assert sorted(found()) == sorted(found()) == ["Another crane", "One crane"]
    with database.write() as session:
        withdraw(session, another, now=datetime.now(UTC))
    assert found() == ["One crane"]  # what is shown follows the store


def test_answers_for_one_caller_and_errors_are_never_kept(
    api: Api, database: Database, settings: Settings, cache: AnswerCache
) -> None:
    api.post("{ articles(first: 101) { nodes { id } } }")
    api.post("{ nonsense }")
    api.post('{ share(id: "x") { state } }')
    api.post(operation("share_article"), {"input": share_input(database)})
    api.key = key_with(database, Scope.SHARE)
    for _ in range(2):
        api.ask(FRONT_PAGE)
        api.post('{ share(id: "x") { state } }')
    api.key = None

    assert len(cache._answers) == 0
    assert cache.hits == 0


@pytest.mark.parametrize("headers", [{"accept": "application/json"}, {"content-type": "text/plain"}])
def test_another_form_of_the_question_is_another_question(api: Api, headers: dict[str, str]) -> None:
    first = api.post(FRONT_PAGE)
    body = {"query": FRONT_PAGE}
    other = api.client.post(
        "/graphql", json=body, headers={"accept": "application/graphql-response+json"} | headers
    )

    assert other.headers["content-type"] != first.headers["content-type"] or other.status_code == 415


def test_a_long_answer_is_compressed_once_and_for_those_who_want_it(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(database, body_html=f"<p>{'word ' * 1_000}</p>")
    compress, times = gzip.compress, []

    def counted(*arguments: Any, **options: Any) -> bytes:
        times.append(1)
        return compress(*arguments, **options)

    monkeypatch.setattr(gzip, "compress", counted)
    query = "{ articles { nodes { bodyHtml } } }"
    plain = api.post(query, accept_encoding="identity")
    packed = [api.post(query, accept_encoding="gzip") for _ in range(3)]

    assert "content-encoding" not in plain.headers
    assert {each.headers["content-encoding"] for each in packed} == {"gzip"}
    assert {each.content for each in packed} == {plain.content}
    assert int(packed[0].headers["content-length"]) < len(plain.content) / 4
    assert len(times) == 1
    assert "Accept-Encoding" in plain.headers["vary"]


def test_a_very_long_answer_is_compressed_once_for_all_who_ask_at_the_same_time(
    app: Starlette, database: Database, cache: AnswerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(database, body_html=f"<p>{'word ' * 40_000}</p>")
    compress, times = gzip.compress, []

    def counted(*arguments: Any, **options: Any) -> bytes:
        times.append(1)
        return compress(*arguments, **options)

    monkeypatch.setattr(gzip, "compress", counted)

    async def ask_at_once() -> set[bytes]:
        transport = httpx2.ASGITransport(app=CachedAnswers(app, cache, 60.0))
        client = httpx2.AsyncClient(transport=transport, base_url="http://news.example")
        query = {"query": "{ articles { nodes { bodyHtml } } }"}
        async with app.router.lifespan_context(app), client:
            await client.post("/graphql", json=query, headers={"accept-encoding": "identity"})
            asked = (client.post("/graphql", json=query) for _ in range(8))
            answers = await asyncio.gather(*asked)
        assert {answer.headers["content-encoding"] for answer in answers} == {"gzip"}
        return {answer.content for answer in answers}

    assert len(asyncio.run(ask_at_once())) == 1
    assert len(times) == 1


def test_by_get_a_proxy_can_keep_check_and_drop_an_answer(api: Api, database: Database) -> None:
    publish(database, headline="One")

    def get(**headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return api.client.get("/graphql", params={"query": FRONT_PAGE}, headers=named)

    first = get()
    unchanged = get(if_none_match=first.headers["etag"])
    publish(database, headline="Two")
    changed = get(if_none_match=first.headers["etag"])

    assert first.headers["cache-control"] == "public, max-age=0, s-maxage=10"
    assert first.headers["surrogate-key"] == "article"
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == first.headers["etag"]
    assert (changed.status_code, changed.headers["etag"] != first.headers["etag"]) == (200, True)
    assert get(authorization="Bearer nonsense").headers["cache-control"] == "no-store"
    wrong = api.client.get("/graphql", params={"query": "{ nonsense }"})
    assert wrong.headers["cache-control"] == "no-store"
    assert api.post(FRONT_PAGE).headers["cache-control"] == "no-store"


def test_a_body_that_comes_in_pieces_or_is_too_long_is_answered_as_always(api: Api) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"query": "{ publication '
        yield b'{ name } }"}'

    headers = {"content-type": "application/json"}
    answered = api.client.post("/graphql", content=pieces(), headers=headers)
    refused = api.post("{ publication { name } }", {"x": "y" * 300_000})

    assert answered.json()["data"] == {"publication": {"name": "The Courier"}}
    assert refused.status_code == 413


def test_the_room_is_bounded_and_the_least_used_goes_first(app: Starlette, database: Database) -> None:
    cache = AnswerCache(20_000)
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        api = Api(client)
        kept = "{ limits { pageMax } }"
        for number in range(40):
            api.ask(kept)
            api.ask(f"{{ limits {{ a{number}: pageMax }} }}")
        assert cache._bytes <= 20_000
        hits = cache.hits
        api.ask(kept)
        assert cache.hits == hits + 1
        publish(database, body_html=f"<p>{'word ' * 5_000}</p>")
        api.ask("{ articles { nodes { bodyHtml } } }")  # would take all the room
        assert len(cache._answers) > 5


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


def test_on_postgresql_what_others_change_is_seen_after_the_time_that_is_set(
    app: Starlette, database: Database, cache: AnswerCache
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite tells every change at once")
    publish(database, headline="One")
    with TestClient(CachedAnswers(app, cache, 0.2)) as client:
        api = Api(client)
        assert headlines(api) == ["One"]
        publish(database, headline="Two")
        asyncio.run(asyncio.sleep(0.25))
        assert "Two" in headlines(api)
        publish(database, headline="Three")
        api.post("mutation { __typename }")  # who wrote by this server reads what they wrote
        assert "Three" in headlines(api)
