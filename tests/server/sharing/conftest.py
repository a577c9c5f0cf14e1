"""The fixture of all tests about sharing."""

import pytest

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.sharing.share_fixtures import SharingFixture


@pytest.fixture
def sharing(database: Database, settings: Settings) -> SharingFixture:
    """See `SharingFixture`."""
    return SharingFixture(database, settings)
