"""The whole server in one process: what runs beside the requests, and what is seen of it."""

import time
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

SHARE = """mutation ($article: ID!) { shareArticle(input: {article: $article, to: ["friend@example.net"],
    senderName: "Ada", idempotencyKey: "one"}) { share { id } } }"""


def health_of(client: TestClient, *, soon: str) -> dict[str, Any]:
    """What the server says of itself, as soon as it is `soon`."""
    ends = time.monotonic() + 40  # less than the minute for which a worker rests
    while True:
        answer = client.get("/healthz")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        if found["status"] == soon or time.monotonic() > ends:
            return found
        time.sleep(0.05)


@pytest.mark.slow
def test_mail_leaves_at_once_and_its_trouble_is_seen_in_the_health(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet_server.sharing.outbox.worker.POLL_SECONDS", 60)
    mail = MailSettings(host="127.0.0.1", port=free_port(), tls="none", sender="share@news.example")
    settings = Settings(data=tmp_path, public_url="https://news.example", mail=mail)
    store = open_store(settings)
    article = global_id("Article", publish(store).article_id)
    with store.write() as session:
        _, key = create_key(session, "test", [Scope.SHARE], now=datetime.now(UTC))
    store.dispose()

    with TestClient(create_app(settings)) as client:
        assert health_of(client, soon="ok")["status"] == "ok"
        time.sleep(0.5)  # the worker has looked, found nothing and rests for a minute
        body = {"query": SHARE, "variables": {"article": article}}
        client.post("/graphql", json=body, headers={"Authorization": f"Bearer {key}"})
        found = health_of(client, soon="degraded")
    assert found["status"] == "degraded"
    assert [problem["part"] for problem in found["problems"]] == ["mail"]
    assert "connect" in found["problems"][0]["reason"].lower()
