"""Before a paper is remembered, its address is tried; what is wrong with it is told apart."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.papers import Paper
from broadsheet_client.errors import ErrorCode, ReaderError
from broadsheet_client.operations.paper_check import PaperCheck
from tests.client import responses
from tests.client.scripted_server import (
    RecordedRequest,
    ScriptedResponse,
    ScriptedServer,
    data_response,
    error_response,
    unused_origin,
)
from tests.client.silent_servers import nothing, silent_server

HTML = ScriptedResponse(b"<!doctype html><title>Shop</title>", content_type="text/html")


@pytest.fixture
def ask(qtbot: QtBot) -> Callable[..., object]:
    """Checks addresses, and gives the paper or the error."""

    def asked(*candidates: str, timeout: int = 5_000, has_network: bool = True) -> object:
        check = PaperCheck(lambda address: QtGraphQLClient(address, retry_delays=(), timeout=timeout))
        check.has_network = lambda: has_network
        outcome: list[object] = []
        check.found.connect(outcome.append)
        check.failed.connect(outcome.append)
        check.start(candidates)
        assert check.is_running
        qtbot.waitUntil(lambda: bool(outcome), timeout=10_000)
        assert not check.is_running
        return outcome[0]

    return asked


def code(outcome: object) -> ErrorCode:
    assert isinstance(outcome, ReaderError)
    return outcome.code


def test_a_paper_is_found_below_the_page_that_was_pasted(
    server: ScriptedServer, ask: Callable[..., object]
) -> None:
    def answer(request: RecordedRequest) -> ScriptedResponse:
        found = data_response(publication=responses.PUBLICATION)
        return found if request.path == "/graphql" else ScriptedResponse(status=404)

    server.default = answer
    found = ask(f"{server.origin}/about/us", server.origin)
    assert found == Paper(server.origin, "The Harbour Post", "https://news.example/")


@pytest.mark.parametrize(
    "answer",
    [
        HTML,
        ScriptedResponse(status=404),
        ScriptedResponse(status=501),
        ScriptedResponse(status=302, headers={"Location": "/graphql"}),
        ScriptedResponse(status=302, headers={"Location": "/login?next=/graphql"}),
        ScriptedResponse(b"{}"),
        error_response("No such field", status=400),
    ],
)
def test_what_is_no_paper_is_called_so(
    server: ScriptedServer, ask: Callable[..., object], answer: ScriptedResponse
) -> None:
    server.default = answer
    assert code(ask(server.origin)) is ErrorCode.NOT_BROADSHEET


def test_an_address_that_leads_elsewhere_tells_where(
    server: ScriptedServer, ask: Callable[..., object]
) -> None:
    location = {"Location": "https://www.news.example/graphql"}
    server.default = ScriptedResponse(status=301, headers=location)
    error = ask(server.origin)
    assert code(error) is ErrorCode.REDIRECTED
    assert isinstance(error, ReaderError)
    assert error.value == "https://www.news.example/graphql"


def test_no_server_and_no_network_are_told_apart(ask: Callable[..., object]) -> None:
    assert code(ask(unused_origin())) is ErrorCode.CONNECTION_REFUSED
    assert code(ask(unused_origin(), has_network=False)) is ErrorCode.NO_NETWORK


def test_an_unknown_name_is_told(ask: Callable[..., object]) -> None:
    assert code(ask("https://nobody.invalid")) is ErrorCode.HOST_NOT_FOUND


def test_a_server_that_says_nothing_is_given_up(ask: Callable[..., object]) -> None:
    with silent_server(nothing) as origin:
        assert code(ask(origin, timeout=300)) is ErrorCode.TIMEOUT
