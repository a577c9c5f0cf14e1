"""A story of two reports among other news, and a server that relates them."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.related.machine import Machine
from tests.server.related.stories import CRACK, REPAIR, publish_other_news, report


@pytest.fixture
def crack(database: Database) -> UUID:
    """The first report of the story, nine days old, among other news."""
    publish_other_news(database)
    return report(database, "Swing bridge closed", CRACK, days_ago=9)


@pytest.fixture
def repair(database: Database, crack: UUID) -> UUID:
    """The second report, two days old."""
    return report(database, "Swing bridge to be repaired", REPAIR, days_ago=2)


@pytest.fixture
def machine(database: Database, settings: Settings) -> Iterator[Machine]:
    """A server that works when the test says so."""
    machine = Machine(database, settings.index)
    yield machine
    machine.close()
