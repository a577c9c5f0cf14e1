"""Who asks too fast is told so, and for how long; nobody else notices."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from broadsheet_server.access.api_keys import key_with_prefix, revoke_key
from broadsheet_server.access.rate_limiter import ProcessRateLimiter
from broadsheet_server.app import create_server
from broadsheet_server.settings import RateLimitSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.rate_limited import RateLimited
from broadsheet_server.transport.websocket import SUBPROTOCOL
from broadsheet_shared.limits import COST_MAX
from broadsheet_shared.vocabulary import Scope
from tests.server.schema.test_sharing import key_with
from tests.server.transport.test_connections import serving

QUESTION = {"query": "{ publication { name } }"}
DEAR = {"query": "{ articles(first: 100) { nodes { id headline related(first: 5) { nodes { id } } } } }"}


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """What is counted does not depend on the store."""
    return sqlite_store


@contextmanager
def asking(settings: Settings, address: str = "203.0.113.7", **limits: Any) -> Iterator[TestClient]:
    """Somebody at an address, asking a server with these limits."""
    with TestClient(limited_server(settings, **limits), client=(address, 50_000)) as client:
        yield client


def limited_server(settings: Settings, **limits: Any) -> RateLimited:
    """A server with these limits, for which no time passes: nothing of a quota comes back."""
    everybody = RateLimitSettings(exempt_networks=[ip_network("0.0.0.0/0"), ip_network("::/0")])
    unlimited = create_server(settings.model_copy(update={"rate_limits": everybody}))
    limited = settings.model_copy(update={"rate_limits": RateLimitSettings(**limits)})
    return RateLimited(unlimited, limited, ProcessRateLimiter(lambda: 1_000.0))


def post(client: TestClient, body: Any = QUESTION, key: str | None = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if key is not None:
        named["authorization"] = f"Bearer {key}"
    return client.post("/graphql", json=body, headers=named)


def test_each_answer_says_what_is_left_and_the_last_one_when_to_come_back(
    settings: Settings, database: Database
) -> None:
    with asking(settings, address_requests=3) as client:
        answers = [post(client) for _ in range(4)]
        assert [each.status_code for each in answers] == [200, 200, 200, 429]
        assert answers[0].headers["ratelimit-policy"] == '"requests";q=3;w=60, "cost";q=600000;w=60'
        assert [each.headers["ratelimit"].partition(";t")[0] for each in answers] == [
            *(f'"requests";r={left}' for left in (2, 1, 0, 0))
        ]
        refused = answers[-1]
        [error] = refused.json()["errors"]
        seconds = int(refused.headers["retry-after"])
        assert seconds == 20
        assert error["extensions"] == {"code": "RATE_LIMITED", "retryAfter": seconds}
        assert f"try again in {seconds} s" in error["message"]
        assert client.get("/graphql", params=QUESTION).status_code == 429
        assert client.get("/").status_code == 200


def test_an_answer_from_the_cache_counts_as_a_request_and_costs_nothing(
    settings: Settings, database: Database
) -> None:
    with asking(settings) as client:
        first, second = post(client), post(client)
        assert '"cost"' in first.headers["ratelimit"]
        assert '"cost"' not in second.headers["ratelimit"]
        assert '"requests";r=1198' in second.headers["ratelimit"]


def test_dear_operations_use_the_cost_up_and_cheap_ones_go_on(settings: Settings, database: Database) -> None:
    with asking(settings, address_cost=COST_MAX) as client:
        answers = [post(client, {**DEAR, "variables": {"n": n}}) for n in range(100)]
        refused = next(each for each in answers if each.status_code == 429)
        assert "cost too much together" in refused.json()["errors"][0]["message"]
        assert refused.headers["ratelimit"].count(";r=") == 2
        assert 1 < answers.index(refused) < 99
        assert answers[0].json()["extensions"]["cost"]["requested"] * answers.index(refused) <= COST_MAX


def test_a_key_has_a_rate_of_its_own_wherever_its_holder_is(settings: Settings, database: Database) -> None:
    key, other = key_with(database, Scope.SHARE), key_with(database, Scope.SHARE)
    with asking(settings, address_requests=1, key_requests=2) as client:
        assert [post(client, key=key).status_code for _ in range(3)] == [200, 200, 429]
        assert post(client, key=other).status_code == 200
        assert [post(client).status_code for _ in range(2)] == [200, 429]


def test_guesses_at_keys_count_for_the_address(settings: Settings, database: Database) -> None:
    with asking(settings, address_requests=2) as client:
        assert [post(client, key=f"bs_{n}").status_code for n in range(3)] == [401, 401, 429]


def test_this_machine_is_not_counted_and_a_whole_household_as_one(
    settings: Settings, database: Database
) -> None:
    with asking(settings, "127.0.0.1", address_requests=1) as client:
        answers = [post(client) for _ in range(3)]
        assert {each.status_code for each in answers} == {200}
        assert "ratelimit" not in answers[0].headers
    with asking(settings, "127.0.0.1", address_requests=1) as client:
        codes = [post(client, x_forwarded_for=f"2001:db8::{n}").status_code for n in (1, 2)]
        assert codes == [200, 429]
        assert post(client, x_forwarded_for="2001:db8:0:1::1").status_code == 200


def test_a_stranger_names_no_other_address(settings: Settings, database: Database) -> None:
    with asking(settings, address_requests=1) as client:
        codes = [post(client, x_forwarded_for=f"198.51.100.{n}").status_code for n in (1, 2)]
        assert codes == [200, 429]


def test_a_limit_of_nothing_counts_nothing(settings: Settings, database: Database) -> None:
    with asking(settings, address_requests=0, address_cost=0) as client:
        assert "ratelimit" not in post(client).headers


def test_an_event_stream_is_refused_with_a_status_and_json(settings: Settings, database: Database) -> None:
    with asking(settings, address_requests=1) as client:
        for expected in (200, 429):
            answer = post(client, accept="text/event-stream")
            assert answer.status_code == expected
        assert answer.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert answer.headers["content-type"].startswith("application/json")


def test_each_operation_on_a_websocket_is_counted(settings: Settings, database: Database) -> None:
    with (
        asking(settings, address_requests=2) as client,
        client.websocket_connect("/graphql", subprotocols=[SUBPROTOCOL]) as socket,
    ):
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json()["type"] == "connection_ack"
        kinds = []
        for number in range(3):
            socket.send_json({"id": str(number), "type": "subscribe", "payload": QUESTION})
            answer = socket.receive_json()
            kinds.append(answer["type"])
            if answer["type"] == "next":
                assert socket.receive_json()["type"] == "complete"
        assert kinds == ["next", "next", "error"]
        assert answer["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert answer["payload"][0]["extensions"]["retryAfter"] > 0


def test_a_websocket_ends_when_its_key_does(settings: Settings, database: Database) -> None:
    key = key_with(database, Scope.SHARE)
    with (
        asking(settings) as client,
        client.websocket_connect("/graphql", subprotocols=[SUBPROTOCOL]) as socket,
    ):
        socket.send_json({"type": "connection_init", "payload": {"authorization": f"Bearer {key}"}})
        assert socket.receive_json()["type"] == "connection_ack"
        with database.write() as session:
            revoke_key(session, key_with_prefix(session, key), now=datetime.now(UTC))
        socket.send_json({"id": "1", "type": "subscribe", "payload": QUESTION})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 4403


def test_an_answer_that_is_written_at_once_tells_the_rate_too(settings: Settings, database: Database) -> None:
    server = limited_server(settings, exempt_networks=[])
    with serving(server, lifespan="on", proxy_headers=False) as port, httpx2.Client() as client:
        answers = [client.post(f"http://127.0.0.1:{port}/graphql", json=QUESTION) for _ in range(3)]
    assert [each.json()["data"] for each in answers] == [{"publication": {"name": "The Courier"}}] * 3
    assert '"requests";r=1197' in answers[2].headers["ratelimit"]
    assert len(answers[2].headers.get_list("ratelimit")) == 1


def test_whoever_only_validates_documents_is_counted_too(settings: Settings, database: Database) -> None:
    """A key means nothing there, so naming one changes nothing."""
    with asking(settings, address_requests=2) as client:
        sent = [
            client.post("/playground/validation", content="{ limits { pageMax } }", headers=headers)
            for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Bearer y"})
        ]
        assert [each.status_code for each in sent] == [200, 200, 429]
        assert sent[-1].json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
