"""A cache in front of the newspaper drops pages by tag, as it drops answers of the API."""

import os
import re
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from broadsheet_server.execution.cache_hints import TYPE_SECONDS
from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Tag
from broadsheet_server.newsroom.arrange_names import TAGS, Named, merge
from broadsheet_server.newsroom.arrange_sections import move_section
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.newsroom.remove_section import remove_section
from broadsheet_server.newsroom.withdraw import Withdrawal, withdraw
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind, WithdrawalKind
from tests.builders import NOW, publish

PAGE_OF_DOCS = Path(__file__).parents[3] / "docs" / "deploy.md"
PAGES = {
    "the front page": "/",
    "a section's page": "/sections/city",
    "a tag's page": "/tags/tea",
    "an author's page": "/authors/ada-moor",
    "an article's page": "/articles/tea-is-here",
    "what stands in place of a withdrawn article": "/articles/tea-is-late",
    "an earlier address of a section, a tag or an author": "/sections/town",
    "a feed": "/feed.atom",
    "a sitemap": "/sitemaps/news.xml",
}


def fill(database: Database) -> None:
    """A newspaper with every kind of page."""
    for headline in ("Tea is here", "Tea is late"):
        publish(
            database,
            headline=headline,
            tags=(DraftTag("Tea", TagKind.TOPIC),),
            authors=(DraftAuthor("Ada Moor"),),
        )
    take_back(database, Withdrawal())
    publish(
        database,
        headline="Coffee is here",
        section_path="town/market",
        tags=(DraftTag("Coffee", TagKind.TOPIC),),
    )
    with database.write() as session:
        move_section(session, "town/market", "city/market", now=NOW)
        remove_section(session, "town", "city", now=NOW)
        tags = {tag.slug: tag.id for tag in session.exec(select(Tag))}
        merge(session, TAGS, Named(tags["coffee"], "tag"), Named(tags["tea"], "into"), now=NOW)


def take_back(database: Database, withdrawal: Withdrawal) -> None:
    """Withdraw what is late, in this way."""
    with database.write() as session:
        withdraw(session, late(session), now=NOW, withdrawal=withdrawal, replaces=True)


def late(session: Session) -> UUID:
    """The id of the article that is withdrawn."""
    return session.exec(select(Article.id).where(Article.slug == "tea-is-late")).one()


def test_every_page_names_the_types_that_are_on_it_and_the_documentation_has_them(
    visitor: TestClient, database: Database
) -> None:
    fill(database)
    rows = []
    for what, address in PAGES.items():
        page = visitor.get(address)
        tags = page.headers["surrogate-key"].split(" ")
        assert page.headers["cache-tag"].split(",") == tags
        assert {"article", "publication", "section"} <= set(tags) <= set(map(str.lower, TYPE_SECONDS))
        assert page.headers["cache-control"].startswith("public, max-age=60")
        rows.append(f"| {what} | `{' '.join(tags)}` |")
    assert_documented(rows)


def assert_documented(rows: list[str]) -> None:
    """The table in the page is this one; with UPDATE_DOCS it is written."""
    text = PAGE_OF_DOCS.read_text(encoding="utf-8")
    table = re.compile(r"(\| what \| tags \|\n\|.*\n)(?:\|.*\n)*")
    assert table.search(text)
    current = table.sub(lambda found: found[1] + "\n".join(rows) + "\n", text)
    if os.environ.get("UPDATE_DOCS"):
        PAGE_OF_DOCS.write_text(current, encoding="utf-8")
    assert text == current, "run it with UPDATE_DOCS=1"


def test_a_page_that_the_cache_knows_already_keeps_its_tags(visitor: TestClient, database: Database) -> None:
    fill(database)
    first = visitor.get("/articles/tea-is-here")
    again = visitor.get("/articles/tea-is-here", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.headers["cache-tag"]) == (304, first.headers["cache-tag"])


def test_no_sitemap_outlives_the_article_that_it_names(visitor: TestClient, database: Database) -> None:
    fill(database)
    index = visitor.get("/sitemap.xml")
    files = [
        index,
        *(visitor.get(address) for address in re.findall(r"https://[^/]+([^<]+)</loc>", index.text)),
    ]
    assert len(files) == 5
    assert {file.headers["cache-tag"] for file in files} == {"article,author,publication,section,tag"}


def test_whatever_stands_in_place_of_an_article_can_be_dropped_when_that_comes_back(
    visitor: TestClient, database: Database
) -> None:
    fill(database)
    for kind, status, target in (
        (WithdrawalKind.LEGAL, 451, None),
        (WithdrawalKind.GONE, 410, None),
        (WithdrawalKind.REDIRECT, 301, "/articles/tea-is-here"),
    ):
        take_back(database, Withdrawal(kind, redirect_url=target))
        answer = visitor.get("/articles/tea-is-late")
        assert (answer.status_code, "article" in answer.headers["cache-tag"].split(",")) == (status, True)


@pytest.mark.parametrize(
    ("earlier", "present"),
    [
        ("/sections/town", "/sections/city"),
        ("/sections/town/market", "/sections/city/market"),
        ("/tags/coffee", "/tags/tea"),
        ("/tags/coffee/feed.atom", "/tags/tea/feed.atom"),
    ],
)
def test_a_redirect_to_what_was_moved_or_merged_can_be_dropped_when_that_moves_again(
    visitor: TestClient, database: Database, earlier: str, present: str
) -> None:
    fill(database)
    answer = visitor.get(earlier)
    assert (answer.status_code, answer.headers["location"]) == (301, present)
    assert {"article", "section", "tag"} <= set(answer.headers["surrogate-key"].split(" "))
    assert answer.headers["cache-tag"].split(",") == answer.headers["surrogate-key"].split(" ")


def test_a_page_that_is_not_there_is_not_kept_and_has_no_tags(visitor: TestClient) -> None:
    missing = visitor.get("/articles/nothing")
    assert missing.headers["cache-control"] == "no-cache"
    assert "cache-tag" not in missing.headers
