"""A content management system publishes articles, and keeps many up to date."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.server.schema.api import SLUG, Api
from tests.server.schema.editing import ARTICLE, REVISIONS, done, error_of, send, with_key


@pytest.fixture
def editor(api: Api, database: Database) -> Api:
    """Somebody with a key that allows to edit."""
    return with_key(api, database, Scope.EDIT)


@pytest.fixture
def system(api: Api, database: Database) -> Api:
    """A content management system with a key that allows to bring articles in."""
    return with_key(api, database, Scope.INGEST, name="CMS")


def stored_headlines(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(Article.headline)))


def in_hours(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def test_a_new_article_is_public_at_once_and_says_who_published_it_and_why(editor: Api) -> None:
    article = done(editor, "publishArticle", article=ARTICLE, reason="The timetable is out.")["article"]
    assert article["visibility"] == "PUBLIC"
    assert article["article"]["bodyText"] == "The ferry sails again."
    [revision] = editor.ask(REVISIONS, id=article["id"])["editedArticle"]["revisions"]["nodes"]
    assert revision["kind"] == "PUBLISHED"
    assert revision["actor"].startswith("bs_")
    assert revision["actor"].endswith("newsroom")
    assert revision["reason"] == "The timetable is out."


@pytest.mark.parametrize(
    ("field", "visibility"), [("publishedAt", "SCHEDULED"), ("embargoedUntil", "EMBARGOED")]
)
def test_an_article_of_tomorrow_is_for_editors_only(editor: Api, field: str, visibility: str) -> None:
    article = done(editor, "publishArticle", article=ARTICLE | {field: in_hours(24)})["article"]
    assert article["visibility"] == visibility
    assert article["article"] is None
    assert editor.ask(SLUG, by={"slug": article["slug"]}) == {"article": None}


def test_what_is_wrong_with_an_article_is_said_at_its_field_and_nothing_is_stored(
    editor: Api, database: Database
) -> None:
    wrong = error_of(editor, "publishArticle", article=ARTICLE | {"section": "Not a path"})
    assert (wrong["code"], wrong["path"]) == ("INVALID_VALUE", ["input", "article", "section"])
    assert "joined by" in wrong["message"]
    empty = error_of(editor, "publishArticle", article=ARTICLE | {"bodyHtml": "<script>x</script>"})
    assert empty["path"] == ["input", "article", "bodyHtml"]
    assert stored_headlines(database) == []


def test_an_article_that_is_here_already_is_not_published_again(editor: Api, database: Database) -> None:
    known = ARTICLE | {"externalReference": "cms:1"}
    done(editor, "publishArticle", article=known)
    error = error_of(editor, "publishArticle", article=known | {"headline": "Ferry is back"})
    assert error["code"] == "ARTICLE_EXISTS"
    assert "ferry-returns" in error["message"]
    assert stored_headlines(database) == ["Ferry returns"]


def test_a_request_sent_again_with_its_idempotency_key_is_the_same_article(
    editor: Api, database: Database
) -> None:
    first = done(editor, "publishArticle", article=ARTICLE, idempotencyKey="attempt")
    again = done(editor, "publishArticle", article=ARTICLE, idempotencyKey="attempt")
    other = done(editor, "publishArticle", article=ARTICLE, idempotencyKey="another")
    assert again["article"]["id"] == first["article"]["id"] != other["article"]["id"]
    assert stored_headlines(database) == ["Ferry returns"] * 2


def test_an_idempotency_key_that_was_used_for_another_article_loses_nothing_in_silence(editor: Api) -> None:
    done(editor, "publishArticle", article=ARTICLE, idempotencyKey="attempt")
    another = {"article": ARTICLE | {"headline": "Crane falls"}, "idempotencyKey": "attempt"}
    error = error_of(editor, "publishArticle", **another)
    assert (error["code"], error["path"]) == ("INVALID_VALUE", ["input", "idempotencyKey"])
    assert "ferry-returns" in error["message"]


def article(number: int, **changes: Any) -> dict[str, Any]:
    """One of the articles of the system."""
    return ARTICLE | {"externalReference": f"cms:{number}", "headline": f"Ferry {number}"} | changes


def test_a_system_brings_articles_up_to_date_and_the_same_again_changes_nothing(system: Api) -> None:
    articles = [article(number) for number in range(3)]
    created = done(system, "upsertArticles", articles=articles)["results"]
    assert [each["outcome"] for each in created] == ["CREATED"] * 3
    articles[1]["bodyHtml"] = "<p>The ferry is late.</p>"
    updated = done(system, "upsertArticles", articles=articles)["results"]
    assert [each["outcome"] for each in updated] == ["UNCHANGED", "UPDATED", "UNCHANGED"]
    assert [each["id"] for each in updated] == [each["id"] for each in created]


def test_one_wrong_article_refuses_all_unless_the_policy_says_otherwise(
    system: Api, database: Database
) -> None:
    articles = [article(1), article(2, section="?"), article(3)]
    refused = send(system, "upsertArticles", articles=articles)
    assert refused["results"] == []
    assert [error["path"] for error in refused["userErrors"]] == [["input", "articles", "1", "section"]]
    assert stored_headlines(database) == []

    others = send(system, "upsertArticles", articles=articles, errorPolicy="REJECT_FAILED")
    assert [each["outcome"] for each in others["results"]] == ["CREATED", "REJECTED", "CREATED"]
    assert len(others["userErrors"]) == 1
    assert stored_headlines(database) == ["Ferry 1", "Ferry 3"]


def test_a_system_is_told_of_articles_that_it_could_not_find_again(system: Api, database: Database) -> None:
    payload = send(system, "upsertArticles", articles=[ARTICLE, article(1), article(1)])
    assert [(error["code"], error["path"][2]) for error in payload["userErrors"]] == [
        ("NO_REFERENCE", "0"),
        ("DUPLICATE_REFERENCE", "2"),
    ]
    many = error_of(system, "upsertArticles", articles=[article(number) for number in range(101)])
    assert many["code"] == "TOO_MANY"
    assert stored_headlines(database) == []


def test_two_systems_with_the_same_ids_keep_their_articles_apart(system: Api) -> None:
    first = done(system, "upsertArticles", source="Desk", articles=[article(1)])
    second = done(system, "upsertArticles", source="Wire", articles=[article(1, headline="Bus")])
    assert first["results"][0]["id"] != second["results"][0]["id"]


def test_publishing_needs_a_key_of_its_own_scope(api: Api, database: Database) -> None:
    document = "mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { notes } }"
    assert api.refusal(document, input={"article": ARTICLE})["code"] == "UNAUTHENTICATED"
    with_key(api, database, Scope.INGEST, Scope.SHARE)
    assert api.refusal(document, input={"article": ARTICLE})["code"] == "FORBIDDEN"
    upsert = "mutation ($input: UpsertArticlesInput!) { upsertArticles(input: $input) { results { id } } }"
    with_key(api, database, Scope.EDIT)
    assert api.refusal(upsert, input={"articles": []})["code"] == "FORBIDDEN"
    assert stored_headlines(database) == []


def test_what_an_editor_withdrew_holds_up_no_other_article(api: Api, database: Database) -> None:
    with_key(api, database, Scope.EDIT, Scope.INGEST)
    sent = [ARTICLE | {"headline": name, "externalReference": name, "version": 1} for name in ("One", "Two")]
    first, _ = done(api, "upsertArticles", articles=sent)["results"]
    done(api, "withdrawArticle", article=first["id"])
    later = [article | {"summary": "More.", "version": 2} for article in sent]
    results = done(api, "upsertArticles", articles=later, errorPolicy="REJECT_ALL")["results"]
    assert [result["outcome"] for result in results] == ["UNCHANGED", "UPDATED"]
    assert results[0]["notes"][0] == "an editor has withdrawn it"
    assert "restored" in results[0]["notes"][1]
    done(api, "restoreArticle", article=first["id"])
    again = done(api, "upsertArticles", articles=later)["results"]
    assert [result["outcome"] for result in again] == ["UPDATED", "UNCHANGED"]
