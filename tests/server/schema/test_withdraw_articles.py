"""Editors take articles from the public and back, and say what stands in their place."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from broadsheet_server.app import create_app
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.schema.api import SLUG, Api
from tests.server.schema.editing import ARTICLE, REVISIONS, done, error_of

TOMBSTONE = "query ($by: ArticleBy!) { tombstone(by: $by) { id kind note redirectUrl } }"


@pytest.fixture
def story(editor: Api) -> Any:
    """An article that somebody has published."""
    return done(editor, "publishArticle", article=ARTICLE)["article"]


def test_a_withdrawn_article_is_public_no_more_and_a_tombstone_says_why(editor: Api, story: Any) -> None:
    reason = {"note": "The interview was given in confidence.", "reason": "Complaint 12"}
    withdrawn = done(editor, "withdrawArticle", article=story["id"], **reason)["article"]
    assert (withdrawn["status"], withdrawn["visibility"]) == ("WITHDRAWN", "WITHDRAWN")
    assert withdrawn["article"] is None
    assert editor.ask(SLUG, by={"id": story["id"]}) == {"article": None}
    editor.key = None
    assert editor.ask(TOMBSTONE, by={"slug": story["slug"]})["tombstone"] == {
        "id": story["id"],
        "kind": "WITHDRAWN",
        "note": "The interview was given in confidence.",
        "redirectUrl": None,
    }


def test_a_restored_article_is_as_it_was_and_leaves_no_tombstone(editor: Api, story: Any) -> None:
    done(editor, "withdrawArticle", article=story["id"], kind="GONE")
    restored = done(editor, "restoreArticle", article=story["id"], reason="Settled.")["article"]
    assert restored["visibility"] == "PUBLIC"
    assert restored["article"]["bodyText"] == story["article"]["bodyText"]
    assert restored["tombstone"] is None
    assert editor.ask(TOMBSTONE, by={"id": story["id"]}) == {"tombstone": None}
    nodes = editor.ask(REVISIONS, id=story["id"])["editedArticle"]["revisions"]["nodes"]
    assert [node["kind"] for node in nodes] == ["RESTORED", "WITHDRAWN", "PUBLISHED"]


def test_what_cannot_be_withdrawn_or_restored_says_so(editor: Api, story: Any) -> None:
    assert error_of(editor, "restoreArticle", article=story["id"])["code"] == "NOT_WITHDRAWN"
    late = error_of(editor, "withdrawArticle", article=story["id"], expectedRevision=7)
    assert late["code"] == "REVISION_CONFLICT"
    done(editor, "withdrawArticle", article=story["id"])
    assert error_of(editor, "withdrawArticle", article=story["id"])["code"] == "ALREADY_WITHDRAWN"
    changes = {"article": story["id"], "expectedRevision": 2, "changes": {"headline": "Ferry"}}
    assert error_of(editor, "reviseArticle", **changes)["code"] == "ARTICLE_WITHDRAWN"


def test_an_order_of_a_court_reaches_an_article_that_is_withdrawn_already(
    editor: Api, story: Any, settings: Settings
) -> None:
    done(editor, "withdrawArticle", article=story["id"], note="We look into it.")
    head = editor.ask("{ changes { head } }")["changes"]["head"]
    with TestClient(create_app(settings)) as visitor:
        address = f"/articles/{story['slug']}"
        assert visitor.get(address).status_code == 410
        order = {"kind": "LEGAL", "note": "By order of a court.", "reason": "4 C 12/26"}
        stone = done(editor, "withdrawArticle", article=story["id"], **order)["article"]["tombstone"]
        assert (stone["kind"], stone["note"]) == ("LEGAL", "By order of a court.")
        page = visitor.get(address)
        assert (page.status_code, "By order of a court." in page.text) == (451, True)
    [revision, *_] = editor.ask(REVISIONS, id=story["id"])["editedArticle"]["revisions"]["nodes"]
    assert (revision["kind"], revision["reason"]) == ("WITHDRAWN", "4 C 12/26")
    assert revision["actor"].endswith(" newsroom")
    assert revision["changes"] == [
        {
            "field": "withdrawal",
            "before": "withdrawn, We look into it.",
            "after": "legal, By order of a court.",
        }
    ]
    followed = "query ($after: Sequence) { changes(after: $after) { nodes { kind tombstone { kind } } } }"
    assert editor.ask(followed, after=head)["changes"]["nodes"] == [
        {"kind": "WITHDRAWN", "tombstone": {"kind": "LEGAL"}}
    ]


def test_who_does_not_know_of_the_order_cannot_lift_it_by_withdrawing_again(editor: Api, story: Any) -> None:
    legal = done(editor, "withdrawArticle", article=story["id"], kind="LEGAL")["article"]
    again = error_of(editor, "withdrawArticle", article=story["id"], note="Out of date.")
    assert again["code"] == "ALREADY_WITHDRAWN"
    assert "as legal" in again["message"]
    known = {"expectedRevision": legal["revision"], "note": "The order was lifted."}
    lifted = done(editor, "withdrawArticle", article=story["id"], **known)["article"]
    assert lifted["tombstone"]["kind"] == "WITHDRAWN"


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "REDIRECT"},
        {"kind": "REDIRECT", "redirectTo": "javascript:alert(1)"},
        {"kind": "REDIRECT", "redirectTo": "//elsewhere.example"},
        {"kind": "REDIRECT", "redirectTo": "/articles/ferry-returns"},
        {"kind": "REDIRECT", "redirectTo": "https://news.example/articles/ferry-returns/?from=mail#top"},
        {"kind": "GONE", "redirectTo": "/articles/another"},
    ],
)
def test_a_redirect_leads_somewhere_and_only_a_redirect_does(
    editor: Api, story: Any, values: dict[str, str]
) -> None:
    error = error_of(editor, "withdrawArticle", article=story["id"], **values)
    assert (error["code"], error["path"]) == ("INVALID_VALUE", ["input", "redirectTo"])
    assert editor.ask(SLUG, by={"id": story["id"]}) == {"article": {"slug": "ferry-returns"}}


def test_who_restores_what_only_a_takedown_is_here_of_hears_that_there_is_no_text(
    editor: Api, database: Database
) -> None:
    taken_back = publish(database, headline="", external_reference="tag:a", withdrawn=True).article_id
    assert taken_back is not None
    article = global_id("Article", taken_back)
    error = error_of(editor, "restoreArticle", article=article)
    assert (error["code"], error["path"]) == ("NO_TEXT", ["input", "article"])
    done(editor, "withdrawArticle", article=article, kind="LEGAL")
    lifted = done(editor, "restoreArticle", article=article)["article"]
    assert (lifted["status"], lifted["tombstone"]["kind"]) == ("WITHDRAWN", "WITHDRAWN")


def test_who_restores_what_its_source_took_back_too_hears_that_it_stays_withdrawn(
    editor: Api, database: Database
) -> None:
    article = publish(database, external_reference="tag:a").article_id
    assert article is not None
    story = global_id("Article", article)
    done(editor, "withdrawArticle", article=story, note="We look into it.")
    publish(database, external_reference="tag:a", withdrawn=True)
    lifted = done(editor, "restoreArticle", article=story)
    assert lifted["article"]["status"] == "WITHDRAWN"
    assert lifted["article"]["tombstone"]["note"] is None
    assert ["by its source until that sends a later version" in note for note in lifted["notes"]] == [True]
    restored = done(editor, "restoreArticle", article=story)
    assert (restored["article"]["status"], restored["notes"]) == ("PUBLISHED", [])


def test_an_article_that_was_never_public_has_no_tombstone(editor: Api) -> None:
    article = ARTICLE | {"embargoedUntil": "2030-01-01T00:00:00Z"}
    secret = done(editor, "publishArticle", article=article)["article"]
    done(editor, "withdrawArticle", article=secret["id"], note="Never mind.")
    assert editor.ask(TOMBSTONE, by={"id": secret["id"]}) == {"tombstone": None}


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        ({"note": "It was wrong."}, 410, "It was wrong."),
        ({"kind": "GONE", "note": "For editors."}, 410, "no longer available"),
        ({"kind": "LEGAL", "note": "By order of a court."}, 451, "By order of a court."),
    ],
)
def test_its_page_says_what_the_editor_chose(
    editor: Api, story: Any, settings: Settings, values: dict[str, str], status: int, words: str
) -> None:
    done(editor, "withdrawArticle", article=story["id"], **values)
    with TestClient(create_app(settings)) as visitor:
        page = visitor.get(f"/articles/{story['slug']}")
    assert page.status_code == status
    assert words in page.text
    assert "For editors." not in page.text
    editor.key = None
    assert "For editors." not in str(editor.ask(TOMBSTONE, by={"id": story["id"]}))


def test_its_page_leads_on_where_the_editor_chose_a_redirect(
    editor: Api, story: Any, settings: Settings
) -> None:
    target = "/articles/the-whole-story"
    done(editor, "withdrawArticle", article=story["id"], kind="REDIRECT", redirectTo=target)
    with TestClient(create_app(settings)) as visitor:
        answer = visitor.get(f"/articles/{story['slug']}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, target)
    assert "max-age=60" in answer.headers["cache-control"]
