"""Going offline is noticed by failing requests, and coming back by polling."""

from pytestqt.qtbot import QtBot

from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from tests.client.scripted_server import ScriptedResponse, ScriptedServer


def test_it_looks_until_the_server_is_well_again(qtbot: QtBot, server: ScriptedServer) -> None:
    connection = ConnectionMonitor(server.origin, interval=10)
    messages: list[bool] = []
    connection.changed.connect(messages.append)
    server.enqueue(ScriptedResponse(status=503), ScriptedResponse(cut_after=-1))
    server.default = ScriptedResponse(b"ok", content_type="text/plain")
    with qtbot.waitSignal(connection.restored):
        connection.report(False)
        connection.report(False)
    assert messages == [False, True]
    assert connection.is_online
    assert {requests.path for requests in server.requests} == {"/healthz"}
    connection.close()


def test_while_all_is_well_it_asks_nothing(qtbot: QtBot, server: ScriptedServer) -> None:
    server.default = ScriptedResponse(b"ok", content_type="text/plain")
    connection = ConnectionMonitor(server.origin, interval=1)
    connection.report(True)
    qtbot.wait(50)
    assert server.requests == []
    with qtbot.waitSignal(connection.restored):
        connection.report(False)
    requests = len(server.requests)
    assert requests > 0
    qtbot.wait(50)
    assert len(server.requests) == requests
