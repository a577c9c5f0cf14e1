"""Editors put articles at the head of related lists."""

from typing import Any
from uuid import UUID

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.models.related import StaleRelated
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.related.list_store import read_lists, write_lists
from broadsheet_server.related.pin_related import PINS_MAX
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW, publish
from tests.server.schema.api import Api
from tests.server.schema.sample_articles import publish_articles

PIN = """mutation ($article: ID!, $related: [ID!]!) {
    pinRelated(input: {article: $article, related: $related}) {
        article { slug related(first: 12) { edges { node { slug } reasons { kind text } score } } }
        userErrors { code message path }
    } }"""


def pin(editor: Api, article: UUID, *related: UUID) -> Any:
    """The payload of a pin that is asked for by ids."""
    ids = [global_id("Article", key) for key in related]
    return editor.ask(PIN, article=global_id("Article", article), related=ids)["pinRelated"]


def pinned_slugs(payload: Any) -> list[str]:
    """The articles in a list that the editors chose."""
    edges = payload["article"]["related"]["edges"]
    return [edge["node"]["slug"] for edge in edges if edge["reasons"][0]["kind"] == "EDITOR_CHOICE"]


def slugs(payload: Any) -> list[str]:
    """The list."""
    return [edge["node"]["slug"] for edge in payload["article"]["related"]["edges"]]


def test_the_picks_come_first_in_their_order_and_say_who_chose_them(editor: Api, database: Database) -> None:
    articles = publish_articles(database, 12)
    payload = pin(editor, articles[0].article_id, articles[11].article_id, articles[3].article_id)

    assert payload["userErrors"] == []
    assert slugs(payload)[:4] == ["story-11", "story-3", "story-1", "story-2"]
    first, second = payload["article"]["related"]["edges"][:2]
    assert first["reasons"] == [{"kind": "EDITOR_CHOICE", "text": "Chosen by the editors"}]
    assert [reason["kind"] for reason in second["reasons"]] == [
        "EDITOR_CHOICE",
        "SHARED_PERSON",
        "BACKGROUND",
    ]
    assert first["score"] == second["score"] == 1.0


def test_new_picks_replace_the_earlier_ones_and_none_take_them_away(editor: Api, database: Database) -> None:
    articles = publish_articles(database, 12)
    pin(editor, articles[0].article_id, articles[11].article_id, articles[3].article_id)
    payload = pin(editor, articles[0].article_id, articles[10].article_id)
    assert pinned_slugs(payload) == ["story-10"]
    assert "story-11" not in slugs(payload)
    assert "story-3" in slugs(payload)

    assert pinned_slugs(pin(editor, articles[0].article_id)) == []


def test_an_article_without_a_list_gets_one_of_its_picks(editor: Api, database: Database) -> None:
    lonely, picked = publish(database, slug="lonely"), publish(database, slug="picked")

    assert slugs(pin(editor, lonely.article_id, picked.article_id, picked.article_id)) == ["picked"]


def test_a_list_that_is_written_later_keeps_the_picks_of_that_moment(editor: Api, database: Database) -> None:
    articles = publish_articles(database, 3)
    with database.read() as session:
        made_before = read_lists(session, [articles[0].article_id])
    pin(editor, articles[0].article_id, articles[2].article_id)
    with database.write() as session:
        write_lists(session, list(made_before.values()))

    related = editor.ask('{ article(by: {slug: "story-0"}) { related { nodes { slug } } } }')["article"]
    assert [node["slug"] for node in related["related"]["nodes"]] == ["story-2", "story-1"]


def test_a_list_with_new_picks_is_made_again(editor: Api, database: Database) -> None:
    articles = publish_articles(database, 3)
    for _ in range(2):
        pin(editor, articles[0].article_id, articles[2].article_id)

    with database.read() as session:
        assert session.get(StaleRelated, articles[0].article_id) is not None


def test_a_pick_that_was_withdrawn_is_not_shown(editor: Api, database: Database) -> None:
    articles = publish_articles(database, 4)
    pin(editor, articles[0].article_id, articles[3].article_id, articles[2].article_id)
    with database.write() as session:
        withdraw(session, articles[3].article_id, now=NOW)

    related = editor.ask('{ article(by: {slug: "story-0"}) { related { nodes { slug } } } }')["article"]
    assert [node["slug"] for node in related["related"]["nodes"]] == ["story-2", "story-1"]


def test_what_cannot_be_picked_is_said_and_changes_nothing(editor: Api, database: Database) -> None:
    articles = publish_articles(database, 4)
    keys = [each.article_id for each in articles]
    pin(editor, keys[0], keys[3])
    with database.write() as session:
        withdraw(session, keys[2], now=NOW)
    refused = editor.ask(
        PIN,
        article=global_id("Article", keys[0]),
        related=[
            global_id("Article", keys[1]),
            "x",
            global_id("Article", keys[0]),
            global_id("Article", keys[2]),
        ],
    )["pinRelated"]

    assert refused["article"] is None
    assert [(error["code"], error["path"]) for error in refused["userErrors"]] == [
        ("RELATED_NOT_FOUND", ["input", "related", "1"]),
        ("SELF", ["input", "related", "2"]),
        ("RELATED_NOT_FOUND", ["input", "related", "3"]),
    ]
    related = editor.ask('{ article(by: {slug: "story-0"}) { related { nodes { slug } } } }')["article"]
    assert related["related"]["nodes"][0] == {"slug": "story-3"}


def test_too_many_picks_and_unknown_articles_are_refused(editor: Api, database: Database) -> None:
    articles = publish_articles(database, 2)
    too_many = pin(editor, articles[0].article_id, *[articles[1].article_id] * (PINS_MAX + 1))
    unknown = editor.ask(PIN, article="nobody", related=[])["pinRelated"]

    assert [error["code"] for error in too_many["userErrors"]] == ["TOO_MANY"]
    assert too_many["userErrors"][0]["message"] == "These are 11 articles; up to 10 can be pinned."
    assert [(error["code"], error["path"]) for error in unknown["userErrors"]] == [
        ("ARTICLE_NOT_FOUND", ["input", "article"])
    ]


def test_only_editors_may_pick(api: Api, database: Database) -> None:
    assert api.refusal(PIN, article="x", related=[])["code"] == "UNAUTHENTICATED"
    with database.write() as session:
        _, api.key = create_key(session, "reader", [Scope.SHARE], now=NOW)

    assert api.refusal(PIN, article="x", related=[])["code"] == "FORBIDDEN"
