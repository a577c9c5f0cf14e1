"""A question is asked again where that may help, and an act is never sent twice."""

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import (
    FrontPage,
    front_page,
)
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.errors import ErrorKind
from tests.client import responses
from tests.client.api.graphql_calls import fail, share, succeed
from tests.client.scripted_server import (
    ScriptedResponse,
    ScriptedServer,
)


def test_a_busy_gateway_is_asked_again_until_it_answers(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue(ScriptedResponse(status=502), ScriptedResponse(status=503), ScriptedResponse(status=504))
    server.enqueue_data(**responses.front_page())
    assert isinstance(succeed(qtbot, client, front_page()), FrontPage)
    assert len(server.requests) == 4


def test_a_gateway_that_stays_busy_is_told_to_the_person(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.default = ScriptedResponse(status=503)
    assert fail(qtbot, client, front_page()).kind == ErrorKind.SERVER
    assert len(server.requests) == 4


def test_a_broken_connection_is_tried_again(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue(ScriptedResponse(b'{"data": ', cut_after=5))
    server.enqueue_data(**responses.front_page())
    assert isinstance(succeed(qtbot, client, front_page()), FrontPage)


@pytest.mark.parametrize(
    "response",
    [ScriptedResponse(status=503), ScriptedResponse(b"12345", cut_after=2), ScriptedResponse(cut_after=-1)],
    ids=str,
)
def test_a_mutation_is_never_sent_twice(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer, response: ScriptedResponse
) -> None:
    server.default = response
    assert fail(qtbot, client, share()).kind == ErrorKind.SERVER
    assert len(server.requests) == 1


def test_a_mutation_on_a_used_connection_is_not_sent_twice_either(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue_data(**responses.front_page())
    succeed(qtbot, client, front_page())
    server.default = ScriptedResponse(cut_after=-1)
    fail(qtbot, client, share())
    assert len(server.calls("ShareArticle")) == 1
