"""A person who searches through the API, at a moment of the test's choosing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

import pytest

from broadsheet_server.newsroom.publish_result import PublishResult
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport import http
from tests.builders import NOW, PUBLISHED_AT, publish
from tests.server.schema.api import Api
from tests.server.search.index_fixtures import update_index

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PATIENCE = 500
SEARCH = """query ($text: String!, $first: Int, $after: String, $where: ArticleWhere, $order: SearchOrder!) {
    search(query: $text, first: $first, after: $after, where: $where, orderBy: $order) {
        edges { cursor score node { slug } highlights { field text ranges { start end } } }
        pageInfo { hasNextPage hasPreviousPage endCursor } totalCount { value isLowerBound } didYouMean
        facets { sections { ...count } tags { ...count } authors { ...count } years { ...count } }
    } } fragment count on FacetCount { value label count }"""


class SearchClient:
    """Publishes articles, keeps the index up to date, and searches through the API."""

    def __init__(self, api: Api, database: Database, settings: Settings) -> None:
        self.api = api
        self.database = database
        self.settings = settings

    def publish(self, slug: str, headline: str = "Untitled", **changes: Any) -> PublishResult:
        """Publish an article whose other texts say nothing."""
        plain = {"summary": None, "body_html": "<p>Nothing.</p>", "byline": None}
        return publish(self.database, slug=slug, headline=headline, **{**plain, **changes})

    def index(self, now: datetime = NOW) -> None:
        """Bring the index up to date."""
        update_index(self.database, self.settings, now)

    def search(self, text: str, *, order: str = "RELEVANCE", **arguments: Any) -> Any:
        """The whole answer."""
        return self.api.ask(SEARCH, text=text, order=order, **arguments)["search"]

    def finds(self, text: str, **arguments: Any) -> list[str]:
        """The slugs of what is found, in order."""
        return [edge["node"]["slug"] for edge in self.search(text, **arguments)["edges"]]

    def pages(self, text: str, size: int, **arguments: Any) -> Iterator[list[str]]:
        """The slugs on one page after the other."""
        after: str | None = None
        for _ in range(PATIENCE):
            page = self.search(text, first=size, after=after, **arguments)
            yield [edge["node"]["slug"] for edge in page["edges"]]
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]
        raise AssertionError("the pages find no end")


@contextmanager
def asking_at(moment: datetime) -> Iterator[None]:
    """Let requests come at that moment."""

    class Clock:
        @staticmethod
        def now(zone: tzinfo) -> datetime:
            return moment.astimezone(zone)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(http, "datetime", Clock)
        yield


def fill(client: SearchClient, size: int) -> dict[str, UUID]:
    """Articles that differ in date and in how much they are about bridges."""
    keys = {}
    for number in range(size):
        words = "bridge " * (number % 5 + 1) + "river " * (number % 7)
        published = client.publish(
            f"story-{number}",
            f"Bridge {number}",
            body_html=f"<p>{words}</p>",
            published_at=PUBLISHED_AT - number * MINUTE,
        )
        keys[f"story-{number}"] = published.article_id
    client.index()
    return keys


def take_back(client: SearchClient, key: UUID) -> None:
    """Withdraw an article."""
    with client.database.write() as session:
        withdraw(session, key, now=NOW)
