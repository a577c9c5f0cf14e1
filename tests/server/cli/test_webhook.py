"""`broadsheet webhook` as an operator sees it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from broadsheet_server.cli import main
from broadsheet_server.models.webhooks import Webhook
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import WebhookDeliveryState
from tests.builders import NOW, publish
from tests.server.webhooks.stored_webhooks import add_delivery, add_webhook


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    """The store in a data folder."""
    database = open_store(Settings(data=tmp_path))
    yield database
    database.dispose()


def webhook(store: Database) -> str:
    """The opaque id of a webhook that was told of one change, and fails since."""
    article = publish(store)
    with store.write() as session:
        reason = "The receiver answered 500."
        hook = add_webhook(session, sequence=1, failing_since=NOW, last_error=reason)
        add_delivery(
            session,
            hook,
            article_id=article.article_id,
            attempts=2,
            attempted_at=NOW,
            due_at=NOW,
            state=WebhookDeliveryState.QUEUED,
            response_status=500,
            response_seconds=0.25,
            reason=reason,
        )
    return global_id("Webhook", hook.id)


def state_of(store: Database, key: str) -> str:
    with store.read() as session:
        found = session.get(Webhook, uuid_of("Webhook", key) or UUID(int=0))
    return "gone" if found is None else f"{found.state} {found.sequence}"


def test_an_operator_sees_how_webhooks_do_and_steers_them(
    store: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["webhook", "list", *data]) == 0
    assert "There are no webhooks." in capsys.readouterr().out
    key = webhook(store)
    assert main(["webhook", "list", *data]) == 0
    listed = capsys.readouterr().out
    assert f"{key}  CMS  https://cms.example/hook" in listed
    assert "active, told up to 1, 1 waiting" in listed
    assert "failing since 2024-10-12 06:31: The receiver answered 500." in listed
    assert "whsec_" not in listed
    assert main(["webhook", "log", key, *data]) == 0
    logged = capsys.readouterr().out
    assert "1  published  queued     2024-10-12 06:31:00  2 attempts, 500 in 0.25 s, The receiver" in logged
    for arguments, state in (
        (["pause", key], "paused 1"),
        (["replay", key, "--after", "0"], "paused 0"),
        (["resume", key], "active 0"),
        (["delete", key], "gone"),
    ):
        assert main(["webhook", *arguments, *data]) == 0
        assert state_of(store, key) == state
    capsys.readouterr()
    assert main(["audit", *data]) == 0
    audited = capsys.readouterr().out
    assert all(f"webhook {action}" in audited for action in ("pause", "replay", "resume", "delete"))


def test_what_is_no_webhook_is_told(
    store: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for action in (["log"], ["pause"], ["replay", "--after", "0"]):
        assert main(["webhook", *action, "nonsense", "--data", str(tmp_path)]) == 1
        told = "broadsheet: There is no webhook nonsense: see `broadsheet webhook list`.\n"
        assert capsys.readouterr().err == told
    key = webhook(store)
    assert main(["webhook", "replay", key, "--after", "9", "--data", str(tmp_path)]) == 1
    assert "The newest change is 1" in capsys.readouterr().err
