"""Reading on through what was found while a load balancer sends each page to another server."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.http import routes
from tests.builders import PUBLISHED_AT
from tests.server.schema.api import Api
from tests.server.schema.search_client import MINUTE, SearchClient, fill

pytestmark = pytest.mark.postgres
ONE, TWO = 0, 1
ARTICLES = 12


@pytest.fixture
def servers(postgres_store: str, tmp_path: Path) -> Iterator[list[SearchClient]]:
    """Two servers of one PostgreSQL, each with an index of its own, and their reader."""
    with ExitStack() as stack:
        yield [_server(postgres_store, tmp_path / name, stack) for name in ("one", "two")]


def _server(url: str, data: Path, stack: ExitStack) -> SearchClient:
    settings, database = Settings(data=data, database_url=url), Database(url)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.settings, app.state.database = settings, database
        yield
        await database.close()

    client = stack.enter_context(TestClient(Starlette(routes=routes(), lifespan=lifespan)))
    return SearchClient(Api(client), database, settings)


def read(servers: Sequence[SearchClient], order: str) -> list[str]:
    """The slugs on one page after the other, each page from the next of the servers."""
    slugs: list[str] = []
    after: str | None = None
    for server in cycle(servers):
        page = server.search("bridge", first=2, after=after, order=order)
        slugs += [edge["node"]["slug"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"] or len(slugs) > 3 * ARTICLES:
            break
    return slugs


@pytest.mark.parametrize("order", ["NEWEST", "RELEVANCE"])
def test_pages_of_servers_that_indexed_the_same_news_neither_skip_nor_repeat(
    servers: list[SearchClient], order: str
) -> None:
    fill(servers[ONE], ARTICLES)
    servers[TWO].index()
    whole = servers[ONE].finds("bridge", order=order)
    assert read(servers, order) == whole
    assert len(whole) == ARTICLES


def test_whatever_the_indexes_went_through_pages_by_newest_neither_skip_nor_repeat_nor_those_of_one_server(
    servers: list[SearchClient],
) -> None:
    """By RELEVANCE the scores depend on the index, so a reader stays with one server (docs/operations.md)."""
    fill(servers[ONE], ARTICLES)
    for server in servers:
        _revise(servers[ONE])
        server.index()
    newest = [f"story-{number}" for number in range(ARTICLES)]
    assert read(servers, "NEWEST") == newest
    for server in servers:
        assert read([server], "RELEVANCE") == server.finds("bridge", first=50)
        assert sorted(read([server], "RELEVANCE")) == sorted(newest)


def test_a_server_whose_index_is_behind_leaves_out_what_it_has_not_yet_and_nothing_else(
    servers: list[SearchClient],
) -> None:
    fill(servers[ONE], ARTICLES)
    servers[TWO].index()
    for number in (1, 3, 5, 7):
        moment = PUBLISHED_AT - number * MINUTE - MINUTE / 2
        servers[ONE].publish(f"late-{number}", "A bridge", published_at=moment)
    servers[ONE].index()
    slugs = read(servers, "NEWEST")
    assert [slug for slug in slugs if slug.startswith("story")] == servers[TWO].finds(
        "bridge", order="NEWEST"
    )
    assert len(set(slugs)) == len(slugs)
    assert {slug for slug in slugs if slug.startswith("late")} < {"late-1", "late-3", "late-5", "late-7"}


def _revise(client: SearchClient) -> None:
    """Change every second article, in its river and in nothing else."""
    for number in range(0, ARTICLES, 2):
        words = "bridge " * (number % 5 + 1)
        client.publish(
            f"story-{number}",
            f"Bridge {number}",
            body_html=f"<p>{words} river of {uuid4().hex}</p>",
            published_at=PUBLISHED_AT - number * MINUTE,
        )
