"""Somebody who started an import watches it over either transport, also one of another process."""

from collections.abc import Iterator
from multiprocessing.synchronize import Event
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.app import create_server
from broadsheet_server.ingest.import_runs import recorded
from broadsheet_server.ingest.imported_items import ImportedItem
from broadsheet_server.models.import_runs import ImportRun
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome, Scope
from tests.builders import NOW
from tests.processes import PROCESSES
from tests.server.schema.conftest import app, settings
from tests.server.transport.test_connections import serving
from tests.server.transport.test_event_stream import events
from tests.server.transport.test_websocket import connected, subscribe

__all__ = ["app", "settings"]

PROGRESS = "subscription ($run: ID!) { importProgress(run: $run) { origin finishedAt counts { created } } }"
BATCH = 100
"""So many items are counted together."""


def import_items(url: str, may_go_on: Event) -> None:
    """An import that waits after two batches."""
    database = Database(url)

    def items() -> Iterator[ImportedItem]:
        for number in range(2 * BATCH + 1):
            if number == 2 * BATCH:
                assert may_go_on.wait(60)
            yield ImportedItem(ImportOutcome.CREATED, "Ferry docks", "wire.json", str(number))

    for _ in recorded(database, items(), "wire.json"):
        pass
    database.dispose()


def with_key(database: Database, *scopes: Scope) -> str:
    with database.write() as session:
        return create_key(session, "wire desk", scopes, now=NOW)[1]


def run_in(database: Database) -> str:
    """The opaque id of the import that has got to its pause."""
    while True:
        with database.read() as session:
            run = session.exec(select(ImportRun)).one_or_none()
        if run is not None and run.created == 2 * BATCH:
            return global_id("ImportRun", run.id)


def test_an_import_of_another_process_is_watched_to_its_end(settings: Settings, database: Database) -> None:
    key, may_go_on = with_key(database, Scope.INGEST), PROCESSES.Event()
    url = database.url.render_as_string(hide_password=False)
    process = PROCESSES.Process(target=import_items, args=(url, may_go_on))
    process.start()
    run = run_in(database)
    with serving(create_server(settings), lifespan="on") as port:
        stream = events(f"http://127.0.0.1:{port}/graphql", PROGRESS, key=key, run=run)
        first = next(stream)["data"]["data"]["importProgress"]
        assert first == {"origin": "wire.json", "finishedAt": None, "counts": {"created": 2 * BATCH}}
        may_go_on.set()
        last, end = stream
    ended = last["data"]["data"]["importProgress"]
    assert ended["counts"] == {"created": 2 * BATCH + 1}
    assert ended["finishedAt"] is not None
    assert end["event"] == "complete"
    process.join()


def test_an_import_is_watched_over_a_websocket(app: Starlette, database: Database) -> None:
    key = with_key(database, Scope.INGEST)
    other = Database(database.url.render_as_string(hide_password=False))
    item = ImportedItem(ImportOutcome.CREATED, "Ferry docks", "wire.json", "1")
    rest = recorded(other, [item] * (BATCH + 1), "wire.json")
    for _ in range(BATCH):
        next(rest)
    with other.read() as session:
        run = global_id("ImportRun", session.exec(select(ImportRun)).one().id)
    with TestClient(app) as client, connected(client, {"authorization": f"Bearer {key}"}) as socket:
        subscribe(socket, PROGRESS, run=run)
        assert progress_in(socket.receive_json())["finishedAt"] is None
        for _ in rest:
            pass
        message = socket.receive_json()
        while progress_in(message)["finishedAt"] is None:
            message = socket.receive_json()
        assert progress_in(message)["counts"] == {"created": BATCH + 1}
        assert socket.receive_json() == {"type": "complete", "id": "1"}
        subscribe(socket, PROGRESS, operation="2", run=run)
        assert progress_in(socket.receive_json())["finishedAt"] is not None
        assert socket.receive_json() == {"type": "complete", "id": "2"}
    other.dispose()


def progress_in(message: Any) -> Any:
    return message["payload"]["data"]["importProgress"]


def test_a_poll_without_news_ends_as_it_was_seen(app: Starlette, database: Database) -> None:
    key = with_key(database, Scope.INGEST)
    other = Database(database.url.render_as_string(hide_password=False))
    item = ImportedItem(ImportOutcome.UNCHANGED, "Ferry docks", "feed", "1")
    poll = recorded(other, [item], "The Post", UUID(int=7))
    next(poll)
    with other.read() as session:
        run = global_id("ImportRun", session.exec(select(ImportRun)).one().id)
    with TestClient(app) as client, connected(client, {"authorization": f"Bearer {key}"}) as socket:
        subscribe(socket, PROGRESS, run=run)
        assert progress_in(socket.receive_json())["finishedAt"] is None
        assert list(poll) == []
        assert progress_in(socket.receive_json())["finishedAt"] is not None
        assert socket.receive_json()["type"] == "complete"
    other.dispose()


@pytest.mark.parametrize(
    ("scopes", "code"),
    [((), "UNAUTHENTICATED"), ((Scope.EDIT,), "FORBIDDEN"), ((Scope.INGEST,), "BAD_USER_INPUT")],
)
def test_who_may_not_watch_and_what_is_not_there(
    app: Starlette, database: Database, scopes: tuple[Scope, ...], code: str
) -> None:
    payload = {"authorization": f"Bearer {with_key(database, *scopes)}"} if scopes else None
    with TestClient(app) as client, connected(client, payload) as socket:
        for operation, run in enumerate(("nonsense", global_id("ImportRun", UUID(int=7)))):
            subscribe(socket, PROGRESS, operation=str(operation), run=run)
            message = socket.receive_json()
            assert message["type"] == "error"
            assert message["payload"][0]["extensions"]["code"] == code
