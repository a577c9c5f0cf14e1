"""How many statements an answer takes, and how much of the processor."""

import asyncio
import time
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.http import routes
from tests.builders import PUBLISHED_AT, publish
from tests.processor_time import slowness
from tests.server.schema.api import Api
from tests.server.schema.operations import operation
from tests.server.schema.sample_articles import publish_articles

YEAR = timedelta(days=365)
FRONT_PAGE = """query ($first: Int!) { publication { name homeUrl } articles(first: $first) {
    nodes { id slug canonicalUrl headline summary byline language publishedAt updatedAt
            section { path name } leadImage { url alt caption credit width height } authors { slug name } }
    pageInfo { hasNextPage endCursor } } }"""
ARTICLE = operation("open_article")

MORE_BY_SLICES = 3
"""A depth with hundreds of entries is completed in time slices, each of which sends its own statement."""


def test_the_front_page_takes_as_many_statements_however_long_it_is_and_then_none(
    api: Api, database: Database, statements: list[str]
) -> None:
    publish_articles(database, 25)
    for first in (1, 5, 25):
        counts = []
        for _ in range(4):
            statements.clear()
            api.ask(FRONT_PAGE, first=first)
            counts.append(len(statements))
        assert max(counts) <= 3  # the page, the cards that were never shown, until when the page holds
        assert counts[-1] == 0  # nothing was written


def test_an_article_page_that_is_asked_again_takes_no_statement(
    api: Api, database: Database, statements: list[str]
) -> None:
    publish_articles(database, 12)
    counts = []
    for _ in range(4):
        statements.clear()
        api.ask(ARTICLE, by={"slug": "story-11"}, language="en")
        counts.append(len(statements))
    assert max(counts) <= 4  # once also which related articles are public, and their cards in two forms
    assert counts[-1] == 0  # nothing was written


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("{ articles(first: %d) { nodes { breadcrumb { label } tags { label } images { url } } } }", 1),
        ("{ articles(first: %d) { nodes { related { nodes { slug related { nodes { slug } } } } } } }", 3),
        ("{ articles(first: %d) { nodes { slug } totalCount { value } } }", 2),
        ("{ articles(first: %d) { nodes { section { parent { name } ancestors { name } } } } }", 2),
        ("{ sections { name articles(first: %d) { nodes { slug authors { name } } } } }", 3),
        ("{ articles(first: %d) { nodes { tags { articles(first: 2) { nodes { slug } } } } } }", 2),
        ("{ articles(first: %d) { nodes { authors { articles(first: 2) { nodes { slug } } } } } }", 2),
    ],
)
def test_lists_within_lists_take_a_statement_for_each_depth_not_for_each_entry(
    api: Api, database: Database, statements: list[str], query: str, most: int
) -> None:
    publish_articles(database, 20)
    counts = []
    for first in (2, 20):
        statements.clear()
        api.ask(query % first)
        counts.append(len(statements))

    assert max(counts) <= most + MORE_BY_SLICES


def test_the_body_is_read_only_where_it_is_asked_for(
    api: Api, database: Database, statements: list[str]
) -> None:
    publish_articles(database, 2)
    statements.clear()
    api.ask(FRONT_PAGE, first=2)
    query = """query ($body: Boolean!) { article(by: {slug: "story-1"}) { ...F } } fragment F on Article {
        headline ... on Node @include(if: $body) { id } bodyText @include(if: $body) }"""
    without = api.ask(query, body=False)
    assert "article_body" not in "".join(statements)

    assert without["article"] == {"headline": "Story 1"}
    assert set(api.ask(query, body=True)["article"]) == {"headline", "id", "bodyText"}
    assert "article_body" in statements[-1]


def test_what_is_asked_under_other_names_is_read_once(
    api: Api, database: Database, statements: list[str]
) -> None:
    publish_articles(database, 3)
    for number in range(3):
        publish(database, slug=f"other-{number}", headline="Other", published_at=PUBLISHED_AT - YEAR)
        statements.clear()
        found = api.ask(
            """{ articles(first: 1) { nodes { title: headline ...A } edges { node { slug } } } }
               fragment A on Article { headline home: section { name } section { path } }"""
        )["articles"]

    assert found["nodes"] == [
        {"title": "Story 2", "headline": "Story 2", "home": {"name": "World"}, "section": {"path": "world"}}
    ]
    assert found["edges"] == [{"node": {"slug": "story-2"}}]
    read = [statement for statement in statements if "FROM article" in statement]
    assert (
        len([statement for statement in read if "SELECT min(" not in statement]) == 1
    )  # but the next release


def test_front_page_and_article_page_take_less_than_three_milliseconds(
    sqlite_store: str, tmp_path: Path
) -> None:
    """Of the processor, without what neighbours take from it: the best of many requests."""
    database, settings = Database(sqlite_store), Settings(data=tmp_path)
    app = Starlette(routes=routes())
    publish_articles(database, 25)
    app.state.settings, app.state.database = settings, database
    front = {"query": FRONT_PAGE, "variables": {"first": 20}}
    article = {"query": ARTICLE, "variables": {"by": {"slug": "story-20"}, "language": "en"}}

    for request in (front, article):
        enough = 0.003 * slowness()
        assert asyncio.run(_best(app, orjson.dumps(request), enough)) < enough
    database.dispose()


async def _best(app: Starlette, body: bytes, enough: float) -> float:
    """The processor time in seconds of the cheapest of up to 500 requests; it ends at one that is enough."""
    best = inf
    for _ in range(500):
        start = time.process_time()
        await _send(app, body)
        best = min(best, time.process_time() - start)
        if best < enough:
            break
    return best


async def _send(app: Starlette, body: bytes) -> bytes:
    """One request straight into the application, without a network and without a client."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"accept", b"application/json")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "headers": headers,
        "server": ("test", 80),
        "client": ("test", 1),
        "app": app,
    }
    await app(scope, receive, send)
    assert b'"errors"' not in sent[1]["body"]
    found: bytes = sent[1]["body"]
    return found
