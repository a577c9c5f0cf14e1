"""The pages of tags and authors."""

from datetime import timedelta

from sqlmodel import select
from starlette.testclient import TestClient

from broadsheet_server.models.taxonomy import Tag
from broadsheet_server.newsroom.arrange_names import TAGS, Named, merge
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, publish
from tests.server.web.html_page import page
from tests.server.web.test_sitemaps import addresses

TEA = (DraftTag("Tea", TagKind.TOPIC),)
ADA = (DraftAuthor("Ada Moor"),)


def test_a_reader_goes_from_an_article_to_what_else_is_about_it_and_by_its_author(
    visitor: TestClient, database: Database
) -> None:
    publish(database, headline="Tea is late", tags=TEA, authors=ADA, byline="By Ada Moor in Vallmere")
    publish(database, headline="Tea is here", tags=TEA, authors=ADA, byline=None)
    unsigned = page(visitor.get("/articles/tea-is-here")).one("p", class_="byline")
    assert unsigned.text == "Ada Moor", "without a byline the authors are named"
    article = page(visitor.get("/articles/tea-is-late"))
    assert (article.links.count("/tags/tea"), article.links.count("/authors/ada-moor")) == (1, 1)
    assert article.one("div", class_="tags").text.count("Tea") == 1
    assert article.one("p", class_="byline").text == "By Ada Moor in Vallmere"
    about, by = page(visitor.get("/tags/tea")), page(visitor.get("/authors/ada-moor"))
    assert sorted(each.text for each in about.all("h2", class_="story-headline")) == [
        "Tea is here",
        "Tea is late",
    ]
    assert len(by.all("h2", class_="story-headline")) == 2
    assert by.one("h1").text == "Ada Moor"
    feeds = [link["href"] for link in about.all("link", rel="alternate")]
    assert "/tags/tea/feed.atom" in " ".join(str(each) for each in feeds)
    assert about.one("link", rel="canonical")["href"] == "https://news.example/tags/tea"


def test_search_engines_find_these_pages_and_only_those_that_have_an_article(
    visitor: TestClient, database: Database
) -> None:
    publish(database, headline="Tea is late", tags=TEA, authors=ADA)
    secret = (DraftTag("Secret", TagKind.TOPIC),)
    publish(database, headline="Not yet", tags=secret, embargoed_until=NOW + timedelta(days=3_000))
    assert addresses(visitor, "/sitemaps/subjects.xml") == ["/tags/tea", "/authors/ada-moor"]
    for path in ("/tags/secret", "/tags/nothing", "/authors/nobody", "/tags/%00"):
        page(visitor.get(path), 404)


def test_nobody_finds_out_what_an_article_under_embargo_is_about(
    visitor: TestClient, database: Database
) -> None:
    topics = (DraftTag("Sting", TagKind.TOPIC), DraftTag("Old sting", TagKind.TOPIC))
    later = NOW + timedelta(days=3_000)
    publish(database, headline="Not yet", tags=topics, authors=ADA, embargoed_until=later)
    with database.write() as session:
        ids = {tag.slug: tag.id for tag in session.exec(select(Tag))}
        merge(session, TAGS, Named(ids["old-sting"], "tag"), Named(ids["sting"], "into"), now=NOW)
    for path in ("/tags/sting", "/tags/old-sting", "/authors/ada-moor"):
        for address in (path, f"{path}/feed.atom", f"{path}/feed.json"):
            assert visitor.get(address).status_code == 404, address
