"""Editors create, describe and move sections; old addresses lead to the new ones."""

from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from broadsheet_server.app import create_app
from broadsheet_server.models.changes import Change
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.editing import done, error_of, with_key

SECTION = (
    "query ($path: String!) { section(path: $path) { path name articles(first: 5) { nodes { slug } } } }"
)
PATH = "query ($by: ArticleBy!) { article(by: $by) { section { path } breadcrumb { label } } }"


def test_a_new_section_has_a_name_and_is_found_before_anything_is_in_it(editor: Api) -> None:
    values = {"path": "culture/film", "name": "Cinema", "description": "What is on."}
    section = done(editor, "createSection", **values)["section"]
    assert (section["path"], section["name"]) == ("culture/film", "Cinema")
    assert error_of(editor, "createSection", **values)["code"] == "SECTION_EXISTS"
    bad = error_of(editor, "createSection", path="Culture!")
    assert (bad["code"], bad["path"]) == ("INVALID_VALUE", ["input", "path"])


def test_a_section_gets_another_name(editor: Api, database: Database) -> None:
    publish(database, slug="crane", section_path="city")
    assert done(editor, "updateSection", path="city", name="Vallmere")["section"]["name"] == "Vallmere"
    article = editor.ask(PATH, by={"slug": "crane"})["article"]
    assert article["breadcrumb"][-1]["label"] == "Vallmere"
    for path in ("nowhere", "city\0"):
        assert error_of(editor, "updateSection", path=path, name="X")["code"] == "SECTION_NOT_FOUND"
    assert error_of(editor, "updateSection", path="city", name=" ")["path"] == ["input", "name"]


def test_a_section_moves_with_all_that_is_below_it(editor: Api, database: Database) -> None:
    publish(database, slug="asia", section_path="world/asia")
    publish(database, slug="japan", section_path="world/asia/japan", headline="Trains run")
    moved = done(editor, "moveSection", path="world/asia", newPath="asia")["section"]
    assert moved["path"] == "asia"
    assert editor.ask(PATH, by={"slug": "japan"})["article"]["section"]["path"] == "asia/japan"
    for path in ("world/asia", "asia"):
        section = editor.ask(SECTION, path=path)["section"]
        assert section["path"] == "asia"
        assert {node["slug"] for node in section["articles"]["nodes"]} == {"asia", "japan"}


def test_who_follows_the_old_or_the_new_place_learns_of_the_move(editor: Api, database: Database) -> None:
    published = publish(database, section_path="world/asia")
    done(editor, "moveSection", path="world/asia", newPath="asia")
    with database.read() as session:
        change = session.exec(select(Change).order_by(col(Change.sequence).desc())).first()
    assert change is not None
    assert change.article_id == published.article_id
    assert {"section:world", "section:world/asia", "section:asia"} <= set(change.topics)


def test_what_a_source_sends_for_the_old_place_comes_to_the_new_one(editor: Api, database: Database) -> None:
    wire = {"external_reference": "wire:1", "source_name": "Wire", "section_path": "world/asia"}
    publish(database, slug="first", **wire)
    done(editor, "moveSection", path="world/asia", newPath="asia")
    assert publish(database, slug="first", **wire).outcome == "unchanged"
    publish(database, slug="second", headline="Another", section_path="world/asia/japan")
    assert editor.ask(PATH, by={"slug": "first"})["article"]["section"]["path"] == "asia"
    assert editor.ask(PATH, by={"slug": "second"})["article"]["section"]["path"] == "asia/japan"
    with database.read() as session:
        change = session.exec(select(Change).order_by(col(Change.sequence).desc())).first()
    assert change is not None
    assert "section:asia/japan" in change.topics


