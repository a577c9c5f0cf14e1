"""What else to read, for a page, a mail or GraphQL alike: only what the public may see now."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.reading.articles import article_by
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.pagination import PageArguments
from broadsheet_server.reading.related_articles import SPARE, RelatedPage, related_articles
from broadsheet_server.reading.selection import Selection
from broadsheet_server.related.lists import Reason, RelatedEntry
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import RelatedReasonKind
from tests.builders import publish
from tests.server.schema.sample_articles import relate

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CARD = Selection.of("slug", "headline")
TARRANT = Reason(RelatedReasonKind.SHARED_PERSON, "Ilse Tarrant", 0.5)


class Newspaper:
    """Articles by their slugs, of which `repair` has a related list."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ids: dict[str, UUID] = {}

    def publish(self, *slugs: str) -> list[UUID]:
        """Publish articles; return their ids."""
        for slug in slugs:
            self.ids[slug] = publish(self.database, slug=slug).article_id
        return [self.ids[slug] for slug in slugs]

    def relate(self, *entries: tuple[str, ...]) -> None:
        """Give the repair its list: each entry is a slug and those of its near-copies."""
        repair = publish(self.database, slug="repair")
        lists = [self.publish(*slugs) for slugs in entries]
        relate(
            self.database,
            repair,
            [RelatedEntry(first, 0.5, (TARRANT,), tuple(copies)) for first, *copies in lists],
        )

    def withdraw(self, *slugs: str) -> None:
        """Withdraw articles."""
        with self.database.write() as session:
            for slug in slugs:
                withdraw(session, self.ids[slug], now=NOW)

    def related(self, first: int, **options: Any) -> RelatedPage:
        """The related articles of the repair, as a use case outside GraphQL reads them."""

        async def read() -> RelatedPage:
            context = ReadContext(self.database, Settings(), NOW)
            article = await article_by(context, "slug", "repair", Selection.of("related"))
            assert article is not None
            page = await related_articles(context, article, PageArguments(first), CARD, **options)
            await self.database.close()
            return page

        return asyncio.run(read())


@pytest.fixture
def newspaper(database: Database) -> Newspaper:
    """An empty newspaper."""
    return Newspaper(database)


def slugs(page: RelatedPage) -> list[str]:
    """The articles that are listed."""
    return [article.slug for article in page.nodes]


def test_the_first_are_listed_and_it_is_known_whether_there_are_more(newspaper: Newspaper) -> None:
    newspaper.relate(("wire",), ("inquiry",), ("opening",))

    page = newspaper.related(2)
    assert slugs(page) == ["wire", "inquiry"]
    assert page.page_info.has_next_page
    assert not page.page_info.has_previous_page
    assert (page.page_info.start_cursor, page.page_info.end_cursor) == tuple(
        edge.cursor for edge in page.edges
    )
    assert len({edge.cursor for edge in page.edges}) == 2
    whole = newspaper.related(3)
    assert slugs(whole) == ["wire", "inquiry", "opening"]
    assert not whole.page_info.has_next_page


def test_an_article_that_nothing_is_related_to_has_an_empty_list(newspaper: Newspaper) -> None:
    newspaper.relate()
    page = newspaper.related(5)
    assert page == RelatedPage([], page.page_info)
    assert (page.page_info.has_next_page, page.page_info.end_cursor) == (False, None)


def test_a_public_near_copy_takes_the_place_of_what_was_withdrawn(newspaper: Newspaper) -> None:
    newspaper.relate(("wire", "one", "two"), ("inquiry",), ("gone",))
    newspaper.withdraw("wire", "one", "gone")

    assert slugs(newspaper.related(3)) == ["two", "inquiry"]
    edges = newspaper.related(3, near_copies=True).edges
    assert [[edge.node.slug, *(copy.slug for copy in edge.also_published_by)] for edge in edges] == [
        ["two"],
        ["inquiry"],
    ]
    assert edges[0].score == 0.5


def test_near_copies_are_read_where_they_are_asked_for(newspaper: Newspaper) -> None:
    newspaper.relate(("wire", "one", "two"), ("inquiry",))

    [wire, _] = newspaper.related(2, near_copies=True).edges
    assert [copy.slug for copy in wire.also_published_by] == ["one", "two"]
    [wire, _] = newspaper.related(2).edges
    assert wire.also_published_by == []


@pytest.mark.parametrize("withdrawn", [SPARE - 1, SPARE, SPARE + 1, 2 * SPARE])
def test_the_list_is_filled_up_however_many_were_withdrawn(newspaper: Newspaper, withdrawn: int) -> None:
    names = [f"story-{number}" for number in range(2 * SPARE + 3)]
    newspaper.relate(*((name,) for name in names))
    newspaper.withdraw(*names[:withdrawn])

    page = newspaper.related(2)
    assert slugs(page) == names[withdrawn : withdrawn + 2]
    assert page.page_info.has_next_page
    rest = newspaper.related(len(names) - withdrawn)
    assert slugs(rest) == names[withdrawn:]
    assert not rest.page_info.has_next_page


def test_one_statement_reads_the_list_where_all_of_it_is_public(newspaper: Newspaper) -> None:
    newspaper.relate(*((f"story-{number}", f"copy-{number}") for number in range(9)))
    sent: list[str] = []
    [engine] = newspaper.database.read_engines
    event.listen(engine, "before_cursor_execute", lambda *arguments: sent.append(str(arguments[2])))

    for options in ({}, {"near_copies": True}):
        sent.clear()
        newspaper.related(4, **options)
        assert len(sent) == 2  # the article and its list


def test_reasons_are_told_in_the_readers_language(newspaper: Newspaper) -> None:
    newspaper.relate(("wire",))

    for language, text in (("en", "Also about Ilse Tarrant"), ("zh-Hans", "同样提及Ilse Tarrant")):
        [edge] = newspaper.related(1, language=language).edges
        [reason] = edge.reasons
        assert (reason.kind, reason.text, reason.weight) == (RelatedReasonKind.SHARED_PERSON, text, 0.5)
