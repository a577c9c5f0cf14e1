"""What clients in JavaScript and the auditors of GraphQL over HTTP find."""

import json
from collections.abc import Iterator

import pytest

from broadsheet_server.app import create_server
from broadsheet_server.settings import Settings
from tests.node.programs import FOLDER, needs_node, run_node
from tests.server.transport.test_connections import serving

pytestmark = needs_node


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: it is asked for nothing."""
    return sqlite_store


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """Of a server that really listens."""
    with serving(create_server(settings), lifespan="on", access_log=False) as port:
        yield f"http://127.0.0.1:{port}/graphql"


def test_every_audit_of_graphql_over_http_passes(address: str) -> None:
    ended = run_node(FOLDER / "audit_http.mjs", address)

    assert ended.stdout == "61 of 61 audits pass\n", ended.stdout + ended.stderr


def test_apollo_persists_its_queries_by_itself(address: str) -> None:
    """The first client has to send the text after the hash, the others do not."""
    ended = run_node(FOLDER / "ask_persisted.mjs", address)

    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {
        "sizes": [100, 100, 100],
        "sent": ["POST hash", "POST text", "POST hash", "GET hash"],
    }
