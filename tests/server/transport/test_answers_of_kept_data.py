"""A known answer is never taken for newer than what a plan had kept when it made it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.cached_answers import CachedAnswers
from broadsheet_server.transport.websocket import SUBPROTOCOL
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.server.schema.api import RESPONSE_JSON, Api

LONG_S = 3_600.0
QUERY = '{ article(by: {slug: "story"}) { headline related(first: 1) { nodes { headline } } } }'


def asked_by_websocket(client: TestClient) -> Any:
    """The data, for somebody whose answers are not kept."""
    with client.websocket_connect("/graphql", subprotocols=[SUBPROTOCOL]) as socket:
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": QUERY}})
        return socket.receive_json()["payload"]["data"]


def write_what_concerns_no_article(database: Database) -> None:
    """A commit of this process, after which it looks at the version of the data again."""
    with database.write() as session:
        create_key(session, "no change of an article", [Scope.SHARE], now=datetime.now(UTC))


@pytest.mark.parametrize("kind", ["an article", "a section"])
def test_what_others_change_in_the_delay_is_seen_after_it_though_a_plan_had_looked_before(
    app: Starlette, database: Database, kind: str
) -> None:
    """Somebody else's answer had the plan look at the change feed just before the change.

    The change is then known to the cache of answers when this one is made, but not to the plan that makes it.
    """
    story: dict[str, Any] = {"slug": "story", "external_reference": "urn:story", "section_path": "city"}
    publish(database, headline="One", **story)
    with TestClient(CachedAnswers(app, AnswerCache(10_000_000), LONG_S)) as client:
        api = Api(client)
        for number in range(3):  # from the second time on by a plan
            api.post(QUERY, accept=f"{RESPONSE_JSON}; number={number}")
        write_what_concerns_no_article(database)
        assert asked_by_websocket(client)["article"]["headline"] == "One"
        elsewhere = Database(database.url.render_as_string(hide_password=False))
        publish(elsewhere, headline="Two", now=datetime.now(UTC), **story)
        if kind == "a section":
            publish(elsewhere, section_path="arts")
        elsewhere.dispose()
        api.ask(QUERY)  # another process has written: it may be of before for as long as the delay
        write_what_concerns_no_article(database)
        assert api.ask(QUERY)["article"]["headline"] == "Two"
