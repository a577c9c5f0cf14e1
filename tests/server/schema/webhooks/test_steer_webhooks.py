"""An integrator steers webhooks and renews their secrets, and the audit log has every act."""

from typing import Any

from sqlmodel import col, select

from broadsheet_server.models.audit_entries import AuditEntry
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.editing import done, errors
from tests.server.webhooks.conftest import Newspaper


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
    assert integrator.ask("query ($id: ID!) { webhook(id: $id) { id } }", id=key) == {"webhook": None}
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
