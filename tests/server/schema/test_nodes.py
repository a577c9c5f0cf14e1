"""Whatever has an id is found again by it, by whoever may see it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.settings import MailSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.limits import NODES_MAX
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.operations import operation
from tests.server.schema.sample_articles import publish_articles

NODES = """query ($ids: [ID!]!) { nodes(ids: $ids) {
    __typename id ... on Share { state deliveries { recipient } article { slug } } } }"""
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A newspaper that can send mail."""
    mail = MailSettings(host="127.0.0.1", port=25, tls="none", sender="share@news.example")
    return settings.model_copy(update={"mail": mail})


@pytest.fixture
def sharer(api: Api, database: Database) -> Api:
    """Ada, whose API key allows sharing."""
    api.key = new_key(database, Scope.SHARE)
    return api


def new_key(database: Database, *scopes: Scope) -> str:
    """A new API key, as its holder knows it."""
    with database.write() as session:
        return create_key(session, "test", scopes, now=datetime.now(UTC))[1]


def share(sharer: Api, database: Database, *recipients: str) -> str:
    """Ada emails a new article to her friends; the id of the share."""
    article_id = publish(database).article_id
    arguments = {
        "article": global_id("Article", article_id),
        "to": recipients,
        "senderName": "Ada",
        "idempotencyKey": article_id.hex,
    }
    payload: Any = sharer.ask(operation("share_article"), input=arguments)["shareArticle"]
    share_id: str = payload["share"]["id"]
    return share_id


def test_everything_with_an_id_is_found_again_by_it(api: Api, database: Database) -> None:
    publish_articles(database, 1)
    query = (
        '{ article(by: {slug: "story-0"}) { id section { id } tags { id } authors { id } leadImage { id } } }'
    )
    article = api.ask(query)["article"]
    ids = [article["id"], article["section"]["id"]]
    ids += [article[name][0]["id"] for name in ("tags", "authors")] + [article["leadImage"]["id"]]
    fields = """id __typename
        ... on Article { headline section { name } } ... on Section { name } ... on Tag { label }
        ... on Author { articles { nodes { slug } } }
        ... on Image { alt url renditions { name mediaType } }"""
    nodes = api.ask(f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {fields} }} }}", ids=[*ids, "no", ids[0]])[
        "nodes"
    ]

    assert [node and node["__typename"] for node in nodes] == [
        "Article", "Section", "Tag", "Author", "Image", None, "Article",
    ]  # fmt: skip
    assert [node["id"] for node in nodes if node] == [*ids, ids[0]]
    assert nodes[0]["section"] == {"name": "City"}
    assert nodes[3]["articles"] == {"nodes": [{"slug": "story-0"}]}
    assert nodes[4]["renditions"] == [{"name": "original", "mediaType": "image/png"}]
    assert api.ask("query ($id: ID!) { node(id: $id) { __typename } }", id=ids[1])["node"] == {
        "__typename": "Section"
    }


def test_more_ids_than_allowed_are_refused(api: Api) -> None:
    refusal = api.refusal(NODES, ids=["x"] * (NODES_MAX + 1))
    assert refusal["message"] == f"`ids` has {NODES_MAX + 1} entries; `nodes` takes up to {NODES_MAX}."
    assert api.ask(NODES, ids=["x"] * NODES_MAX)["nodes"] == [None] * NODES_MAX


def test_many_shares_are_found_by_one_statement(
    sharer: Api, database: Database, statements: list[str]
) -> None:
    recipients = ["bob@example.net", "carol@example.net", "dan@example.net"]
    ids = [share(sharer, database, *recipients[: number + 1]) for number in range(3)]
    statements.clear()
    nodes = sharer.ask(NODES, ids=[ids[2], ids[0], ids[1], ids[0]])["nodes"]

    assert [node["id"] for node in nodes] == [ids[2], ids[0], ids[1], ids[0]]
    assert [len(node["deliveries"]) for node in nodes] == [3, 1, 2, 1]
    assert [each["recipient"] for each in nodes[0]["deliveries"]] == [
        "b…b@example.net", "c…l@example.net", "d…n@example.net",
    ]  # fmt: skip
    assert len([statement for statement in statements if "delivery" in statement]) == 1


def test_a_share_is_no_node_for_another_key(sharer: Api, database: Database) -> None:
    share_id = share(sharer, database, "bob@example.net")
    for stranger in (new_key(database, Scope.SHARE), new_key(database, Scope.EDIT), None):
        sharer.key = stranger
        assert sharer.ask(NODES, ids=[share_id])["nodes"] == [None]
        assert sharer.ask(NODE, id=share_id)["node"] is None


def test_a_share_is_no_node_for_a_key_that_may_not_share_any_more(sharer: Api, database: Database) -> None:
    share_id = share(sharer, database, "bob@example.net")
    assert sharer.ask(NODE, id=share_id)["node"] == {"__typename": "Share", "id": share_id}
    with database.write() as session:
        session.exec(select(ApiKey)).one().scopes = [Scope.EDIT.value]

    assert sharer.ask(NODE, id=share_id)["node"] is None
    assert sharer.ask(NODES, ids=[share_id])["nodes"] == [None]
