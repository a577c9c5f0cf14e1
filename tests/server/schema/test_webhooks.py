"""An integrator makes webhooks and steers them, sees what became of each delivery, and no secret."""

import re
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from broadsheet_server.models.audit_entries import AuditEntry
from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks import edit_webhook
from broadsheet_shared.limits import WEBHOOK_COST_MAX
from broadsheet_shared.vocabulary import Scope, TagKind
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.editing import with_key
from tests.server.webhooks.conftest import Newspaper
from tests.server.webhooks.receiver import Receiver, Reply, receiving

HOOK = "webhook { id name url contact document scopes kinds section state pauseReason sequence waiting }"
ERRORS = "userErrors { code message path }"
ANSWERS = {
    "createWebhook": f"{HOOK} secret {ERRORS}",
    "updateWebhook": f"{HOOK} {ERRORS}",
    "rotateWebhookSecret": f"webhook {{ previousSecretUntil }} secret {ERRORS}",
    "pauseWebhook": f"{HOOK} {ERRORS}",
    "resumeWebhook": f"{HOOK} {ERRORS}",
    "replayWebhook": f"{HOOK} {ERRORS}",
    "deleteWebhook": f"deletedId {ERRORS}",
    "testWebhook": f"test {{ payload succeeded error responseStatus responseExcerpt }} {ERRORS}",
}
LOG = """query ($id: ID!, $first: Int, $after: String, $states: [WebhookDeliveryState!]) {
    webhook(id: $id) { waiting deliveries(first: $first, after: $after, states: $states) {
        nodes { id sequence kind articleId state attempts responseStatus responseExcerpt reason }
        pageInfo { hasNextPage endCursor }
    } } }"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Receivers on loopback are allowed."""
    fetching = FetchingSettings(images="link", allowed_networks=[ip_network("127.0.0.0/8")])
    return settings.model_copy(update={"fetching": fetching})


@pytest.fixture
def integrator(api: Api, database: Database) -> Api:
    """Somebody with a key that may do nothing else."""
    return with_key(api, database, Scope.WEBHOOKS)


@pytest.fixture
def paper(store_url: str, settings: Settings, receiver: Receiver) -> Iterator[Newspaper]:
    """The servers that deliver, with connections of their own."""
    database = Database(store_url)
    yield Newspaper(database, settings, receiver)
    database.dispose()


