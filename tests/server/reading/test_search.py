"""Whatever is typed is a search, and every Chinese word finds what holds it."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from shutil import copy

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from broadsheet_server.demo import newspaper
from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.search import SearchPage, search_page
from broadsheet_server.reading.selection import Selection
from broadsheet_server.search import chinese
from broadsheet_server.search.engine import SearchOrder
from broadsheet_server.search.opening import open_index
from broadsheet_server.search.ranked_search import SearchRequest
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_shared.limits import PAGE_MAX, SEARCH_QUERY_MAX
from tests.server.search.index_fixtures import update_index

LATER = datetime(2030, 1, 1, tzinfo=UTC)
PIECES = (
    "crane",
    "ferr",
    "渡轮",
    "渡",
    "C盘",
    '"',
    "“",
    "-",
    "－",
    " ",
    "　",
    "’s",
    "U.N.",
    "\0",
    "é\u0301",
    "*",
    "AND",
    "()",
    ":",
    "^2",
    "\\",
)
EVERYTHING = Selection.of(
    "total_count",
    "did_you_mean",
    "page_info",
    edges=Selection.of("cursor", "score", "highlights", node=Selection.of("slug", "headline")),
    facets=Selection.of("sections", "tags", "authors", "years"),
)


class Desktop:
    """Somebody who searches past HTTP, many times in a second."""

    def __init__(self, database: Database, settings: Settings, runner: asyncio.Runner) -> None:
        self.database = database
        self._runner = runner
        self._context = ReadContext(database, settings, LATER)
        self._index = open_index(settings.index)

    def search(self, text: str, order: SearchOrder = SearchOrder.NEWEST) -> SearchPage:
        """The longest page of what is found, with everything that can be asked of it."""
        request = SearchRequest(text, ArticleFilter(), order, LATER)
        return self._runner.run(search_page(self._context, self._index, request, PAGE_MAX, None, EVERYTHING))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def demo(
    request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desktop]:
    """The demo newspaper, indexed; it stays as it is."""
    folder = tmp_path_factory.mktemp("demo")
    with ExitStack() as stack:
        url = sqlite_url(copy(migrated_sqlite, folder / "demo.sqlite3"))
        if request.param == "postgresql":
            url = stack.enter_context(request.getfixturevalue("new_postgres_store")())
        database, settings = Database(url), Settings(data=folder, database_url=url)
        for _ in newspaper.import_articles(database, settings):
            pass
        update_index(database, settings, LATER)
        runner = stack.enter_context(asyncio.Runner())
        yield Desktop(database, settings, runner)
        runner.run(database.close())


def chinese_texts(database: Database) -> dict[str, str]:
    """What each Chinese article of a newspaper says, by its slug."""
    statement = (
        select(col(Article.slug), col(Article.headline), col(Article.summary), col(ArticleBody.text))
        .join(ArticleBody, col(ArticleBody.article_id) == col(Article.id))
        .where(col(Article.language).like("zh%"))
    )
    with database.read() as session:
        return {
            slug: f"{headline}\n{summary or ''}\n{body}"
            for slug, headline, summary, body in session.execute(statement)
        }


def two_character_words(texts: dict[str, str], count: int) -> list[str]:
    """Words as a Chinese reader would cut them, common and rare ones, from all over the texts."""
    found = Counter(
        word
        for text in texts.values()
        for run in re.findall("[\u4e00-\u9fff]+", text)
        for word in chinese.segments(run)
        if len(word) == 2
    )
    ordered = sorted(found)
    return list(islice(ordered, 0, None, max(1, len(ordered) // count)))[:count]


def test_a_hundred_chinese_words_each_find_the_articles_that_hold_them(demo: Desktop) -> None:
    texts = chinese_texts(demo.database)
    words = two_character_words(texts, 100)
    assert len(words) == 100

    for word in words:
        holding = {slug for slug, text in texts.items() if word in text}
        found = demo.search(word)
        assert {edge.node.slug for edge in found.edges} == holding, word
        assert all(edge.highlights for edge in found.edges), word


@hypothesis(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.text(max_size=SEARCH_QUERY_MAX) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.sampled_from(SearchOrder),
)
def test_any_text_is_a_search(demo: Desktop, text: str, order: SearchOrder) -> None:
    found = demo.search(text, order)

    assert found.total_count is not None
    assert found.total_count.value >= len(found.edges)
    for edge in found.edges:
        for each in edge.highlights:
            assert all(0 <= start < end <= len(each.text) for start, end in each.ranges)
