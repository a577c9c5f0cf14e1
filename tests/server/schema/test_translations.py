"""Editors and readers of one story in several languages."""

from typing import Any

import pytest

from broadsheet_server.newsroom import translation_groups
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.server.schema.api import Api
from tests.server.schema.editing import ARTICLE, REVISIONS, done, error_of, with_key

TRANSLATIONS = "query ($slug: String!) { article(by: { slug: $slug }) { translations { slug language } } }"
MANY = """{ articles(first: 10) { nodes { slug translations { slug headline section { path } } } } }"""


def published(editor: Api, language: str, of: str | None = None, **changes: Any) -> str:
    """The id of the story in a language."""
    article = {**ARTICLE, "language": language, "slug": f"ferry-{language}", "translationOf": of, **changes}
    article["headline"] = f"Ferry returns ({language})"
    return str(done(editor, "publishArticle", article=article)["article"]["id"])


def translations(editor: Api, slug: str) -> list[str]:
    """The slugs of an article's translations, as a stranger reads them."""
    answer = Api(editor.client).ask(TRANSLATIONS, slug=slug)
    return [each["slug"] for each in answer["article"]["translations"]]


def revised(editor: Api, key: str, expected: int, **changes: Any) -> Any:
    return done(
        editor,
        "reviseArticle",
        article=key,
        expectedRevision=expected,
        changes=changes,
        reason="found its original",
    )


def test_an_editor_publishes_a_translation_and_every_one_has_all_the_others(
    api: Api, database: Database
) -> None:
    editor = with_key(api, database, Scope.EDIT)
    english = published(editor, "en")
    assert translations(editor, "ferry-en") == []
    chinese = published(editor, "zh", english)
    published(editor, "de", chinese)
    assert translations(editor, "ferry-en") == ["ferry-de", "ferry-zh"]
    assert translations(editor, "ferry-de") == ["ferry-en", "ferry-zh"]


def test_an_article_joins_and_leaves_by_revisions_that_say_who_and_why(api: Api, database: Database) -> None:
    editor = with_key(api, database, Scope.EDIT)
    english, chinese = published(editor, "en"), published(editor, "zh")
    revised(editor, chinese, 1, translationOf=english)
    assert translations(editor, "ferry-en") == ["ferry-zh"]
    revised(editor, chinese, 2, translationOf=english)  # it is one already
    revised(editor, chinese, 2, translationOf=None, headline="Ferry is back")
    assert translations(editor, "ferry-en") == translations(editor, "ferry-zh") == []

    last, joined, _ = editor.ask(REVISIONS, id=chinese)["editedArticle"]["revisions"]["nodes"]
    assert joined["actor"].endswith("newsroom")
    assert joined["reason"] == "found its original"
    assert joined["changes"] == [{"field": "translations", "before": None, "after": "ferry-en"}]
    assert {"field": "translations", "before": "ferry-en", "after": None} in last["changes"]


def test_what_cannot_be_a_translation_is_told_and_nothing_changes(api: Api, database: Database) -> None:
    editor = with_key(api, database, Scope.EDIT, Scope.INGEST)
    english = published(editor, "en")
    chinese, other = published(editor, "zh", english), published(editor, "en", slug="quay")

    def refused(key: str, expected: int = 1, **changes: Any) -> Any:
        error = error_of(editor, "reviseArticle", article=key, expectedRevision=expected, changes=changes)
        return error["code"], error["path"]

    path = ["input", "changes", "translationOf"]
    assert refused(other, translationOf=chinese) == ("TRANSLATION_LANGUAGE_TAKEN", path)
    assert refused(other, translationOf=other) == ("TRANSLATION_OF_ITSELF", path)
    assert refused(other, translationOf="nobody") == ("TRANSLATION_NOT_FOUND", path)
    assert refused(chinese, language="en") == (
        "TRANSLATION_LANGUAGE_TAKEN",
        ["input", "changes", "language"],
    )
    new = {**ARTICLE, "language": "en", "translationOf": chinese}
    assert error_of(editor, "publishArticle", article=new)["path"] == ["input", "article", "translationOf"]
    error = error_of(editor, "upsertArticles", articles=[{**new, "externalReference": "1"}])
    assert (error["code"], error["path"][-1]) == ("TRANSLATION_LANGUAGE_TAKEN", "translationOf")
    assert translations(editor, "ferry-en") == ["ferry-zh"]


