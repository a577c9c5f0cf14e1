"""Beside an article a visitor reads what else there is, and where else it was published."""

import pytest
from starlette.testclient import TestClient

from broadsheet_server.models.related import Related
from broadsheet_server.newsroom.publish_result import PublishResult
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related.lists import RelatedEntry, pack_entries
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.server.web.html_page import Element, Page, page


def relate(database: Database, article: PublishResult, other: PublishResult, *copies: PublishResult) -> None:
    """One entry in an article's list, with near-copies."""
    also = tuple(copy.article_id for copy in copies)
    packed = pack_entries([RelatedEntry(other.article_id, 0.9, near_duplicates=also)])
    with database.write() as session:
        session.add(Related(article_id=article.article_id, version=1, **packed))


def elsewhere(found: Page) -> list[Element]:
    """The lines that say where else something was published."""
    return found.all("p", class_="elsewhere")


def read(visitor: TestClient, article: PublishResult) -> Page:
    """The page of an article."""
    return page(visitor.get(f"/articles/{article.slug}"))


def test_a_related_report_says_which_other_papers_printed_it_and_leads_there(
    visitor: TestClient, database: Database
) -> None:
    one, other = publish(database), publish(database, headline="Bridge closed")
    wire = publish(database, headline="Bridge shut", source_name="The <i>Wire</i>")
    post = publish(database, headline="Bridge not open", source_name="Evening Post")
    relate(database, one, other, wire, post)

    found = read(visitor, one)
    [line] = elsewhere(found)
    assert line.text == "Also published by: The <i>Wire</i>, Evening Post"
    assert found.links.count(f"/articles/{wire.slug}") == found.links.count(f"/articles/{post.slug}") == 1
    assert "Bridge shut" not in found.text


@pytest.mark.parametrize(
    ("language", "by", "titled"),
    [
        (
            "en",
            "Also published by: Evening Post",
            "Also published as: Bridge shut · Again · Bridge one",
        ),
        ("zh-Hans", "另载于：Evening Post", "又题为：Bridge shut；Again；Bridge one"),
    ],
)
def test_copies_whose_source_tells_nothing_go_by_their_headlines(
    visitor: TestClient, database: Database, language: str, by: str, titled: str
) -> None:
    one, other = publish(database, language=language), publish(database, headline="Bridge closed")
    copies = [
        publish(database, headline=headline, source_name=source)
        for headline, source in (
            *(("Bridge shut", None), ("Bridge not open", "Evening Post")),
            *(("Again", "Evening Post"), ("Bridge one", "The Courier")),
        )
    ]
    relate(database, one, other, *copies)

    assert [line.text for line in elsewhere(read(visitor, one))] == [by, titled]


def test_a_report_without_copies_says_nothing_of_them(visitor: TestClient, database: Database) -> None:
    one, other = publish(database), publish(database, headline="Bridge closed")
    relate(database, one, other)
    assert elsewhere(read(visitor, one)) == []


def test_the_copy_that_took_the_place_of_a_withdrawn_report_is_not_named_beside_itself(
    visitor: TestClient, database: Database
) -> None:
    one, other = publish(database), publish(database, headline="Bridge closed")
    wire = publish(database, headline="Bridge shut", source_name="The Wire")
    post = publish(database, headline="Bridge not open", source_name="Evening Post")
    relate(database, one, other, wire, post)
    with database.write() as session:
        withdraw(session, other.article_id, now=NOW)

    found = read(visitor, one)
    assert [item.text for item in found.all("h3")] == ["Bridge shut"]
    assert [line.text for line in elsewhere(found)] == ["Also published by: Evening Post"]
