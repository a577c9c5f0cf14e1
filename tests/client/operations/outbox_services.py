"""An outbox with all that it needs, and answers for it."""

from typing import Any

from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxState
from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from broadsheet_client.operations.outbox import Outbox
from broadsheet_client.store.reader_store import ReaderStore
from tests.client.scripted_server import (
    ScriptedResponse,
    data_response,
)

DRAFT = ShareDraft(
    article_id="a1",
    headline="The ferry sails",
    to=("ana@friends.example",),
    sender_name="Bo",
    idempotency_key="k1",
)
RECEIPT = {
    "id": "s1",
    "state": "SENT",
    "deliveries": [{"recipient": "a…a@friends.example", "state": "SENT", "reason": None}],
}
ACCEPTED = data_response(shareArticle={"share": RECEIPT, "userErrors": []})


def user_error(code: str, message: str, *path: str, retry_after: int | None = None) -> ScriptedResponse:
    """The answer to a share that the server does not accept."""
    problem = {"code": code, "message": message, "path": ["input", *path], "retryAfter": retry_after}
    return data_response(shareArticle={"share": None, "userErrors": [problem]})


class Services:
    """An outbox with its connection monitor, and everything it reported."""

    def __init__(self, origin: str, store: ReaderStore) -> None:
        self.client = QtGraphQLClient(origin, timeout=2_000)
        self.connection = ConnectionMonitor(origin, interval=30)
        self.client.reachability_observed.connect(self.connection.report)
        self.outbox = Outbox(self.client, store, self.connection, hold=0, retry_delay=20)
        self.store = store
        self.progress: list[tuple[str, Any]] = []
        self.outbox.progress_changed.connect(lambda key, progress: self.progress.append((key, progress)))

    def states(self) -> dict[str, OutboxState]:
        return {entry.key: entry.state for entry in self.outbox.entries()}

    def kinds(self) -> list[type]:
        return [type(progress) for _, progress in self.progress]

    def close(self) -> None:
        self.outbox.close()
        self.connection.close()
        self.client.cancel_all()
