"""An integrator makes webhooks and changes them, and is told at once what is wrong."""

import re
from typing import Any

import pytest

from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks import edit_webhook
from broadsheet_shared.limits import WEBHOOK_COST_MAX
from broadsheet_shared.vocabulary import Scope, TagKind
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.editing import done, errors, send, with_key
from tests.server.webhooks.conftest import Newspaper


def test_everything_that_is_wrong_is_told_at_once(integrator: Api, database: Database) -> None:
    publish(database)
    wrong = {
        "name": " ",
        "url": "http://10.0.0.1/",
        "contact": "ada",
        "document": "{ nonsense }",
        "scopes": ["EDIT"],
        "where": {"section": "No Path", "kinds": [], "tag": ""},
    }
    assert set(errors(integrator, "createWebhook", **wrong)) == {
        ("INVALID_VALUE", "input.name"),
        ("INVALID_VALUE", "input.contact"),
        ("INVALID_VALUE", "input.where.section"),
        ("INVALID_VALUE", "input.where.kinds"),
        ("INVALID_VALUE", "input.where.tag"),
        ("SCOPE_NOT_HELD", "input.scopes"),
        ("INVALID_URL", "input.url"),
        ("INVALID_DOCUMENT", "input.document"),
    }
    assert integrator.ask("{ webhooks { id } }") == {"webhooks": []}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "Syntax Error"),
        ("{ nonsense }", "Cannot query field"),
        ("{ nonsense more }", r"'nonsense' on type 'Query'; Cannot query field 'more'"),
        ('mutation { deleteWebhook(input: { webhook: "x" }) { deletedId } }', "mutation is no payload"),
        ('subscription { articleChanged(after: "0") { kind } }', "no arguments"),
        ("{ __schema { types { name } } }", "no payload"),
        ("query ($id: ID!) { node(id: $id) { id } }", r"`\$article: ID!`"),
        ("query ($kind: Int!) { articles(first: $kind) { nodes { id } } }", r"`\$kind: ChangeKind!`"),
        (
            "subscription { articleChanged { kind } } query { publication { name } }",
            "anonymous",
        ),
        (
            "{ articles(first: 100) { nodes { related(first: 20) { nodes { id headline summary } } } } }",
            "cost",
        ),
        (f"{{ publication {{ name }} {'#' * 17_000}\n }}", "16,384"),
        ("query A { publication { name } } query B { publication { name } }", "several operations"),
    ],
)
def test_a_document_that_cannot_be_executed_for_each_change(
    integrator: Api, paper: Newspaper, document: str, reason: str
) -> None:
    url = paper.receiver.url
    [error] = send(integrator, "createWebhook", name="CMS", url=url, document=document)["userErrors"]
    assert (error["code"], error["path"]) == ("INVALID_DOCUMENT", ["input", "document"])
    assert re.search(reason, error["message"]), error["message"]


def test_a_document_is_priced_as_it_is_executed(integrator: Api, paper: Newspaper) -> None:
    body = "articleChanged { article { %s } }"
    related = "related(first: 100) { nodes { id headline summary } } "
    deep = f"subscription {{ {body % ''.join(f'r{number}: {related}' for number in range(29))} }}"
    message = send(integrator, "createWebhook", name="CMS", url=paper.receiver.url, document=deep)
    [error] = message["userErrors"]
    assert f"at most {WEBHOOK_COST_MAX:,}" in error["message"]


def test_only_so_many_webhooks(integrator: Api, paper: Newspaper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit_webhook, "WEBHOOKS_MAX", 1)
    done(integrator, "createWebhook", name="one", url=paper.receiver.url)
    assert errors(integrator, "createWebhook", name="two", url=paper.receiver.url) == [("TOO_MANY", "input")]
    ahead = errors(integrator, "createWebhook", name="two", url=paper.receiver.url, after="9")
    assert ahead in ([("TOO_MANY", "input")], [("SEQUENCE_AHEAD", "input.after")])


