"""The page of an article leads to the same story in other languages."""

from datetime import timedelta
from typing import Any

from starlette.testclient import TestClient

from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.server.web.html_page import page

SITE = "http://localhost:8000/articles/"


def alternates(visitor: TestClient, slug: str) -> dict[str, str]:
    links = page(visitor.get(f"/articles/{slug}")).all("link")
    return {link["hreflang"]: link["href"] for link in links if "hreflang" in link.attributes}


def story(database: Database, language: str, **changes: Any) -> Any:
    return publish(database, slug=f"crane-{language.lower()}", language=language, **changes)


def test_the_page_names_all_languages_and_links_to_the_others(
    visitor: TestClient, database: Database
) -> None:
    english = story(database, "en")
    assert alternates(visitor, "crane-en") == {}
    story(database, "zh", headline="起重机", translation_of=english.article_id)
    story(database, "x-klingon", headline="qang", translation_of=english.article_id)

    named = alternates(visitor, "crane-zh")
    assert {tag: address.rpartition("/")[2] for tag, address in named.items()} == {
        "en": "crane-en",
        "x-default": "crane-en",
        "x-klingon": "crane-x-klingon",
        "zh": "crane-zh",
    }
    assert all(address.startswith("http") for address in named.values())
    found = page(visitor.get("/articles/crane-en")).one("p", class_="translations")
    assert found.text == "Read this in: x-klingon, 中文"
    assert "本文其他语言版本： English、" in page(visitor.get("/articles/crane-zh")).text


def test_a_translation_that_is_not_public_is_not_named(visitor: TestClient, database: Database) -> None:
    english = story(database, "en")
    story(database, "zh", translation_of=english.article_id, embargoed_until=NOW + timedelta(days=3650))
    assert alternates(visitor, "crane-en") == {}
    assert "crane-zh" not in visitor.get("/articles/crane-en").text
