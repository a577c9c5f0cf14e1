"""An integrator sees webhooks and what became of each delivery, and tries them; nobody else does."""

from uuid import uuid4

import pytest

from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.editing import done, errors, with_key
from tests.server.webhooks.conftest import Newspaper
from tests.server.webhooks.receiver import Reply

LOG = """query ($id: ID!, $first: Int, $after: String, $states: [WebhookDeliveryState!]) {
    webhook(id: $id) { waiting deliveries(first: $first, after: $after, states: $states) {
        nodes { id sequence kind articleId state attempts responseStatus responseExcerpt reason }
        pageInfo { hasNextPage endCursor }
    } } }"""


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
