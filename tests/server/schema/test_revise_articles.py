"""Editors change articles, say publicly what was wrong, and do not undo each other's work."""

from pathlib import Path
from typing import Any

import pytest

from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.uuid7 import uuid7
from tests.builders import publish
from tests.pictures import png
from tests.server.schema.api import Api
from tests.server.schema.editing import ARTICLE, REVISIONS, done, error_of


@pytest.fixture
def story(editor: Api) -> Any:
    """An article that somebody has published."""
    tags = [{"label": "Ferries"}, {"label": "Vallmere", "kind": "PLACE"}]
    article = ARTICLE | {"tags": tags, "authors": [{"name": "Ada Moor"}], "summary": "It sails."}
    return done(editor, "publishArticle", article=article)["article"]


def test_what_a_revision_does_not_name_stays(editor: Api, story: Any) -> None:
    changes = {"headline": "Ferry returns to Vallmere", "section": "city/harbour"}
    revised = done(editor, "reviseArticle", article=story["id"], expectedRevision=1, changes=changes)
    assert revised["article"]["revision"] == 2
    whole = editor.ask(
        "query ($by: ArticleBy!) { article(by: $by) { headline summary bodyText section { path } "
        "tags { label kind } authors { name } publishedAt } }",
        by={"id": story["id"]},
    )["article"]
    assert whole.pop("publishedAt") == story["publicFrom"]
    assert whole == {
        "headline": "Ferry returns to Vallmere",
        "summary": "It sails.",
        "bodyText": "The ferry sails again.",
        "section": {"path": "city/harbour"},
        "tags": [{"label": "Ferries", "kind": "TOPIC"}, {"label": "Vallmere", "kind": "PLACE"}],
        "authors": [{"name": "Ada Moor"}],
    }


def test_null_removes_what_may_be_missing_and_nothing_else(editor: Api, story: Any) -> None:
    done(editor, "reviseArticle", article=story["id"], expectedRevision=1, changes={"summary": None})
    article = editor.ask("query ($by: ArticleBy!) { article(by: $by) { summary } }", by={"id": story["id"]})
    assert article == {"article": {"summary": None}}
    kept = error_of(
        editor, "reviseArticle", article=story["id"], expectedRevision=2, changes={"headline": None}
    )
    assert (kept["code"], kept["path"]) == ("INVALID_VALUE", ["input", "changes", "headline"])


def test_the_rights_in_an_article_are_told_and_can_be_revised(editor: Api) -> None:
    rights = {
        "copyrightHolder": "Harbour Press",
        "copyrightNotice": "© Harbour Press",
        "usageTerms": "Not for sale",
    }
    published = done(editor, "publishArticle", article=ARTICLE | rights)["article"]
    query = "query ($by: ArticleBy!) { article(by: $by) { copyrightHolder copyrightNotice usageTerms } }"
    by = {"id": published["id"]}
    assert [editor.ask(query, by=by)["article"] for _ in range(3)] == [rights] * 3

    changes = {"copyrightHolder": None}
    done(editor, "reviseArticle", article=published["id"], expectedRevision=1, changes=changes)
    assert editor.ask(query, by=by)["article"] == rights | changes


def test_who_has_not_seen_the_newest_revision_is_told_what_has_changed(editor: Api, story: Any) -> None:
    done(
        editor,
        "reviseArticle",
        article=story["id"],
        expectedRevision=1,
        changes={"summary": "Again.", "editorialNote": "A."},
    )
    late = {"article": story["id"], "expectedRevision": 1, "changes": {"headline": "Ferry is back"}}
    conflict = error_of(editor, "reviseArticle", **late)
    assert conflict["code"] == "REVISION_CONFLICT"
    assert (conflict["currentRevision"], conflict["differingFields"]) == (2, ["summary", "editorialNote"])
    early = error_of(editor, "reviseArticle", **(late | {"expectedRevision": 9}))
    assert early["code"] == "REVISION_CONFLICT"
    assert "there is no revision 9 yet" in early["message"]
    assert early["differingFields"] == []
    done(editor, "reviseArticle", **(late | {"expectedRevision": 2}))


def test_every_revision_says_what_it_changed(editor: Api, story: Any) -> None:
    changes = {"headline": "Ferry is back", "tags": [{"label": "Ferries"}], "editorialNote": "Check."}
    done(editor, "reviseArticle", article=story["id"], expectedRevision=1, changes=changes, reason="Shorter.")
    page = editor.ask(REVISIONS, id=story["id"], first=1)["editedArticle"]["revisions"]
    [revision] = page["nodes"]
    assert (revision["number"], revision["kind"], revision["reason"]) == (2, "REVISED", "Shorter.")
    assert {change["field"]: (change["before"], change["after"]) for change in revision["changes"]} == {
        "headline": ("Ferry returns", "Ferry is back"),
        "tags": ("Ferries\nVallmere", "Ferries"),
        "editorialNote": (None, "Check."),
    }
    assert page["pageInfo"]["hasNextPage"] is True
    after = page["pageInfo"]["endCursor"]
    rest = editor.ask(REVISIONS, id=story["id"], after=after)["editedArticle"]["revisions"]
    assert [each["number"] for each in rest["nodes"]] == [1]
    end = rest["pageInfo"]["endCursor"]
    assert editor.ask(REVISIONS, id=story["id"], after=end)["editedArticle"]["revisions"]["nodes"] == []


