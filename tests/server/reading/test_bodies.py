"""Long bodies in lists are read a few at a time, and no more than one answer may hold."""

import asyncio
from typing import Any, cast

import pytest
from sqlalchemy import event

from broadsheet_server.reading.article_lists import ListRequest, article_page, article_pages
from broadsheet_server.reading.articles import article_by
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.selection import Selection
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.text_budget import TextBudget, TooMuchTextError, text_bytes
from broadsheet_shared.limits import RESPONSE_BYTES_MAX
from tests.builders import NOW, publish

BODIES = Selection.of(nodes=Selection.of("headline", "body_html", "body_text"))


@pytest.fixture
def context(database: Database) -> ReadContext:
    """A store with ten articles of some 2,000 bytes each."""
    for number in range(10):
        publish(database, headline=f"Story {number}", body_html=f"<p>{number} {'word ' * 200}</p>")
    return ReadContext(database, Settings(), NOW)


def run(context: ReadContext, question: Any) -> Any:
    """The answer to a question; the store is closed in the event loop that it was asked in."""

    async def answered() -> Any:
        try:
            return await question
        finally:
            await cast("Database", context.reader).close()

    return asyncio.run(answered())


def test_every_article_of_the_list_has_its_own_body(context: ReadContext) -> None:
    nodes = run(context, article_page(context, ListRequest(), BODIES)).nodes

    assert len(nodes) == 10
    for node in nodes:
        number = node.headline.removeprefix("Story ")
        assert node.body_text.startswith(f"{number} word")
        assert node.body_html.startswith(f"<p>{number} word")


def test_an_article_in_two_lists_has_its_body_in_both(context: ReadContext) -> None:
    first, second = run(context, article_pages(context, [ListRequest(), ListRequest()], BODIES))

    assert [node.body_text for node in first.nodes] == [node.body_text for node in second.nodes]


def test_a_list_ends_where_its_bodies_are_longer_than_an_answer_may_be(
    context: ReadContext, database: Database
) -> None:
    read: list[Any] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "FROM article_body" in statement:
            read.append(parameters)

    context.texts.left = 12_000
    [engine] = database.read_engines
    event.listen(engine, "before_cursor_execute", note)
    with pytest.raises(TooMuchTextError, match="The articles' texts are longer than"):
        run(context, article_page(context, ListRequest(), BODIES))
    event.remove(engine, "before_cursor_execute", note)

    assert 1 < len(read) < 5  # not one after the other, and not all at once


def test_single_articles_count_as_well(context: ReadContext, database: Database) -> None:
    slug = publish(database, headline="One more").slug
    context.texts.left = 100
    with pytest.raises(TooMuchTextError):
        run(context, article_by(context, "slug", slug, Selection.of("body_text", "body_html")))


def test_a_text_counts_at_least_what_it_takes() -> None:
    for text in ("", "plain", "naïve", "新聞", "🗞"):
        assert text_bytes(text) >= len(text.encode())
    budget = TextBudget()
    assert budget.charge("abc", None) == 3
    assert budget.left == RESPONSE_BYTES_MAX - 3
