"""Being offline is noticed by what fails, and its end by looking."""

from pytestqt.qtbot import QtBot

from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from tests.client.scripted_server import Answer, ScriptedServer


def test_it_looks_until_the_server_is_well_again(qtbot: QtBot, server: ScriptedServer) -> None:
    connection = ConnectionMonitor(server.origin, interval=10)
    told: list[bool] = []
    connection.changed.connect(told.append)
    server.say(Answer(status=503), Answer(cut_after=-1))
    server.otherwise = Answer(b"ok", content_type="text/plain")
    with qtbot.waitSignal(connection.came_back):
        connection.report(False)
        connection.report(False)
    assert told == [False, True]
    assert connection.online
    assert {asked.path for asked in server.asked} == {"/healthz"}
    connection.close()


def test_while_all_is_well_it_asks_nothing(qtbot: QtBot, server: ScriptedServer) -> None:
    server.otherwise = Answer(b"ok", content_type="text/plain")
    connection = ConnectionMonitor(server.origin, interval=1)
    connection.report(True)
    qtbot.wait(50)
    assert server.asked == []
    with qtbot.waitSignal(connection.came_back):
        connection.report(False)
    asked = len(server.asked)
    assert asked > 0
    qtbot.wait(50)
    assert len(server.asked) == asked
