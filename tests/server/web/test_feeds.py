"""Feeds, as programs that follow news read them."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
from starlette.testclient import TestClient

from broadsheet_server.newsroom.arrange_sections import move_section
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftImage, DraftTag
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import PUBLISHED_AT, publish
from tests.server.web.conftest import OpenNewspaper
from tests.server.web.html_page import page

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "feeds.md"
SITE = "https://news.example"
ATOM = "{http://www.w3.org/2005/Atom}"
PICTURE = DraftImage(
    alt="A crane", media_type="image/png", width=1200, height=675, url="https://pictures.example/crane.png"
)


def atom(visitor: TestClient, address: str = "/feed.atom") -> Any:
    """The feed as feedparser reads it, which also has to be XML without any fault."""
    answer = visitor.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
    ET.fromstring(answer.content)
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    return feed


def json_feed(visitor: TestClient, address: str = "/feed.json") -> dict[str, Any]:
    """The same of JSON Feed."""
    answer = visitor.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/feed+json")
    found: dict[str, Any] = json.loads(answer.content)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    return found


def headlines(visitor: TestClient, address: str) -> list[str]:
    """What both formats of a feed list, which is the same."""
    titles = [entry.title for entry in atom(visitor, f"{address}.atom").entries]
    assert titles == [item["title"] for item in json_feed(visitor, f"{address}.json")["items"]]
    return titles


def publish_crane(database: Database, **changes: Any) -> None:
    """An article with everything that a feed can carry."""
    everything = {
        "canonical_url": "https://wire.example/crane",
        "authors": (DraftAuthor("Ada Moor"), DraftAuthor("Tomas Hale")),
        "tags": (DraftTag("Harbour board", TagKind.ORGANISATION),),
        "images": (PICTURE,),
        "copyright_notice": "© The Wire",
        "body_html": '<p>It was old.<a href="#n1">1</a></p><p id="n1">Ninety-two years.</p>',
    }
    publish(database, **(everything | changes))


def test_an_atom_entry_has_all_that_a_reader_shows(visitor: TestClient, database: Database) -> None:
    publish_crane(database)
    feed = atom(visitor)
    assert (feed.feed.title, feed.feed.subtitle) == ("The Courier", "News of the city.")
    assert (feed.feed.id, feed.feed.link, feed.feed.language) == (f"{SITE}/", f"{SITE}/", "en")
    assert feed.feed.rights == "© 2026 The Courier"
    [entry] = feed.entries
    url = f"{SITE}/articles/harbour-crane-lifts-its-last-load"
    assert entry.id.startswith("urn:uuid:")
    assert (entry.title, entry.link) == ("Harbour crane lifts its last load", url)
    assert entry.summary == "The crane at Quay Nine retires."
    assert f'<a href="{url}#' in entry.content[0].value
    assert "Ninety-two years." in entry.content[0].value
    assert [author.name for author in entry.authors] == ["Ada Moor", "Tomas Hale"]
    assert [tag.label for tag in entry.tags] == ["City", "Harbour board"]
    assert [(link.href, link.type) for link in entry.enclosures] == [(PICTURE.url, "image/png")]
    assert entry.published == "2024-10-12T06:30:00Z"
    assert entry.rights == "© The Wire"


def test_a_json_item_has_the_same(visitor: TestClient, database: Database) -> None:
    publish_crane(database)
    feed = json_feed(visitor)
    assert (feed["home_page_url"], feed["feed_url"]) == (f"{SITE}/", f"{SITE}/feed.json")
    assert (feed["description"], feed["language"]) == ("News of the city.", "en")
    [item] = feed["items"]
    assert item["id"] == atom(visitor).entries[0].id
    assert item["url"] == f"{SITE}/articles/harbour-crane-lifts-its-last-load"
    assert item["external_url"] == "https://wire.example/crane"
    assert f'<a href="{item["url"]}#' in item["content_html"]
    assert (item["image"], item["language"]) == (PICTURE.url, "en")
    assert item["attachments"] == [{"url": PICTURE.url, "mime_type": "image/png", "title": "A crane"}]
    assert item["authors"] == [{"name": "Ada Moor"}, {"name": "Tomas Hale"}]
    assert item["tags"] == ["City", "Harbour board"]
    assert item["date_published"] == "2024-10-12T06:30:00Z"


def test_each_list_has_its_feed(visitor: TestClient, database: Database) -> None:
    publish(database, headline="In the city")
    publish(database, headline="In Asia", section_path="world/asia", tags=(DraftTag("Tea", TagKind.TOPIC),))
    publish(database, headline="By Ada", section_path="world", authors=(DraftAuthor("Ada Moor"),))
    assert sorted(headlines(visitor, "/feed")) == ["By Ada", "In Asia", "In the city"]
    assert sorted(headlines(visitor, "/sections/world/feed")) == ["By Ada", "In Asia"]
    assert headlines(visitor, "/sections/world/asia/feed") == ["In Asia"]
    assert headlines(visitor, "/tags/tea/feed") == ["In Asia"]
    assert headlines(visitor, "/authors/ada-moor/feed") == ["By Ada"]
    assert atom(visitor, "/sections/world/asia/feed.atom").feed.title == "Asia – The Courier"
    assert json_feed(visitor, "/sections/world/feed.json")["home_page_url"] == f"{SITE}/sections/world"


def test_a_feed_has_the_fifty_newest(visitor: TestClient, database: Database) -> None:
    for number in range(52):
        when = PUBLISHED_AT + timedelta(minutes=number)
        publish(database, headline=f"Story {number}", published_at=when, now=when)
    assert headlines(visitor, "/feed") == [f"Story {number}" for number in range(51, 1, -1)]


def test_texts_of_any_language_and_any_characters_come_through(
    visitor: TestClient, database: Database
) -> None:
    publish(database, headline="港口起重机", language="zh-Hans", body_html="<p>最后一次吊装。</p>")
    publish(database, headline="رافعة الميناء", language="ar", body_html="<p>آخر حمولة.</p>")
    publish(database, headline="<b>R&D</b> ]]> <!-- “a” < 'b' &amp; 😀", summary="</summary><x>&#0;")
    publish(database, headline="Bell \x07\x1b\ufffe\ud800 rings", body_html="<p>\x00\x08]]&gt;\uffff</p>")
    found = {entry.title: entry for entry in atom(visitor).entries}
    assert found["港口起重机"].title_detail.language == "zh-Hans"
    assert '<div lang="ar" dir="rtl">' in visitor.get("/feed.json").json()["items"][2]["content_html"]
    assert found["رافعة الميناء"].content[0].language == "ar"
    [hostile] = [entry for entry in atom(visitor).entries if "R&D" in entry.title]
    assert hostile.title == json_feed(visitor)["items"][1]["title"]
    assert hostile.title.startswith("<b>R&D</b> ]]> <!--")
    assert any(title.startswith("Bell") for title in found)


def test_what_the_store_holds_by_damage_breaks_no_feed(visitor: TestClient, database: Database) -> None:
    publish(database)
    with database.write() as session:
        session.connection().exec_driver_sql(
            "UPDATE article SET headline = 'a' || CHR(1) || CHR(65534) || 'z'"
            if not database.is_sqlite
            else "UPDATE article SET headline = 'a' || CHAR(1, 65534) || 'z'"
        )
    assert atom(visitor).entries[0].title == "az"
    assert json_feed(visitor)["items"][0]["title"] == "a\x01\ufffez"


def test_a_feed_is_not_sent_twice_and_forgets_what_was_withdrawn(
    visitor: TestClient, database: Database
) -> None:
    for address in ("/feed.atom", "/sections/city/feed.json"):
        kept = publish(database)
        publish(database, headline=f"Kept in {address.rpartition('.')[2]}")
        first = visitor.get(address)
        assert first.headers["cache-control"] == visitor.get("/").headers["cache-control"]
        assert {"article", "section", "tag"} <= set(first.headers["cache-tag"].split(","))
        assert first.headers["surrogate-key"] == first.headers["cache-tag"].replace(",", " ")
        assert first.headers["last-modified"] == "Sat, 12 Oct 2024 06:30:00 GMT"
        known = {"If-None-Match": first.headers["etag"]}
        assert visitor.get(address, headers=known).status_code == 304

        with database.write() as session:
            withdraw(session, kept.article_id, now=PUBLISHED_AT)
        assert visitor.get(address, headers=known).status_code == 200
        since = {"If-Modified-Since": first.headers["last-modified"]}
        assert "Harbour crane" not in visitor.get(address, headers=since).text
        assert visitor.get(address, headers=since).status_code == 200


def test_a_feed_of_nothing_is_a_feed(visitor: TestClient) -> None:
    assert headlines(visitor, "/feed") == []
    assert atom(visitor).feed.updated == "1970-01-01T00:00:00Z"


def test_what_does_not_exist_has_no_feed(visitor: TestClient, database: Database) -> None:
    publish(database)
    for address in (
        *("/feed.rss", "/sections/nowhere/feed.atom", "/sections//feed.atom", "/sections/city/feed."),
        *(
            "/tags/x/feed.atom",
            "/tags/X/feed.json",
            "/authors/%00/feed.json",
            f"/tags/{'a' * 5_000}/feed.atom",
        ),
    ):
        assert visitor.get(address).status_code == 404, address


def test_the_old_address_of_a_moved_section_leads_to_its_feed(
    visitor: TestClient, database: Database
) -> None:
    publish(database, section_path="world/asia")
    before = atom(visitor, "/sections/world/asia/feed.atom")
    with database.write() as session:
        move_section(session, "world/asia", "asia", now=PUBLISHED_AT)
    answer = visitor.get("/sections/world/asia/feed.atom")
    assert (answer.status_code, answer.headers["location"]) == (301, "/sections/asia/feed.atom")
    after = atom(visitor, "/sections/asia/feed.atom")
    assert (after.feed.id, after.entries[0].id) == (before.feed.id, before.entries[0].id)


def test_every_address_in_the_documentation_is_there(visitor: TestClient, database: Database) -> None:
    tags, authors = (DraftTag("Tea", TagKind.TOPIC),), (DraftAuthor("Ada Moor"),)
    publish(database, section_path="world/asia", tags=tags, authors=authors)
    addresses = re.findall(r"`(/\S+)`", DOCUMENTATION.read_text(encoding="utf-8"))
    assert len(addresses) == 13
    assert [address for address in addresses if visitor.get(address).status_code != 200] == []


def test_pages_name_their_feeds(visitor: TestClient, database: Database) -> None:
    publish(database, section_path="world/asia", authors=(DraftAuthor("Ada Moor"),))

    def named(address: str) -> list[str | None]:
        links = page(visitor.get(address)).all("link", rel="alternate")
        assert all(visitor.get(link["href"] or "").status_code == 200 for link in links)
        return [link["href"] for link in links if link["type"] == "application/atom+xml"]

    assert named("/") == ["/feed.atom"]
    assert named("/sections/world") == ["/feed.atom", "/sections/world/feed.atom"]
    assert named("/articles/harbour-crane-lifts-its-last-load") == [
        *("/feed.atom", "/sections/world/asia/feed.atom", "/authors/ada-moor/feed.atom")
    ]


def test_a_publication_may_offer_summaries_only_or_no_feeds(
    settings: Settings, database: Database, open_newspaper: OpenNewspaper
) -> None:
    publish(database)
    publish(database, headline="Nothing more to say", summary=None)
    with open_newspaper(settings.model_copy(update={"feeds": "summary"})) as visitor:
        items = json_feed(visitor)["items"]
        assert [item["content_text"] for item in items] == [
            *("Nothing more to say", "The crane at Quay Nine retires.")
        ]
        assert not any("content" in entry for entry in atom(visitor).entries)
    with open_newspaper(settings.model_copy(update={"feeds": "off"})) as visitor:
        assert visitor.get("/feed.atom").status_code == 404
        assert page(visitor.get("/")).all("link", rel="alternate") == []


def test_images_of_other_servers_stay_out_where_the_publication_shows_none(
    settings: Settings, database: Database, open_newspaper: OpenNewspaper
) -> None:
    publish_crane(database)
    with open_newspaper(settings.model_copy(update={"remote_images": False})) as visitor:
        [entry], [item] = atom(visitor).entries, json_feed(visitor)["items"]
        assert entry.enclosures == []
        assert {"image", "attachments"}.isdisjoint(item)


def test_a_text_too_long_for_a_feed_gives_way_to_its_summary(visitor: TestClient, database: Database) -> None:
    for number, words in enumerate((1, 200_000, 500_000, 200_000)):
        when = PUBLISHED_AT + timedelta(minutes=number)
        body = f"<p>{'long ' * words}</p>"
        publish(database, headline=f"Story {number}", body_html=body, published_at=when, now=when)
    items = json_feed(visitor)["items"]
    assert [item["title"] for item in items if "content_html" in item] == ["Story 3", "Story 1", "Story 0"]
    assert items[1]["content_text"] == "The crane at Quay Nine retires."