def test_a_revision_that_changes_nothing_is_none_and_a_minor_one_is_no_update(
    editor: Api, story: Any
) -> None:
    same = done(editor, "reviseArticle", article=story["id"], expectedRevision=1, changes=ARTICLE)
    assert same["article"]["revision"] == 1
    minor = {"changes": {"summary": "It sails!"}, "minor": True}
    revised = done(editor, "reviseArticle", article=story["id"], expectedRevision=1, **minor)["article"]
    assert revised["article"]["updatedAt"] == story["article"]["updatedAt"]
    changes = {"summary": "It sails at last."}
    revised = done(editor, "reviseArticle", article=story["id"], expectedRevision=2, changes=changes)
    assert revised["article"]["article"]["updatedAt"] > story["article"]["updatedAt"]


def test_an_embargo_is_lifted_by_null(editor: Api) -> None:
    story = done(editor, "publishArticle", article=ARTICLE | {"embargoedUntil": "2030-01-01T00:00:00Z"})
    secret = story["article"]
    assert secret["visibility"] == "EMBARGOED"
    changes = {"embargoedUntil": None}
    lifted = done(editor, "reviseArticle", article=secret["id"], expectedRevision=1, changes=changes)
    assert lifted["article"]["visibility"] == "PUBLIC"


def test_a_body_with_images_of_this_site_comes_back_as_it_was_read(
    editor: Api, database: Database, app: Any
) -> None:
    folder: Path = app.state.settings.media
    folder.mkdir(parents=True, exist_ok=True)
    name, _ = MediaFolder(folder).store(png(640, 480))
    base_url = app.state.settings.base_url
    body = f'<p>See:</p><figure><img src="{base_url}/media/{name}" alt="Crane"></figure>'
    story = done(editor, "publishArticle", article=ARTICLE | {"bodyHtml": body})["article"]
    shown = story["article"]["bodyHtml"]
    assert f"{base_url}/media/{name}" in shown
    assert 'width="640"' in shown
    again = {"article": story["id"], "expectedRevision": 1, "changes": {"bodyHtml": shown}}
    assert done(editor, "reviseArticle", **again)["article"]["revision"] == 1


def test_the_same_version_from_a_source_does_not_undo_an_editors_work_and_a_later_one_does(
    editor: Api, database: Database
) -> None:
    feed = {"external_reference": "wire:1", "source_name": "Wire"}
    article_id = publish(database, **feed).article_id
    key = global_id("Article", article_id)
    changes = {"headline": "Crane retires"}
    done(editor, "reviseArticle", article=key, expectedRevision=1, changes=changes)
    assert publish(database, **feed).outcome == "unchanged"
    later = publish(database, **feed, headline="Crane lifts its very last load")
    assert later.outcome == "updated"
    assert "what an editor has changed" in later.warnings[0]
    assert publish(database, **feed, headline="Crane lifts its very last load").outcome == "unchanged"


def test_a_correction_is_public_and_the_text_stays(editor: Api, story: Any) -> None:
    corrected = done(editor, "correctArticle", article=story["id"], correction="It sails on Monday.")
    assert corrected["article"]["revision"] == 2
    article = editor.ask(
        "query ($by: ArticleBy!) { article(by: $by) { bodyText corrections { text } } }",
        by={"id": story["id"]},
    )["article"]
    assert article == {
        "bodyText": "The ferry sails again.",
        "corrections": [{"text": "It sails on Monday."}],
    }
    empty = error_of(editor, "correctArticle", article=story["id"], correction=" ")
    assert (empty["code"], empty["path"]) == ("INVALID_VALUE", ["input", "correction"])
    late = error_of(editor, "correctArticle", article=story["id"], correction="It sails.", expectedRevision=1)
    assert late["code"] == "REVISION_CONFLICT"


def test_an_article_that_is_not_there_cannot_be_edited(editor: Api) -> None:
    for key in ("nonsense", global_id("Article", uuid7())):
        error = error_of(editor, "reviseArticle", article=key, expectedRevision=1, changes={})
        assert (error["code"], error["path"]) == ("ARTICLE_NOT_FOUND", ["input", "article"])
