"""The whole server in one process: what runs beside the requests, and what is seen of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.app import create_app
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.settings import MailSettings, Settings
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.end_to_end.installation import free_port
from tests.server.sharing.outbox.noted_rests import noted_rests
from tests.waiting import wait_until

SHARE = """mutation ($article: ID!) { shareArticle(input: {article: $article, to: ["friend@example.net"],
    senderName: "Ada", idempotencyKey: "one"}) { share { id } } }"""
NEVER_SECONDS = 1e9
"""Until a worker that nobody wakes looks again."""


def health_of(client: TestClient) -> dict[str, Any]:
    """What the server says of itself."""
    answer = client.get("/healthz")
    assert answer.status_code == 200
    health: dict[str, Any] = answer.json()
    return health


@pytest.mark.slow
def test_mail_leaves_at_once_and_its_trouble_is_seen_in_the_health(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet_server.sharing.outbox.worker.POLL_SECONDS", NEVER_SECONDS)
    rests = noted_rests(monkeypatch)
    mail = MailSettings(host="127.0.0.1", port=free_port(), tls="none", sender="share@news.example")
    settings = Settings(data=tmp_path, public_url="https://news.example", mail=mail)
    store = open_store(settings)
    article = global_id("Article", publish(store).article_id)
    with store.write() as session:
        _, key = create_key(session, "test", [Scope.SHARE], now=datetime.now(UTC))
    store.dispose()

    with TestClient(create_app(settings)) as client:
        wait_until(lambda: health_of(client)["status"] == "ok")
        wait_until(lambda: rests)  # the worker has looked and found nothing
        body = {"query": SHARE, "variables": {"article": article}}
        client.post("/graphql", json=body, headers={"Authorization": f"Bearer {key}"})
        wait_until(lambda: health_of(client)["status"] == "degraded")
        [problem] = health_of(client)["problems"]
    assert problem["part"] == "mail"
    assert "connect" in problem["reason"].lower()