def test_a_system_that_sends_an_unchanged_article_may_name_its_translation(
    api: Api, database: Database
) -> None:
    editor = with_key(api, database, Scope.EDIT, Scope.INGEST)
    english = published(editor, "en")
    sent = {**ARTICLE, "language": "zh", "slug": "ferry-zh", "externalReference": "1"}
    sent["headline"] = "渡轮复航"
    done(editor, "upsertArticles", articles=[sent])
    for outcome in ("UPDATED", "UNCHANGED"):
        results = done(editor, "upsertArticles", articles=[{**sent, "translationOf": english}])["results"]
        assert [each["outcome"] for each in results] == [outcome]
    done(editor, "upsertArticles", articles=[sent])  # says nothing of it, and so it stays
    assert translations(editor, "ferry-en") == ["ferry-zh"]


def test_an_article_moves_from_one_story_to_another(api: Api, database: Database) -> None:
    editor = with_key(api, database, Scope.EDIT)
    first, second = published(editor, "en"), published(editor, "en", slug="quay")
    chinese = published(editor, "zh", first)
    revised(editor, chinese, 1, translationOf=second)
    assert translations(editor, "ferry-en") == []
    assert translations(editor, "quay") == ["ferry-zh"]


def test_the_translations_of_many_articles_are_one_statement(
    api: Api, database: Database, statements: list[str]
) -> None:
    editor = with_key(api, database, Scope.EDIT)
    for name in ("a", "b", "c"):
        english = published(editor, "en", slug=f"{name}-en", bodyHtml=f"<p>{name}</p>")
        published(editor, "zh", english, slug=f"{name}-zh", bodyHtml=f"<p>{name} zh</p>")
    statements.clear()
    nodes = Api(editor.client).ask(MANY)["articles"]["nodes"]
    pairs = {node["slug"]: node["translations"][0]["slug"] for node in nodes}
    assert {slug[0] + other[0] for slug, other in pairs.items()} == {"aa", "bb", "cc"}
    assert len(pairs) == 6
    assert len(statements) == 2


def test_translations_of_translations_are_one_statement_for_each_level(
    api: Api, database: Database, statements: list[str]
) -> None:
    editor = with_key(api, database, Scope.EDIT)
    for name in ("a", "b", "c"):
        english = published(editor, "en", slug=f"{name}-en", bodyHtml=f"<p>{name}</p>")
        for language in ("zh", "de")[: 1 + (name == "a")]:
            body = f"<p>{name} {language}</p>"
            published(editor, language, english, slug=f"{name}-{language}", bodyHtml=body)
    statements.clear()
    nested = "{ articles(first: 10) { nodes { slug translations { slug translations { slug headline } } } } }"
    nodes = Api(editor.client).ask(nested)["articles"]["nodes"]
    assert sum(len(each["translations"]) for node in nodes for each in node["translations"]) == 16
    assert len(statements) == 3


def test_a_story_has_no_more_languages_than_it_may(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_groups, "LANGUAGES_MAX", 2)
    editor = with_key(api, database, Scope.EDIT)
    english = published(editor, "en")
    published(editor, "zh", english)
    third = {**ARTICLE, "headline": "La vuelta", "language": "es", "translationOf": english}
    error = error_of(editor, "publishArticle", article=third)
    assert error["code"] == "TRANSLATION_LANGUAGE_TAKEN"
    assert "that is the most" in error["message"]
