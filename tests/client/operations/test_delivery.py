"""After sharing, the person sees how far the mail has come."""

from typing import Any

from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import DeliveryState, ShareReceipt
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.operations.delivery import DeliveryOperation
from tests.client.scripted_server import ScriptedResponse, ScriptedServer


def share(state: str) -> dict[str, Any]:
    delivery = {"recipient": "a…a@x.example", "state": state, "reason": None}
    return {"id": "s1", "state": state, "deliveries": [delivery]}


def watched(client: QtGraphQLClient) -> tuple[DeliveryOperation, list[ShareReceipt]]:
    delivery, messages = DeliveryOperation(client, poll_delays=(1, 1, 1, 1)), []
    delivery.state_changed.connect(messages.append)
    return delivery, messages


def test_it_asks_until_the_mail_server_has_it(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue_data(share=share("QUEUED"))
    server.enqueue(ScriptedResponse(status=500))
    server.enqueue_data(share=share("SENT"))
    delivery, messages = watched(client)
    with qtbot.waitSignal(delivery.finished):
        delivery.start(ShareReceipt.from_json(share("QUEUED")))
    assert [receipt.state for receipt in messages] == [DeliveryState.SENT]
    assert len(server.requests) == 3


def test_it_gives_up_watching_in_the_end(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.default = ScriptedResponse(status=500)
    delivery, messages = watched(client)
    with qtbot.waitSignal(delivery.finished):
        delivery.start(ShareReceipt.from_json(share("SENDING")))
    assert messages == []
    assert len(server.requests) == 4
