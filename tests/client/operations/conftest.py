"""Fixtures for the operations."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.store.reader_store import ReaderStore
from tests.client.operations.outbox_services import Services
from tests.client.operations.watched_list import Watched
from tests.client.scripted_server import ScriptedServer


@pytest.fixture
def services(qtbot: QtBot, server: ScriptedServer, store: ReaderStore) -> Iterator[Services]:
    """An outbox whose server answers."""
    services = Services(server.origin, store)
    yield services
    services.close()


@pytest.fixture
def watched(client: QtGraphQLClient, store: ReaderStore) -> Iterator[Watched]:
    """A list with a server."""
    watched = Watched(client, store)
    yield watched
    watched.operation.cancel()