@pytest.mark.parametrize(
    ("new_path", "code"),
    [
        ("world/asia/inside", "INVALID_VALUE"),
        ("No path", "INVALID_VALUE"),
        ("a/b/c/d/e/f/g/h", "INVALID_VALUE"),
        ("city", "SECTION_EXISTS"),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(
    editor: Api, database: Database, new_path: str, code: str
) -> None:
    publish(database, section_path="world/asia/japan")
    publish(database, section_path="city", headline="Another")
    error = error_of(editor, "moveSection", path="world/asia", newPath=new_path)
    assert (error["code"], error["path"]) == (code, ["input", "newPath"])
    assert editor.ask(SECTION, path="world/asia")["section"]["path"] == "world/asia"


def test_a_section_that_moves_below_an_old_path_comes_to_where_that_leads(
    editor: Api, database: Database
) -> None:
    publish(database, section_path="world/asia")
    publish(database, section_path="trade", headline="Another")
    done(editor, "moveSection", path="world/asia", newPath="asia")
    moved = done(editor, "moveSection", path="trade", newPath="world/asia/trade")["section"]
    assert moved["path"] == "asia/trade"
    assert error_of(editor, "createSection", path="world/asia/trade")["code"] == "SECTION_EXISTS"
    error = error_of(editor, "moveSection", path="asia", newPath="trade/asia")
    assert error["message"] == "A section cannot be moved into itself."


def test_the_old_page_leads_to_the_new_one_and_an_old_path_may_be_used_again(
    editor: Api, database: Database, settings: Settings
) -> None:
    publish(database, section_path="world/asia")
    done(editor, "moveSection", path="world/asia", newPath="asia")
    with TestClient(create_app(settings)) as visitor:
        answer = visitor.get("/sections/world/asia", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (301, "/sections/asia")
    done(editor, "createSection", path="world/asia", name="Asia, again")
    assert editor.ask(SECTION, path="world/asia")["section"]["name"] == "Asia, again"


def test_arranging_sections_needs_a_key_with_scope_edit(api: Api, database: Database) -> None:
    document: Any = 'mutation { createSection(input: { path: "x" }) { section { path } } }'
    assert api.refusal(document)["code"] == "UNAUTHENTICATED"
    with_key(api, database, Scope.INGEST)
    assert api.refusal(document)["code"] == "FORBIDDEN"


def test_what_would_be_too_deep_below_a_moved_section_comes_to_the_deepest_and_is_told(
    editor: Api, database: Database
) -> None:
    publish(database, section_path="a")
    done(editor, "createSection", path="b/c/d/e/f/g")
    done(editor, "moveSection", path="a", newPath="b/c/d/e/f/g/a")
    below = publish(database, headline="Deep", slug="deep", section_path="a/h")
    assert below.notes == ()
    deeper = publish(database, headline="Deeper", slug="deeper", section_path="a/h/i/j")
    assert deeper.notes == (
        "its section “a/h/i/j” was moved, and would be deeper than 8 there: it is in “b/c/d/e/f/g/a/h”",
    )
    found = editor.ask('{ article(by: { slug: "deeper" }) { section { path } } }')["article"]
    assert found["section"]["path"] == "b/c/d/e/f/g/a/h"
    refused = error_of(editor, "createSection", path="a/h/i/j")
    assert refused["code"] == "INVALID_VALUE"


def test_a_section_is_removed_and_its_articles_are_found_where_they_went(
    editor: Api, database: Database
) -> None:
    publish(database, slug="crane", section_path="city/harbour")
    publish(database, slug="ferry", section_path="news", headline="Ferry sails")
    for path, into, code, told in (
        ("nowhere", None, "SECTION_NOT_FOUND", "no section"),
        ("city/harbour", None, "SECTION_NOT_EMPTY", "1 article is in"),
        ("city", "news", "SECTION_NOT_EMPTY", "Sections are below “city”"),
        ("city/harbour", "city/harbour", "INVALID_VALUE", "to the section itself"),
    ):
        error = error_of(editor, "removeSection", path=path, into=into)
        assert error["code"] == code
        assert told in error["message"]
    assert done(editor, "removeSection", path="city/harbour", into="news")["isRemoved"]
    assert editor.ask(PATH, by={"slug": "crane"})["article"]["section"]["path"] == "news"
    for path in ("city/harbour", "news"):
        section = editor.ask(SECTION, path=path)["section"]
        assert section["path"] == "news"
        assert {node["slug"] for node in section["articles"]["nodes"]} == {"crane", "ferry"}
    again = publish(database, slug="tide", section_path="city/harbour", headline="The tide")
    assert editor.ask(PATH, by={"slug": again.slug})["article"]["section"]["path"] == "news"
    assert done(editor, "removeSection", path="city")["isRemoved"]
    assert editor.ask(SECTION, path="city")["section"] is None
