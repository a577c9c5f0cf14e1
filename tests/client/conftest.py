"""Fixtures for the reader: a scripted server, a client of it, a store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.store.reader_store import ReaderStore
from tests.client.scripted_server import ScriptedServer, scripted_server


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server with scripted responses."""
    with scripted_server() as server:
        yield server


@pytest.fixture
def client(qtbot: QtBot, server: ScriptedServer) -> Iterator[QtGraphQLClient]:
    """A client of that server, with short retry delays."""
    client = QtGraphQLClient(server.origin, timeout=2_000, retry_delays=(5, 5, 5))
    yield client
    client.cancel_all()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReaderStore]:
    """An empty store."""
    store = ReaderStore(tmp_path / "store")
    yield store
    store.close()
