"""What search engines are told of."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.reading import sitemap
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.web.sitemaps import news_language
from tests.builders import publish
from tests.server.web.conftest import OpenNewspaper

SITE = "https://news.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def read(visitor: TestClient, address: str) -> ET.Element:
    answer = visitor.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml"), address
    return ET.fromstring(answer.content)


def addresses(visitor: TestClient, address: str) -> list[str]:
    """The addresses in a sitemap without the site's own beginning."""
    return [
        found.text.removeprefix(SITE) for found in read(visitor, address).iter(f"{SITEMAP}loc") if found.text
    ]


def publish_at(database: Database, headline: str, *when: int) -> None:
    moment = datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]
    publish(database, headline=headline, published_at=moment, now=moment)


def test_search_engines_find_every_article_from_robots_txt(visitor: TestClient, database: Database) -> None:
    publish_at(database, "Old", 1998, 12, 31, 23, 59, 59)
    publish_at(database, "First", 1999, 1, 1)
    publish_at(database, "Second", 1999, 1, 31, 12)
    robots = visitor.get("/robots.txt").text
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in robots
    assert addresses(visitor, "/sitemap.xml") == [
        *("/sitemaps/news.xml", "/sitemaps/sections.xml", "/sitemaps/subjects.xml"),
        *("/sitemaps/1998-12.xml", "/sitemaps/1999-01.xml"),
    ]
    dates = [found.text for found in read(visitor, "/sitemap.xml").iter(f"{SITEMAP}lastmod")]
    assert dates == ["1998-12-31T23:59:59Z", "1999-01-31T12:00:00Z"]
    assert addresses(visitor, "/sitemaps/1998-12.xml") == ["/articles/old"]
    assert addresses(visitor, "/sitemaps/1999-01.xml") == ["/articles/first", "/articles/second"]
    dates = [found.text for found in read(visitor, "/sitemaps/1999-01.xml").iter(f"{SITEMAP}lastmod")]
    assert dates == ["1999-01-01T00:00:00Z", "1999-01-31T12:00:00Z"]


def test_a_full_month_is_in_several_files_and_every_article_in_one(
    visitor: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "FILE_LENGTH", 3)
    monkeypatch.setattr(sitemap, "BATCH", 2)
    for number in range(7):
        publish_at(database, f"Story {number}", 1999, 1, 1)
    publish_at(database, "Later", 1999, 2, 1)
    files = addresses(visitor, "/sitemap.xml")[3:]
    assert files == [f"/sitemaps/1999-0{name}.xml" for name in ("1", "1-2", "1-3", "2")]
    found = [addresses(visitor, file) for file in files]
    assert [len(file) for file in found] == [3, 3, 1, 1]
    assert sorted(chain.from_iterable(found[:3])) == [f"/articles/story-{number}" for number in range(7)]
    assert visitor.get("/sitemaps/1999-01-4.xml").status_code == 404


def test_a_file_is_not_sent_twice_and_forgets_what_was_withdrawn(
    visitor: TestClient, database: Database
) -> None:
    gone, _ = publish(database), publish(database, headline="Stays")
    first = visitor.get("/sitemaps/2024-10.xml")
    assert first.headers["cache-control"] == visitor.get("/").headers["cache-control"]
    known = {"If-None-Match": first.headers["etag"]}
    assert visitor.get("/sitemaps/2024-10.xml", headers=known).status_code == 304
    with database.write() as session:
        withdraw(session, gone.article_id, now=datetime(2024, 10, 13, tzinfo=UTC))
    again = visitor.get("/sitemaps/2024-10.xml", headers=known)
    assert again.status_code == 200
    assert "harbour-crane" not in again.text


def test_a_month_without_articles_has_no_file(visitor: TestClient, database: Database) -> None:
    publish(database)
    for name in (
        "1999-13",
        "0000-01",
        "2024-10-1",
        "2024-10-0",
        "2024-10-2",
        "2024-1",
        "x",
        "9999-12",
        "%00",
    ):
        assert visitor.get(f"/sitemaps/{name}.xml").status_code == 404, name


def test_the_sections_of_the_navigation_are_in_a_file_of_their_own(
    visitor: TestClient, database: Database
) -> None:
    publish(database, section_path="world/asia")
    publish(database, section_path="city")
    found = addresses(visitor, "/sitemaps/sections.xml")
    assert found[0] == "/"
    assert set(found[1:]) == {"/sections/city", "/sections/world", "/sections/world/asia"}
    assert found.index("/sections/world/asia") == found.index("/sections/world") + 1


def test_news_are_the_articles_of_two_days(visitor: TestClient, database: Database) -> None:
    now = datetime.now(UTC)
    for headline, age in (("Old", 49), ("Ships & <cranes>\x02", 47)):
        when = now - timedelta(hours=age)
        publish(database, headline=headline, published_at=when, now=when, language="zh-TW")
    publish(database, headline="Tomorrow", published_at=now + timedelta(days=1), now=now)
    [url] = read(visitor, "/sitemaps/news.xml")
    texts = {found.tag.removeprefix(NEWS): found.text for found in url.iter() if found.tag.startswith(NEWS)}
    assert (texts["name"], texts["language"]) == ("The Courier", "zh-tw")
    assert (texts["title"] or "").strip() == "Ships & <cranes>"
    assert texts["publication_date"] == f"{now - timedelta(hours=47):%Y-%m-%dT%H:%M:%SZ}"


def test_languages_are_written_as_news_sitemaps_want_them() -> None:
    written = {tag: news_language(tag) for tag in ("en-GB", "zh-Hans", "zh", "zh-Hant-HK", "zh-TW", "ar")}
    assert list(written.values()) == ["en", "zh-cn", "zh-cn", "zh-tw", "zh-tw", "ar"]


def test_a_publication_may_have_no_sitemaps(
    settings: Settings, database: Database, open_newspaper: OpenNewspaper
) -> None:
    publish(database)
    with open_newspaper(settings.model_copy(update={"sitemaps": False})) as visitor:
        assert "Sitemap" not in visitor.get("/robots.txt").text
        assert [visitor.get(f"/{name}.xml").status_code for name in ("sitemap", "sitemaps/news")] == [
            404,
            404,
        ]
