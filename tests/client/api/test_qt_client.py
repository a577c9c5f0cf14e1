"""Whatever a server does, the reader gets exactly one result or one error with a message."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import (
    FrontPage,
    article_list,
    front_page,
)
from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.api.qt_client import RESPONSE_MAX, QtGraphQLClient
from broadsheet_client.errors import ErrorCode, ErrorKind
from tests.client import responses
from tests.client.api.graphql_calls import fail, share, succeed
from tests.client.scripted_server import (
    JSON,
    ScriptedResponse,
    ScriptedServer,
    data_response,
    error_response,
    unused_origin,
)
from tests.client.silent_servers import (
    busy_after,
    close_after,
    half_a_header,
    header_only,
    late_server,
    nothing,
    silent_server,
)


def test_a_question_is_asked_by_name_and_answered_in_types(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    client.key = "secret"
    server.enqueue_data(**responses.front_page())
    assert isinstance(response := succeed(qtbot, client, front_page()), FrontPage)
    assert response.publication.registration_number == "HP-1234"
    request = server.requests[0]
    assert (request.method, request.path, request.json["operationName"]) == ("POST", "/graphql", "FrontPage")
    assert request.headers["Authorization"] == "Bearer secret"
    assert "application/graphql-response+json" in request.headers["Accept"]


def test_without_a_key_nothing_is_claimed(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue_data(articles=responses.cards(range(2)))
    succeed(qtbot, client, article_list(first=2))
    assert "Authorization" not in server.requests[0].headers
    assert server.calls("ArticleList") == [{"first": 2}]


def test_no_server_means_offline_at_once(qtbot: QtBot) -> None:
    client = QtGraphQLClient(unused_origin())
    with qtbot.waitSignal(client.reachability_observed) as reached:
        error = fail(qtbot, client, front_page())
    assert error.kind == ErrorKind.OFFLINE
    assert error.code == ErrorCode.CONNECTION_REFUSED
    assert reached.args == [False]


def test_an_unknown_name_means_offline(qtbot: QtBot) -> None:
    error = fail(qtbot, QtGraphQLClient("http://no-such-host.invalid"), front_page())
    assert error.kind == ErrorKind.OFFLINE


def test_a_silent_server_times_out(qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer) -> None:
    client.timeout = 100
    quiet = Event()
    server.enqueue(ScriptedResponse(hold=quiet))
    with qtbot.waitSignal(client.reachability_observed) as reached:
        error = fail(qtbot, client, front_page())
    quiet.set()
    assert error.kind == ErrorKind.TIMEOUT
    assert reached.args == [False]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "opened",
    [
        pytest.param(lambda: silent_server(nothing), id="says nothing"),
        pytest.param(lambda: late_server(0.6), id="takes the connection late and says nothing"),
        pytest.param(lambda: late_server(30), id="takes no connection"),
        pytest.param(lambda: silent_server(header_only), id="announces a body that does not come"),
        pytest.param(lambda: silent_server(half_a_header), id="breaks off within the status line"),
        pytest.param(lambda: silent_server(close_after(0.8)), id="closes each connection after a while"),
        pytest.param(lambda: silent_server(busy_after(0.8)), id="is busy after a while, each time"),
    ],
)
@pytest.mark.parametrize("operation", [front_page(), share()], ids=["query", "mutation"])
def test_silence_of_every_kind_ends_after_the_timeout(
    qtbot: QtBot, opened: Callable[[], AbstractContextManager[str]], operation: GraphQLOperation[Any]
) -> None:
    def seconds() -> float:
        with opened() as origin:
            client = QtGraphQLClient(origin, timeout=1_500, retry_delays=(5, 5, 5))
            start = time.monotonic()
            assert fail(qtbot, client, operation).can_retry
            client.cancel_all()
            return time.monotonic() - start

    assert any(seconds() < 1.9 for _ in range(4))  # a busy machine may be late


def test_a_response_that_keeps_coming_may_take_longer(qtbot: QtBot) -> None:
    body = json.dumps({"data": responses.front_page()}).encode()

    def slowly(connection: socket.socket) -> None:
        connection.recv(65_536)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode())
        for part in (body[:9], body[9:20], body[20:40], body[40:60], body[60:]):
            connection.sendall(part)
            time.sleep(0.25)

    with silent_server(slowly) as origin:
        slow_client = QtGraphQLClient(origin, timeout=900)
        assert isinstance(succeed(qtbot, slow_client, front_page()), FrontPage)


def test_an_act_that_takes_long_does_not_mean_that_there_is_no_server(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    client.timeout = 100
    quiet = Event()
    server.enqueue(ScriptedResponse(hold=quiet))
    with qtbot.assertNotEmitted(client.reachability_observed):
        assert fail(qtbot, client, share()).kind == ErrorKind.TIMEOUT
    quiet.set()


@pytest.mark.parametrize(
    ("response", "kind", "code"),
    [
        (ScriptedResponse(b"boom", 500, "text/plain"), ErrorKind.SERVER, ErrorCode.SERVER_ERROR),
        (ScriptedResponse(b"{}", 401), ErrorKind.ACCESS, ErrorCode.KEY_NEEDED),
        (ScriptedResponse(b"", 403), ErrorKind.ACCESS, ErrorCode.ACCESS_DENIED),
        (ScriptedResponse(b"", 404), ErrorKind.PROTOCOL, ErrorCode.SERVER_NOT_FOUND),
        (ScriptedResponse(b"", 429), ErrorKind.SERVER, ErrorCode.RATE_LIMITED),
        (
            ScriptedResponse(b"", 302, headers={"Location": "/login"}),
            ErrorKind.PROTOCOL,
            ErrorCode.REDIRECTED,
        ),
        (ScriptedResponse(b""), ErrorKind.PROTOCOL, ErrorCode.EMPTY_RESPONSE),
        (
            ScriptedResponse(b"<html>Welcome to the hotel", content_type="text/html"),
            ErrorKind.PROTOCOL,
            ErrorCode.NOT_BROADSHEET,
        ),
        (ScriptedResponse(b'{"data": {'), ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE),
        (ScriptedResponse(b"\xff\xfe"), ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE),
        (ScriptedResponse(b"[" * 100_000), ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE),
        (ScriptedResponse(b"null"), ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE),
        (ScriptedResponse(b'{"data": null}'), ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE),
        (data_response(publication={}, sections=[]), ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE),
        (ScriptedResponse(b'{"errors": 7}'), ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE),
        (
            error_response("`first` may be at most 100.", "BAD_USER_INPUT"),
            ErrorKind.REJECTED,
            ErrorCode.REJECTED,
        ),
        (
            error_response("This needs the scope “share”.", "FORBIDDEN"),
            ErrorKind.ACCESS,
            ErrorCode.ACCESS_DENIED,
        ),
        (
            error_response("Cannot query field 'x' on 'Query'.", "GRAPHQL_VALIDATION_FAILED"),
            ErrorKind.REJECTED,
            ErrorCode.UNSUPPORTED_OPERATION,
        ),
        (
            error_response("KeyError: 'x'\n at line 3", "BAD_USER_INPUT"),
            ErrorKind.REJECTED,
            ErrorCode.UNSUPPORTED_OPERATION,
        ),
        (error_response("KeyError", "INTERNAL_SERVER_ERROR"), ErrorKind.SERVER, ErrorCode.SERVER_ERROR),
    ],
)
def test_each_kind_of_trouble_is_told_apart(
    qtbot: QtBot,
    client: QtGraphQLClient,
    server: ScriptedServer,
    response: ScriptedResponse,
    kind: ErrorKind,
    code: ErrorCode,
) -> None:
    server.default = response
    error = fail(qtbot, client, front_page())
    assert (error.kind, error.code) == (kind, code), error
    assert "FrontPage" in error.detail
    assert len(server.requests) == 1


def test_nonsense_is_named_by_its_place(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue_data(**responses.front_page(sections=[{"path": "world", "name": 3, "children": []}]))
    assert "sections[0].name" in fail(qtbot, client, front_page()).detail


def test_an_error_beside_data_is_an_error(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    errors = [{"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]
    body = {"data": responses.front_page(), "errors": errors}
    server.enqueue(ScriptedResponse(json.dumps(body).encode(), 294, "application/graphql-response+json"))
    assert fail(qtbot, client, front_page()).kind == ErrorKind.SERVER


def test_what_was_cancelled_answers_no_more(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    held = Event()
    server.enqueue(ScriptedResponse(hold=held))
    request = client.send(front_page())
    heard: list[object] = []
    request.succeeded.connect(heard.append)
    request.failed.connect(heard.append)
    qtbot.waitUntil(lambda: len(server.requests) == 1)
    request.cancel()
    held.set()
    server.enqueue_data(**responses.front_page())
    succeed(qtbot, client, front_page())
    request.cancel()
    assert heard == []


def test_an_answer_comes_though_nobody_holds_the_request(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    heard: list[object] = []
    for _ in range(20):
        server.enqueue_data(**responses.front_page())
        client.send(front_page()).succeeded.connect(heard.append)
    qtbot.waitUntil(lambda: len(heard) == 20)


def test_an_endless_answer_is_broken_off(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue(ScriptedResponse(b" " * (RESPONSE_MAX + 1_000_000), content_type=JSON))
    assert fail(qtbot, client, front_page()).code == ErrorCode.RESPONSE_TOO_LARGE


def test_the_server_is_reached_even_by_a_refusal(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer
) -> None:
    server.enqueue(ScriptedResponse(status=500))
    with qtbot.waitSignal(client.reachability_observed) as reached:
        client.send(front_page())
    assert reached.args == [True]
