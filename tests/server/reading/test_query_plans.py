"""How SQLite finds what a page needs: by an index, and from where the page begins."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.article_fields import ARTICLE_FIELDS
from broadsheet_server.reading.article_lists import ListRequest, article_page
from broadsheet_server.reading.articles import article_by, articles_by_id
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.keyset import KeysetPosition
from broadsheet_server.reading.pagination import ArticleOrder, PageArguments, write_cursor
from broadsheet_server.reading.selection import Selection
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish

NOW = datetime(2026, 11, 24, tzinfo=UTC)
EVERYTHING = Selection.of(*ARTICLE_FIELDS)


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """The words of a plan are SQLite's own."""
    return sqlite_store


@pytest.fixture
def context(database: Database) -> ReadContext:
    """A store that has a little of everything."""
    for path in ("city", "city/council", "world"):
        publish(database, section_path=path)
    return ReadContext(database, Settings(), NOW)


def plan_of(database: Database, question: Any) -> list[str]:
    """The steps of SQLite for the one statement about articles; that for their bodies may follow."""
    plan, *bodies = plans_of(database, question)
    assert len(bodies) <= 1
    return plan


def plans_of(database: Database, question: Any, *, of_sections: bool = False) -> list[list[str]]:
    """The steps of SQLite for each statement about articles that the question sends, or about sections."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        is_about_articles = "article" in statement and "language_tag" not in statement
        if is_about_articles and ("has_articles" in statement) is of_sections:
            sent.append((statement, parameters))

    engine = database.read_engines[0]
    event.listen(engine, "before_cursor_execute", note)
    asyncio.run(question)
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        return [
            [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in sent
        ]


def walks(plan: list[str]) -> list[str]:
    """The steps that read a whole table; what was made before is none, and the sections are few."""
    return [
        step for step in plan if step.startswith("SCAN") and not step.startswith(("SCAN anon_", "SCAN step"))
    ]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ListRequest(), "ix_article_newest ((published_at,id)<(?,?))"),
        (
            ListRequest(order=ArticleOrder.OLDEST),
            "ix_article_newest ((published_at,id)>(?,?) AND published_at<?)",
        ),
        (
            ListRequest(ArticleFilter(section="world")),
            "ix_article_section_newest (section_id=? AND (published_at,id)<(?,?))",
        ),
        (
            ListRequest(ArticleFilter(section="city")),
            "ix_article_section_newest (section_id=? AND (published_at,id)<(?,?))",
        ),
        (ListRequest(ArticleFilter(published_before=NOW)), "ix_article_newest ((published_at,id)<(?,?))"),
        (
            ListRequest(ArticleFilter(published_after=NOW)),
            "ix_article_newest (published_at>? AND (published_at,id)<(?,?))",
        ),
        (
            ListRequest(ArticleFilter(language="en")),
            "ix_article_language_newest (language=? AND (published_at,id)<(?,?))",
        ),
        (
            ListRequest(ArticleFilter(tag="bridges")),
            "ix_article_tag_newest (tag_id=? AND (published_at,article_id)<(?,?))",
        ),
        (
            ListRequest(ArticleFilter(author="ann-wu")),
            "ix_article_author_newest (author_id=? AND (published_at,article_id)<(?,?))",
        ),
        (
            ListRequest(ArticleFilter(author="ann-wu", section="city")),
            "ix_article_author_newest (author_id=? AND (published_at,article_id)<(?,?))",
        ),
    ],
)
def test_a_deep_page_begins_where_its_cursor_says(
    database: Database, context: ReadContext, wanted: ListRequest, index: str
) -> None:
    everything = Selection.of(nodes=EVERYTHING)
    cursor = write_cursor(KeysetPosition(NOW, UUID(int=7)), wanted.fingerprint)
    wanted = wanted._replace(page=PageArguments(20, after=cursor))
    plan = plan_of(database, article_page(context, wanted, everything))

    assert any(index in step for step in plan), plan
    assert walks(plan) == []


CITY, WORLD = ArticleFilter(section="city"), ArticleFilter(section="world")
BRIDGES, ANN = ArticleFilter(tag="bridges"), ArticleFilter(author="ann-wu")


@pytest.mark.parametrize(
    ("wanted", "indexes"),
    [
        (
            ArticleFilter(either=(CITY, WORLD)),
            ["section_newest (section_id=? AND (published_at,id)<(?,?))"] * 3,
        ),
        (
            ArticleFilter(either=(CITY, BRIDGES, ANN)),
            [
                *["section_newest (section_id=? AND (published_at,id)<(?,?))"] * 2,
                "tag_newest (tag_id=? AND (published_at,article_id)<(?,?))",
                "author_newest (author_id=? AND (published_at,article_id)<(?,?))",
            ],
        ),
        (
            ArticleFilter(tag="bridges", every=(ArticleFilter(tag="ferries"),), excluded=(CITY,)),
            ["tag_newest (tag_id=? AND (published_at,article_id)<(?,?))"],
        ),
        (ArticleFilter(excluded=(BRIDGES,)), ["ix_article_newest ((published_at,id)<(?,?))"]),
    ],
)
def test_a_deep_page_of_joined_conditions_begins_where_its_cursor_says(
    database: Database, context: ReadContext, wanted: ArticleFilter, indexes: list[str]
) -> None:
    request = ListRequest(wanted)
    cursor = write_cursor(KeysetPosition(NOW, UUID(int=7)), request.fingerprint)
    request = request._replace(page=PageArguments(20, after=cursor))
    plan = plan_of(database, article_page(context, request, Selection.of(nodes=EVERYTHING)))

    assert [sum(index in step for step in plan) for index in indexes] == [indexes.count(i) for i in indexes]
    assert walks(plan) == []


@pytest.mark.parametrize(
    "wanted",
    [ListRequest(), ListRequest(ArticleFilter(language="en")), ListRequest(ArticleFilter(section="city"))],
)
def test_counting_reads_an_index_alone(database: Database, context: ReadContext, wanted: ListRequest) -> None:
    count = Selection.of(nodes=Selection.of("slug"), total_count=Selection.of("value"))
    page, counted = plans_of(database, article_page(context, wanted._replace(page=PageArguments(1)), count))

    assert any("USING COVERING INDEX ix_article_" in step for step in counted), counted
    assert page != counted


def test_an_article_is_looked_up_and_not_searched_for(database: Database, context: ReadContext) -> None:
    key = UUID(int=7)
    for question in (
        article_by(context, "slug", "x", EVERYTHING),
        article_by(context, "canonical_url", "x", EVERYTHING),
        article_by(context, "external_reference", "x", EVERYTHING),
        article_by(context, "uuid", key, EVERYTHING),
        articles_by_id(context, [key, key], EVERYTHING),
    ):
        assert walks(plan_of(database, question)) == []


def test_whether_a_section_has_articles_is_found_by_the_newest_of_them(
    database: Database, context: ReadContext
) -> None:
    (steps,) = plans_of(database, context.sections(), of_sections=True)
    assert any("USING COVERING INDEX ix_article_section_newest (section_id=?" in step for step in steps)
    assert [step for step in steps if step.startswith("SCAN")] == ["SCAN section"]
    assert sum("TEMP B-TREE" in step for step in steps) == 1, "only the sections themselves are sorted"
