"""Walking a list page by page while news arrives."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import text

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.reading.article_lists import (
    LISTS_PER_STATEMENT,
    ListRequest,
    article_page,
    article_pages,
)
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.pagination import ArticleOrder, Page, page_arguments
from broadsheet_server.reading.selection import Selection
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_shared.vocabulary import TagKind
from tests.builders import PUBLISHED_AT, publish

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SETTINGS = Settings()
CARD = Selection.of("total_count", nodes=Selection.of("slug"))


def ask(
    database: Database,
    wanted: ArticleFilter,
    order: ArticleOrder = ArticleOrder.NEWEST,
    **ends: int | str | None,
) -> Page:
    """One page of a list, as a reader gets it."""
    first, after, last, before = (ends.get(name) for name in ("first", "after", "last", "before"))
    request = ListRequest(wanted, order, page_arguments(first, after, last, before))  # type: ignore[arg-type]

    async def answered() -> Page:
        page = await article_page(ReadContext(database, SETTINGS, NOW), request, CARD)
        if not database.is_sqlite:
            await database.close()  # asynchronous connections end with their event loop
        return page

    return asyncio.run(answered())


def slugs(page: Page) -> list[str]:
    """What is on the page."""
    return [article.slug for article in page.nodes]


def everything(
    database: Database, wanted: ArticleFilter, order: ArticleOrder = ArticleOrder.NEWEST
) -> list[str]:
    """The whole list, while nothing happens."""
    page = ask(database, wanted, order, first=100)
    found = slugs(page)
    while page.page_info.has_next_page:
        page = ask(database, wanted, order, first=100, after=page.page_info.end_cursor)
        found += slugs(page)
    return found


@pytest.fixture
def in_order(database: Database) -> list[str]:
    """Twelve articles, newest first; four of them were published in the same instant."""
    published = []
    for number, minute in enumerate([0, 1, 2, 2, 2, 2, 3, 4, 5, 6, 7, 8]):
        moment = PUBLISHED_AT + timedelta(minutes=minute)
        section = ("city", "city/council", "world")[number % 3]
        published.append((moment, publish(database, section_path=section, published_at=moment)))
    published.sort(key=lambda each: (each[0], each[1].article_id), reverse=True)
    return [each.slug for _, each in published]


def test_pages_forwards_and_backwards_meet(database: Database, in_order: list[str]) -> None:
    first = ask(database, ArticleFilter(), first=5)
    second = ask(database, ArticleFilter(), first=5, after=first.page_info.end_cursor)
    third = ask(database, ArticleFilter(), first=5, after=second.page_info.end_cursor)
    back = ask(database, ArticleFilter(), last=5, before=third.page_info.start_cursor)

    assert slugs(first) + slugs(second) + slugs(third) == in_order
    assert slugs(back) == slugs(second)
    assert [page.page_info.has_next_page for page in (first, second, third, back)] == [
        True,
        True,
        False,
        True,
    ]
    assert [page.page_info.has_previous_page for page in (first, second, third, back)] == [
        False, True, True, True,
    ]  # fmt: skip
    assert slugs(ask(database, ArticleFilter(), last=3)) == in_order[-3:]
    assert ask(database, ArticleFilter(), last=12).page_info.has_previous_page is False


def test_the_oldest_come_first_where_that_is_asked(database: Database, in_order: list[str]) -> None:
    oldest = ArticleOrder.OLDEST
    first = ask(database, ArticleFilter(), oldest, first=7)
    rest = ask(database, ArticleFilter(), oldest, first=7, after=first.page_info.end_cursor)

    assert slugs(first) + slugs(rest) == in_order[::-1]
    assert slugs(ask(database, ArticleFilter(), oldest, last=2)) == in_order[1::-1]


def test_a_window_between_two_cursors_holds_what_lies_between(
    database: Database, in_order: list[str]
) -> None:
    edges = ask(database, ArticleFilter(), first=12).edges
    between = ask(database, ArticleFilter(), first=20, after=edges[2].cursor, before=edges[9].cursor)

    assert slugs(between) == in_order[3:9]
    assert (
        slugs(ask(database, ArticleFilter(), last=2, after=edges[2].cursor, before=edges[9].cursor))
        == in_order[7:9]
    )
    assert slugs(ask(database, ArticleFilter(), before=edges[9].cursor)) == in_order[:9]
    assert slugs(ask(database, ArticleFilter(), after=edges[11].cursor)) == []


def test_the_total_is_of_the_list_and_not_of_the_page(
    database: Database, in_order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ask(database, ArticleFilter(section="city"), first=1)
    later = ask(database, ArticleFilter(section="city"), first=1, after=page.page_info.end_cursor)

    assert [found.total_count.value for found in (page, later) if found.total_count] == [8, 8]
    assert page.total_count
    assert not page.total_count.is_lower_bound


def test_a_total_past_ten_thousand_is_a_lower_bound(
    database: Database, in_order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet_server.reading.keyset.EXACT_COUNT_MAX", 10)
    monkeypatch.setattr("broadsheet_server.reading.article_lists.EXACT_COUNT_MAX", 10)
    total = ask(database, ArticleFilter(language="en"), first=1).total_count

    assert total is not None
    assert (total.value, total.is_lower_bound) == (10, True)


@pytest.fixture(scope="module")
def running_paper(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One paper for all examples of the property: it only grows."""
    path = tmp_path_factory.mktemp("paper") / "paper.sqlite3"
    copy(migrated_sqlite, path)
    database = Database(sqlite_url(path))
    for minute in range(30):
        publish(
            database,
            section_path="city" if minute % 2 else "city/council",
            published_at=PUBLISHED_AT + timedelta(minutes=minute),
        )
    yield database
    database.dispose()


