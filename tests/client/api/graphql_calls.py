"""Calls of the API, and what becomes of them."""

from typing import Any

from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import (
    ShareArticleInput,
    share_article,
)
from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.errors import ReaderError


def succeed(qtbot: QtBot, client: QtGraphQLClient, call: GraphQLOperation[Any]) -> Any:
    request = client.send(call)
    with qtbot.waitSignal(request.succeeded, timeout=5_000) as caught:
        pass
    return caught.args[0]


def fail(qtbot: QtBot, client: QtGraphQLClient, call: GraphQLOperation[Any]) -> ReaderError:
    request = client.send(call)
    with qtbot.waitSignal(request.failed, timeout=5_000) as caught:
        pass
    return caught.args[0]


def share() -> GraphQLOperation[Any]:
    return share_article(
        input=ShareArticleInput(article="a1", to=("ana@news.example",), sender_name="Bo", idempotency_key="k")
    )
