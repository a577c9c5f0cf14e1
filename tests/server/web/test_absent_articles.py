"""What stands where an article is not, or not any more."""

from datetime import UTC, datetime, timedelta

from starlette.testclient import TestClient

from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.server.web.html_page import page

CRANE = "/articles/harbour-crane-lifts-its-last-load"


def test_a_withdrawn_article_says_so(visitor: TestClient, database: Database) -> None:
    published = publish(database)
    with database.write() as session:
        withdraw(session, published.article_id, now=NOW)
    answer = visitor.get(CRANE)
    assert "This article has been withdrawn" in page(answer, 410).one("h1").text
    assert "crane" not in answer.text


def test_an_expired_article_says_so(visitor: TestClient, database: Database) -> None:
    publish(database, expires_at=NOW + timedelta(hours=1))
    page(visitor.get(CRANE), 410)


def test_an_embargoed_article_was_never_here(visitor: TestClient, database: Database) -> None:
    publish(database, embargoed_until=datetime.now(UTC) + timedelta(days=1))
    answer = visitor.get(CRANE)
    page(answer, 404)
    assert "crane" not in answer.text.lower()


def test_a_hostile_slug_is_simply_not_here(visitor: TestClient, database: Database) -> None:
    publish(database)
    for slug in (
        *("nobody-wrote-this", "Harbour-Crane-Lifts-Its-Last-Load", "%F0%9F%97%9E", "x" * 5_000),
        *("%00", "a%00b", "%ff%fe", "..%2f..%2fetc%2fpasswd", "'%20or%201=1--"),
        "<script>alert(1)<%2fscript>",
    ):
        answer = visitor.get(f"/articles/{slug}")
        assert "This page is not here" in page(answer, 404).text, slug
        assert "<script>alert" not in answer.text