@how(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(1, 9),
    backwards=st.booleans(),
    order=st.sampled_from(ArticleOrder),
    section=st.sampled_from([None, "city"]),
    arrivals=st.lists(st.integers(-5, 40), max_size=6),
)
def test_nothing_is_skipped_or_repeated_while_news_arrives(
    running_paper: Database,
    size: int,
    backwards: bool,
    order: ArticleOrder,
    section: str | None,
    arrivals: list[int],
) -> None:
    wanted = ArticleFilter(section=section)
    there = everything(running_paper, wanted, order)
    seen: list[str] = []
    cursor, waiting = None, list(arrivals)
    while True:
        page = (
            ask(running_paper, wanted, order, last=size, before=cursor)
            if backwards
            else ask(running_paper, wanted, order, first=size, after=cursor)
        )
        seen = slugs(page) + seen if backwards else seen + slugs(page)
        if not (page.page_info.has_previous_page if backwards else page.page_info.has_next_page):
            break
        cursor = page.page_info.start_cursor if backwards else page.page_info.end_cursor
        if waiting:  # somewhere in the list, and at any moment of the walk
            publish(running_paper, published_at=PUBLISHED_AT + timedelta(minutes=waiting.pop(), seconds=30))

    assert len(seen) == len(set(seen))
    assert [slug for slug in seen if slug in there] == there


@pytest.mark.parametrize("named", [ArticleFilter(tag="bridges"), ArticleFilter(author="ann-wu")])
def test_an_article_that_is_dated_anew_moves_in_the_lists_of_its_tags_and_authors(
    database: Database, named: ArticleFilter
) -> None:
    known = {"tags": [DraftTag("Bridges", TagKind.TOPIC)], "authors": [DraftAuthor("Ann Wu")]}
    for hour, name in enumerate(("first", "second")):
        publish(
            database,
            slug=name,
            external_reference=name,
            published_at=PUBLISHED_AT - timedelta(hours=hour),
            **known,
        )
    assert everything(database, named) == ["first", "second"]

    later = PUBLISHED_AT - timedelta(hours=7)
    publish(database, slug="first", external_reference="first", published_at=later, headline="Anew", **known)

    assert everything(database, named) == ["second", "first"]


class SpeedReader:
    """A database that notes of each statement whether it may be slow, and so runs in a thread on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_slow: list[bool] = []

    async def fetch(self, statement: Any, parameters: Any = None, *, is_slow: bool = False) -> Any:
        """Run the statement."""
        self.is_slow.append(is_slow)
        return await self._database.fetch(statement, parameters, is_slow=is_slow)


@pytest.mark.parametrize(
    ("wanted", "selection", "is_slow"),
    [
        (ArticleFilter(), Selection.of(nodes=Selection.of("slug")), [False]),
        (ArticleFilter(tag="bridges"), Selection.of(nodes=Selection.of("slug")), [False]),
        (ArticleFilter(tag="bridges", author="ann-wu"), Selection.of(nodes=Selection.of("slug")), [True]),
        (ArticleFilter(), CARD, [False, True]),
    ],
)
def test_nobody_waits_for_a_count_or_for_a_list_that_may_be_searched_through(
    database: Database, wanted: ArticleFilter, selection: Selection, is_slow: list[bool]
) -> None:
    publish(database)

    async def read() -> list[bool]:
        reader = SpeedReader(database)
        await article_page(ReadContext(reader, Settings(), NOW), ListRequest(wanted), selection)
        await database.close()
        return reader.is_slow

    assert asyncio.run(read()) == is_slow


def test_very_many_lists_are_read_by_a_few_statements(database: Database) -> None:
    lists = 2 * LISTS_PER_STATEMENT + 1
    for number in range(3):
        tags = [DraftTag(f"Tag {tag}", TagKind.TOPIC) for tag in range(number, lists, 3)]
        publish(database, slug=f"story-{number}", tags=tags)
    requests = [ListRequest(ArticleFilter(tag=f"tag-{tag}")) for tag in range(lists)]

    async def read() -> tuple[list[Page], int]:
        reader = SpeedReader(database)
        pages = await article_pages(
            ReadContext(reader, Settings(), NOW),
            [*requests, ListRequest()],
            Selection.of(nodes=Selection.of("slug")),
        )
        await database.close()
        return pages, len(reader.is_slow)

    pages, statements = asyncio.run(read())
    assert [slugs(page) for page in pages[:-1]] == [[f"story-{tag % 3}"] for tag in range(lists)]
    assert len(pages[-1].nodes) == 3
    assert statements == 4  # three for the tags, and one for the list of another shape


@pytest.mark.parametrize("order", ArticleOrder)
def test_a_list_with_a_damaged_date_ends(sqlite_store: str, order: ArticleOrder) -> None:
    """What such a date stands for, 1970, is not where its article stands in the list."""
    database = Database(sqlite_store)
    for month in (7, 8, 9):
        publish(database, headline=f"Month {month}", published_at=datetime(2024, month, 1, tzinfo=UTC))
    with database.write() as session:
        session.execute(text("UPDATE article SET published_at = '2024-08-45' WHERE slug = 'month-8'"))
    pages = [ask(database, ArticleFilter(), order, first=1)]
    while pages[-1].page_info.has_next_page and len(pages) < 5:
        pages.append(ask(database, ArticleFilter(), order, first=1, after=pages[-1].page_info.end_cursor))
    assert len(pages) <= 3
    database.dispose()