def test_what_is_left_out_of_an_update_stays(integrator: Api, paper: Newspaper) -> None:
    url = paper.receiver.url
    where = {"section": "world", "kinds": ["WITHDRAWN"]}
    made = done(integrator, "createWebhook", name="CMS", url=url, where=where, contact="ada@example.net")
    key = made["webhook"]["id"]
    renamed = done(integrator, "updateWebhook", webhook=key, name="Mirror")["webhook"]
    assert renamed == made["webhook"] | {"name": "Mirror"}
    emptied = done(integrator, "updateWebhook", webhook=key, contact=None, where=None)["webhook"]
    assert (emptied["contact"], emptied["section"], emptied["kinds"]) == (None, None, None)
    assert errors(integrator, "updateWebhook", webhook=key, url=None) == [("INVALID_URL", "input.url")]


def test_who_lacks_its_scopes_cannot_have_a_webhook_tell_them(
    api: Api, database: Database, paper: Newspaper
) -> None:
    with_key(api, database, Scope.WEBHOOKS, Scope.EDIT)
    document = "query ($article: ID!) { editedArticle(id: $article) { revision } }"
    values = {"name": "CMS", "url": paper.receiver.url, "document": document, "scopes": ["EDIT"]}
    key = done(api, "createWebhook", **values)["webhook"]["id"]
    with_key(api, database, Scope.WEBHOOKS)
    assert errors(api, "updateWebhook", webhook=key, url=f"{paper.receiver.url}2") == [
        ("SCOPE_NOT_HELD", "input.scopes")
    ]
    for mutation in ("rotateWebhookSecret", "testWebhook"):
        assert errors(api, mutation, webhook=key) == [("SCOPE_NOT_HELD", "input.webhook")]
    assert paper.receiver.got == []


def test_an_integrator_joins_conditions_as_in_changes(integrator: Api, paper: Newspaper) -> None:
    where = {
        "or": [{"section": "city"}, {"section": "sport", "kinds": ["PUBLISHED"]}],
        "not": {"tag": "weather"},
    }
    url = paper.receiver.url
    key = done(integrator, "createWebhook", name="CMS", url=url, after="0", where=where)["webhook"]["id"]
    for section, tags in (("city", []), ("city", ["Weather"]), ("sport", []), ("world", [])):
        drafts = tuple(DraftTag(label, TagKind.TOPIC) for label in tags)
        publish(paper.database, headline=f"Of {section} {tags}", section_path=section, tags=drafts)
    assert sorted(told for _, told in paper.deliver()) == ["Of city []", "Of sport []"]
    document = """query ($key: ID!) {
      webhook(id: $key) { section where { section or { section kinds } and { tag } not { tag } } }
    }"""
    assert integrator.ask(document, key=key)["webhook"] == {
        "section": None,
        "where": {
            "section": None,
            "or": [{"section": "city", "kinds": None}, {"section": "sport", "kinds": ["PUBLISHED"]}],
            "and": [],
            "not": {"tag": "weather"},
        },
    }
    done(integrator, "updateWebhook", webhook=key, name="Mirror")
    publish(paper.database, headline="Another", section_path="sport")
    assert [told for _, told in paper.deliver()] == ["Another"]


@pytest.mark.parametrize(
    ("joined", "path"),
    [
        ({"or": []}, ""),
        ({"not": {}}, ""),
        ({"and": [{"section": "no path/"}]}, ".and.0.section"),
        ({"not": {"or": [{"tag": " "}]}}, ".not.or.0.tag"),
    ],
)
def test_joined_conditions_that_mean_nothing_are_refused(
    integrator: Api, paper: Newspaper, joined: dict[str, Any], path: str
) -> None:
    url = paper.receiver.url
    wrong = [("INVALID_VALUE", f"input.where{path}")]
    assert errors(integrator, "createWebhook", name="CMS", url=url, where=joined) == wrong
