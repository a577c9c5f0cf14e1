"""A content management system brings articles in, and keeps them up to date."""

from typing import Any

import pytest

from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.server.schema.api import Api
from tests.server.schema.editing import ARTICLE, done, error_of, send, stored_headlines, with_key


@pytest.fixture
def system(api: Api, database: Database) -> Api:
    """A content management system with a key that allows to bring articles in."""
    return with_key(api, database, Scope.INGEST, name="CMS")


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


def test_bringing_articles_in_needs_a_key_of_its_own_scope(api: Api, database: Database) -> None:
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
