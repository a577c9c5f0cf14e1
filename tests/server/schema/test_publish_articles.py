"""An editor publishes an article."""

from datetime import UTC, datetime, timedelta

import pytest

from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.server.schema.api import SLUG, Api
from tests.server.schema.editing import ARTICLE, REVISIONS, done, error_of, stored_headlines, with_key


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


def test_an_editor_is_told_of_each_person_and_tag_that_has_no_name(editor: Api) -> None:
    article = ARTICLE | {
        "authors": [{"name": "Ada Moor"}, {"name": " "}],
        "contributors": [{"name": "", "role": "PHOTOGRAPHER"}],
        "tags": [{"label": "\n"}, {"label": "Ferries"}],
    }
    assert done(editor, "publishArticle", article=article)["notes"] == [
        "author 2 left out: it has no name",
        "contributor 1 left out: it has no name",
        "tag 1 left out: it has no name",
    ]


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


def test_publishing_needs_a_key_of_its_own_scope(api: Api, database: Database) -> None:
    document = "mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { notes } }"
    assert api.refusal(document, input={"article": ARTICLE})["code"] == "UNAUTHENTICATED"
    with_key(api, database, Scope.INGEST, Scope.SHARE)
    assert api.refusal(document, input={"article": ARTICLE})["code"] == "FORBIDDEN"
    assert stored_headlines(database) == []
