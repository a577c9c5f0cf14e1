"""What becomes of every accepted mail is followed to its end."""

from typing import Any

from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import DeliveryState, ShareReceipt
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.operations.delivery import DeliveryFollower
from tests.client.scripted_server import RecordedRequest, ScriptedResponse, ScriptedServer, data_response


def share(*states: str, share_id: str = "s1") -> dict[str, Any]:
    deliveries = [
        {"recipient": f"{index}…", "state": state, "reason": None} for index, state in enumerate(states)
    ]
    whole = states[0] if len(set(states)) == 1 else "SENDING"
    return {"id": share_id, "state": whole, "deliveries": deliveries}


def follower(client: QtGraphQLClient) -> tuple[DeliveryFollower, list[tuple[str, ShareReceipt]]]:
    """A follower that polls fast, and what it tells."""
    follower = DeliveryFollower(client, poll_delays=(1, 1, 20))
    told: list[tuple[str, ShareReceipt]] = []
    follower.receipt_changed.connect(lambda key, receipt: told.append((key, receipt)))
    return follower, told


def test_it_asks_until_the_mail_server_has_it(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue_data(share=share("QUEUED"))
    server.enqueue(ScriptedResponse(status=500))
    server.enqueue_data(share=share("SENT"))
    following, told = follower(client)
    following.follow("k1", ShareReceipt.from_json(share("QUEUED")))
    qtbot.waitUntil(lambda: len(told) == 1)
    assert (told[0][0], told[0][1].state) == ("k1", DeliveryState.SENT)
    qtbot.wait(60)
    assert len(server.requests) == 3


def test_it_never_gives_up_while_the_server_tries(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.default = data_response(share=share("QUEUED"))
    following, told = follower(client)
    following.follow("k1", ShareReceipt.from_json(share("QUEUED")))
    qtbot.waitUntil(lambda: len(server.requests) >= 12)
    assert told == []
    server.default = data_response(share=share("NOT_DELIVERED"))
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0][1].state == DeliveryState.NOT_DELIVERED


def test_one_mail_that_failed_does_not_end_it_while_another_is_on_its_way(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue_data(share=share("NOT_DELIVERED", "QUEUED"))
    server.enqueue_data(share=share("NOT_DELIVERED", "SENT"))
    following, told = follower(client)
    following.follow("k1", ShareReceipt.from_json(share("QUEUED", "QUEUED")))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [delivery.state for delivery in told[-1][1].deliveries] == ["NOT_DELIVERED", "SENT"]
    qtbot.wait(60)
    assert len(server.requests) == 2


def test_several_shares_are_followed_side_by_side(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    def answer(request: RecordedRequest) -> ScriptedResponse:
        return data_response(share=share("SENT", share_id=request.json["variables"]["id"]))

    server.default = answer
    following, told = follower(client)
    for number in range(3):
        following.follow(f"k{number}", ShareReceipt.from_json(share("QUEUED", share_id=f"s{number}")))
    qtbot.waitUntil(lambda: len(told) == 3)
    assert {(key, receipt.id) for key, receipt in told} == {("k0", "s0"), ("k1", "s1"), ("k2", "s2")}


def test_a_share_that_the_server_does_not_know_is_told_as_lost(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue_data(share=None)
    following, told = follower(client)
    with qtbot.waitSignal(following.lost) as lost:
        following.follow("k1", ShareReceipt.from_json(share("QUEUED")))
    assert lost.args == ["k1"]
    qtbot.wait(60)
    assert (told, len(server.requests)) == ([], 1)
