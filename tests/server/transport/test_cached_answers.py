"""Who asks the same again gets it at once, and never what is not so any more."""

import asyncio
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport import cached_answers
from broadsheet_server.transport.cached_answers import CachedAnswers
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.operations import operation
from tests.server.schema.test_sharing import key_with, share_input
from tests.server.search.index_fixtures import update_index
from tests.server.transport.repeated_reads import FRONT_PAGE, headlines


def test_the_second_reader_gets_the_same_bytes_without_a_statement(
    caching_api: Api, database: Database, cache: AnswerCache, statements: list[str]
) -> None:
    publish(database, headline="One")
    first = caching_api.post(FRONT_PAGE)
    statements.clear()
    second = caching_api.post(FRONT_PAGE)

    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    assert [each for each in statements if "pg_current_snapshot" not in each] == []
    assert (cache.hits, cache.misses) == (1, 1)


def test_news_corrections_and_withdrawals_are_seen_at_once(caching_api: Api, database: Database) -> None:
    published = publish(database, headline="One")
    assert headlines(caching_api) == headlines(caching_api) == ["One"]
    publish(database, headline="Two", published_at=datetime(2024, 10, 12, 6, 31, tzinfo=UTC))
    assert headlines(caching_api) == headlines(caching_api) == ["Two", "One"]
    with database.write() as session:
        withdraw(session, published.article_id, now=datetime.now(UTC))
    assert headlines(caching_api) == headlines(caching_api) == ["Two"]


def test_an_article_appears_and_disappears_at_its_time_without_anything_being_written(
    caching_api: Api, database: Database
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
        shown = set(headlines(caching_api))
        answered_at = datetime.now(UTC)
        moments = [each for each in (asked_at, released, expires) if asked_at <= each <= answered_at]
        assert shown in map(expected, moments)
    assert shown == {"Embargoed"}


def test_what_a_search_finds_follows_the_index(
    caching_api: Api,
    database: Database,
    settings: Settings,
    cache: AnswerCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cached_answers, "INDEX_SECONDS", 0.0)

    def found() -> list[str]:
        nodes = caching_api.ask('{ search(query: "crane") { nodes { headline } } }')["search"]["nodes"]
        return [node["headline"] for node in nodes]

    publish(database, headline="One crane")
    update_index(database, settings)
    assert found() == found() == ["One crane"]
    assert cache.hits == 1
    for number in range(2):  # answered by a plan as well, whose answers outlive commits
        query = '{ search(query: "crane") { nodes { headline } } }'
        caching_api.post(query, accept=f"application/json; number={number}")
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
    caching_api: Api, database: Database, settings: Settings, cache: AnswerCache
) -> None:
    caching_api.post("{ articles(first: 101) { nodes { id } } }")
    caching_api.post("{ nonsense }")
    caching_api.post('{ share(id: "x") { state } }')
    caching_api.post(operation("share_article"), {"input": share_input(database)})
    caching_api.key = key_with(database, Scope.SHARE)
    for _ in range(2):
        caching_api.ask(FRONT_PAGE)
        caching_api.post('{ share(id: "x") { state } }')
    caching_api.key = None

    assert len(cache._answers) == 0
    assert cache.hits == 0


@pytest.mark.parametrize("headers", [{"accept": "application/json"}, {"content-type": "text/plain"}])
def test_another_form_of_the_question_is_another_question(caching_api: Api, headers: dict[str, str]) -> None:
    first = caching_api.post(FRONT_PAGE)
    body = {"query": FRONT_PAGE}
    other = caching_api.client.post(
        "/graphql", json=body, headers={"accept": "application/graphql-response+json"} | headers
    )

    assert other.headers["content-type"] != first.headers["content-type"] or other.status_code == 415


def test_a_long_answer_is_compressed_once_and_for_those_who_want_it(
    caching_api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(database, body_html=f"<p>{'word ' * 1_000}</p>")
    compress, times = gzip.compress, []

    def counted(*arguments: Any, **options: Any) -> bytes:
        times.append(1)
        return compress(*arguments, **options)

    monkeypatch.setattr(gzip, "compress", counted)
    query = "{ articles { nodes { bodyHtml } } }"
    plain = caching_api.post(query, accept_encoding="identity")
    packed = [caching_api.post(query, accept_encoding="gzip") for _ in range(3)]

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


def test_by_get_a_proxy_can_keep_check_and_drop_an_answer(caching_api: Api, database: Database) -> None:
    publish(database, headline="One")

    def get(**headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return caching_api.client.get("/graphql", params={"query": FRONT_PAGE}, headers=named)

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
    wrong = caching_api.client.get("/graphql", params={"query": "{ nonsense }"})
    assert wrong.headers["cache-control"] == "no-store"
    assert caching_api.post(FRONT_PAGE).headers["cache-control"] == "no-store"


def test_a_body_that_comes_in_pieces_or_is_too_long_is_answered_as_always(caching_api: Api) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"query": "{ publication '
        yield b'{ name } }"}'

    headers = {"content-type": "application/json"}
    answered = caching_api.client.post("/graphql", content=pieces(), headers=headers)
    refused = caching_api.post("{ publication { name } }", {"x": "y" * 300_000})

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