def send(api: Api, mutation: str, **values: Any) -> Any:
    """The payload of a mutation."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    document = f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ {ANSWERS[mutation]} }} }}"
    return api.ask(document, input=values)[mutation]


def done(api: Api, mutation: str, **values: Any) -> Any:
    """The payload of a mutation that nothing is wrong with."""
    payload = send(api, mutation, **values)
    assert payload["userErrors"] == []
    return payload


def errors(api: Api, mutation: str, **values: Any) -> list[tuple[str, str]]:
    """The codes of what is wrong, and where."""
    return [(error["code"], ".".join(error["path"])) for error in send(api, mutation, **values)["userErrors"]]


def test_an_integrator_makes_a_webhook_and_sees_its_secret_once(
    integrator: Api, paper: Newspaper, database: Database
) -> None:
    publish(database, headline="Earlier")
    made = done(integrator, "createWebhook", name="CMS", url=paper.receiver.url, contact="ada@example.net")
    assert made["secret"].startswith("whsec_")
    hook = made["webhook"]
    assert (hook["state"], hook["sequence"], hook["scopes"], hook["kinds"]) == ("ACTIVE", "1", [], None)
    listed = integrator.ask("{ webhooks { id name document } }")["webhooks"]
    assert [each["id"] for each in listed] == [hook["id"]]
    secrets = {name for name in introspected(integrator) if "secret" in name.lower()}
    assert secrets == {"previousSecretUntil"}


def introspected(api: Api) -> list[str]:
    kind = api.ask('{ __type(name: "Webhook") { fields { name } } }')["__type"]
    return [field["name"] for field in kind["fields"]]


@pytest.mark.parametrize(
    "document",
    [
        "{ webhooks { id } }",
        '{ webhook(id: "x") { id } }',
        'mutation { createWebhook(input: { name: "x", url: "x" }) { secret } }',
        'mutation { updateWebhook(input: { webhook: "x" }) { userErrors { code } } }',
        'mutation { rotateWebhookSecret(input: { webhook: "x" }) { secret } }',
        'mutation { pauseWebhook(input: { webhook: "x" }) { userErrors { code } } }',
        'mutation { resumeWebhook(input: { webhook: "x" }) { userErrors { code } } }',
        'mutation { replayWebhook(input: { webhook: "x", after: "0" }) { userErrors { code } } }',
        'mutation { testWebhook(input: { webhook: "x" }) { userErrors { code } } }',
        'mutation { deleteWebhook(input: { webhook: "x" }) { userErrors { code } } }',
    ],
)
def test_nobody_else_sees_or_steers_webhooks(api: Api, database: Database, document: str) -> None:
    assert api.refusal(document)["code"] == "UNAUTHENTICATED"
    with_key(api, database, Scope.EDIT, Scope.INGEST, Scope.SHARE)
    assert api.refusal(document)["code"] == "FORBIDDEN"


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


def test_the_audit_log_has_every_act_on_a_webhook(
    integrator: Api, paper: Newspaper, database: Database
) -> None:
    url = f"{paper.receiver.url}?token=secret"
    key = done(integrator, "createWebhook", name="CMS", url=url)["webhook"]["id"]
    steps: list[tuple[str, dict[str, Any]]] = [
        ("updateWebhook", {"url": url, "name": "Desk"}),
        ("rotateWebhookSecret", {"overlapHours": 2}),
        ("testWebhook", {}),
        ("pauseWebhook", {}),
        ("replayWebhook", {"after": "0"}),
        ("resumeWebhook", {}),
        ("deleteWebhook", {}),
    ]
    for mutation, values in steps:
        done(integrator, mutation, webhook=key, **values)
    assert errors(integrator, "deleteWebhook", webhook=key)
    with database.read() as session:
        logged = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    assert [(each.action, each.object_id) for each in logged] == [
        (mutation, str(uuid_of("Webhook", key))) for mutation, _ in [("createWebhook", {}), *steps]
    ]
    assert [each.detail for each in logged[:3]] == ["CMS", "name, url", "the secret before signs for 2 hours"]
    assert "token" not in "".join(each.detail or "" for each in logged)


def test_a_webhook_is_paused_resumed_replayed_and_deleted(
    integrator: Api, paper: Newspaper, database: Database
) -> None:
    made = done(integrator, "createWebhook", name="CMS", url=paper.receiver.url)
    key = made["webhook"]["id"]
    assert done(integrator, "pauseWebhook", webhook=key)["webhook"]["state"] == "PAUSED"
    publish(database, headline="Crane")
    assert paper.deliver() == []
    assert done(integrator, "resumeWebhook", webhook=key)["webhook"]["state"] == "ACTIVE"
    assert paper.deliver() == [("article.published", "Crane")]
    assert done(integrator, "replayWebhook", webhook=key, after="0")["webhook"]["sequence"] == "0"
    assert paper.deliver() == [("article.published", "Crane")]
    ahead = errors(integrator, "replayWebhook", webhook=key, after="99")
    assert ahead == [("SEQUENCE_AHEAD", "input.after")]
    assert done(integrator, "deleteWebhook", webhook=key)["deletedId"] == key
    assert integrator.ask(LOG, id=key) == {"webhook": None}
    assert paper.deliveries() == []
    for mutation in ("updateWebhook", "pauseWebhook", "resumeWebhook", "deleteWebhook", "testWebhook"):
        assert errors(integrator, mutation, webhook=key) == [("WEBHOOK_NOT_FOUND", "input.webhook")]
    assert errors(integrator, "rotateWebhookSecret", webhook="x") == [("WEBHOOK_NOT_FOUND", "input.webhook")]


def test_another_secret_is_shown_once_and_both_sign_for_a_while(integrator: Api, paper: Newspaper) -> None:
    made = done(integrator, "createWebhook", name="CMS", url=paper.receiver.url)
    key = made["webhook"]["id"]
    rotated = done(integrator, "rotateWebhookSecret", webhook=key, overlapHours=2)
    assert rotated["secret"] != made["secret"]
    assert rotated["webhook"]["previousSecretUntil"] is not None
    at_once = done(integrator, "rotateWebhookSecret", webhook=key, overlapHours=0)
    assert at_once["webhook"]["previousSecretUntil"] is None
    wrong = errors(integrator, "rotateWebhookSecret", webhook=key, overlapHours=721)
    assert wrong == [("INVALID_VALUE", "input.overlapHours")]


def test_a_sample_is_posted_and_what_comes_back_is_told(
    integrator: Api, paper: Newspaper, database: Database
) -> None:
    made = done(integrator, "createWebhook", name="CMS", url=paper.receiver.url)
    key = made["webhook"]["id"]
    paper.receiver.answer = lambda _: Reply(200, body=b"thanks")
    test = done(integrator, "testWebhook", webhook=key)["test"]
    assert (test["succeeded"], test["responseStatus"], test["responseExcerpt"]) == (True, 200, "thanks")
    assert paper.receiver.got[-1].json["data"] is None
    crane = publish(database, headline="Crane")
    publish(database, headline="Other")
    done(integrator, "testWebhook", webhook=key)
    assert paper.receiver.got[-1].told == ("article.published", "Other")
    article = integrator.ask('{ article(by: { slug: "crane" }) { id } }')["article"]["id"]
    test = done(integrator, "testWebhook", webhook=key, article=article)["test"]
    assert paper.receiver.got[-1].told == ("article.published", "Crane")
    assert paper.receiver.got[-1].json["isTest"]
    assert test["payload"].encode() == paper.receiver.got[-1].body
    for nothing in ("nonsense", global_id("Article", uuid4())):
        wrong = errors(integrator, "testWebhook", webhook=key, article=nothing)
        assert wrong == [("ARTICLE_NOT_FOUND", "input.article")]
    paper.receiver.answer = lambda _: Reply(302)
    test = done(integrator, "testWebhook", webhook=key)["test"]
    assert (test["succeeded"], test["responseStatus"]) == (False, 302)
    assert "redirects" in test["error"]
    assert crane.sequence == 1


def test_the_log_tells_page_by_page_what_became_of_each_delivery(
    integrator: Api, paper: Newspaper, database: Database
) -> None:
    made = done(integrator, "createWebhook", name="CMS", url=paper.receiver.url)
    key = made["webhook"]["id"]
    for number in range(3):
        publish(database, headline=f"Story {number}")
    paper.receiver.answer = lambda message: Reply(500 if b"Story 1" in message.body else 200, body=b"seen")
    paper.deliver()
    page = integrator.ask(LOG, id=key, first=2)["webhook"]
    assert page["waiting"] == 1
    assert [each["sequence"] for each in page["deliveries"]["nodes"]] == ["3", "2"]
    failed = page["deliveries"]["nodes"][1]
    assert (failed["state"], failed["attempts"], failed["responseStatus"]) == ("QUEUED", 1, 500)
    assert (failed["responseExcerpt"], failed["reason"]) == ("seen", "The receiver answered 500.")
    info = page["deliveries"]["pageInfo"]
    assert info["hasNextPage"]
    rest = integrator.ask(LOG, id=key, first=2, after=info["endCursor"])["webhook"]["deliveries"]
    assert [each["sequence"] for each in rest["nodes"]] == ["1"]
    waiting = integrator.ask(LOG, id=key, states=["QUEUED"])["webhook"]["deliveries"]["nodes"]
    assert waiting == [failed]
    assert integrator.refusal(LOG, id=key, after="x")["code"] == "BAD_USER_INPUT"
