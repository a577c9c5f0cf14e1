"""The front page and the sections."""

from datetime import timedelta
from typing import Any

from starlette.testclient import TestClient

from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.storage.database import Database
from tests.builders import PUBLISHED_AT, publish
from tests.server.web.html_page import Page, page

PICTURE = DraftImage(
    alt="A crane", media_type="image/png", width=1200, height=675, url="https://pictures.example/crane.png"
)


def _publish_many(database: Database, count: int, **changes: Any) -> None:
    """`Story 1` is the oldest."""
    for number in range(1, count + 1):
        when = PUBLISHED_AT + timedelta(minutes=number)
        publish(database, headline=f"Story {number}", published_at=when, now=when, **changes)


def _headlines(found: Page) -> list[str]:
    return [element.text for element in found.all("h2", class_="story-headline")]


def _address(found: Page, relation: str) -> str:
    return found.one("a", rel=relation)["href"] or ""


def test_the_front_page_shows_the_newest_first(visitor: TestClient, database: Database) -> None:
    _publish_many(database, 3)
    found = page(visitor.get("/"))
    assert _headlines(found) == ["Story 3", "Story 2", "Story 1"]
    assert "/articles/story-3" in found.links
    assert "The Courier" in found.one("p", class_="nameplate").text
    assert "City" in found.one("nav", class_="sections").text


def test_a_story_with_a_picture_leads(visitor: TestClient, database: Database) -> None:
    publish(database, headline="Pictured", images=(PICTURE,), now=PUBLISHED_AT)
    _publish_many(database, 2)
    assert _headlines(page(visitor.get("/"))) == ["Pictured", "Story 2", "Story 1"]


def test_an_empty_newspaper_says_so(visitor: TestClient) -> None:
    assert "No article has been published yet." in page(visitor.get("/")).text


def test_one_pages_through_everything_once(visitor: TestClient, database: Database) -> None:
    _publish_many(database, 45)
    seen: list[str] = []
    found = page(visitor.get("/"))
    while True:
        seen += _headlines(found)
        if not found.all("a", rel="next"):
            break
        found = page(visitor.get(_address(found, "next")))
    assert sorted(seen) == sorted(f"Story {number}" for number in range(1, 46))
    back = page(visitor.get(_address(found, "prev")))
    assert _headlines(back) == [f"Story {number}" for number in range(25, 5, -1)]


def test_going_back_to_the_start_ends_at_the_front_page(visitor: TestClient, database: Database) -> None:
    _publish_many(database, 25)
    second = page(visitor.get(_address(page(visitor.get("/")), "next")))
    first = visitor.get(_address(second, "prev"))
    assert (first.status_code, first.headers["location"]) == (303, "/")


def test_a_place_that_does_not_exist_is_not_here(visitor: TestClient, database: Database) -> None:
    publish(database)
    for cursor in ("x", "%00", "AAAA", "é", "A" * 3_000, ""):
        page(visitor.get(f"/?after={cursor}"), 404)
        page(visitor.get(f"/sections/city?before={cursor}"), 404)


def test_a_section_holds_what_is_below_it(visitor: TestClient, database: Database) -> None:
    publish(database, headline="In Asia", section_path="world/asia", section_name="Asia")
    publish(database, headline="In the city")
    found = page(visitor.get("/sections/world"))
    assert _headlines(found) == ["In Asia"]
    assert "/sections/world/asia" in found.links
    asia = page(visitor.get("/sections/world/asia"))
    assert asia.one("h1").text == "Asia"
    assert [step["name"] for step in asia.linked_data[0]["itemListElement"]] == ["Home", "World", "Asia"]


def test_a_later_page_of_a_list_is_a_page_of_its_own(visitor: TestClient, database: Database) -> None:
    for number in range(45):
        publish(database, headline=f"Story {number}", section_path="city")
    for address in ("/", "/sections/city"):
        first = page(visitor.get(f"{address}?utm_source=x"))
        assert first.one("link", rel="canonical")["href"] == f"https://news.example{address}"
        after = first.one("a", rel="next")["href"]
        second = page(visitor.get(f"{after}&utm_source=x"))
        assert second.one("link", rel="canonical")["href"] == f"https://news.example{after}"


def test_a_slash_too_many_leads_to_the_section(visitor: TestClient, database: Database) -> None:
    publish(database, section_path="world/asia")
    answer = visitor.get("/sections/world/asia/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/sections/world/asia")


def test_an_unknown_section_is_not_here(visitor: TestClient, database: Database) -> None:
    publish(database, section_path="world/asia")
    for path in ("nowhere", "world/%2e%2e", "%00", "World", "a/" * 500 + "a"):
        assert "This page is not here" in page(visitor.get(f"/sections/{path}"), 404).text, path


def test_section_and_date_below_a_hebrew_headline_are_read_in_their_own_direction(
    visitor: TestClient, database: Database
) -> None:
    publish(database, headline="המנוף", language="he")
    for address in ("/", "/sections/city"):
        found = page(visitor.get(address))
        line, section = found.one("p", class_="meta"), found.one("a", class_="kicker")
        assert (line["lang"], line["dir"]) == ("en", "ltr")
        assert (section["lang"], section["dir"]) == ("en", "auto")


def test_lists_are_not_sent_twice(visitor: TestClient, database: Database) -> None:
    publish(database)
    for address in ("/", "/sections/city"):
        first = visitor.get(address)
        assert "max-age=60" in first.headers["cache-control"]
        assert visitor.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
