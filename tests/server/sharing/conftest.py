"""The fixture of all tests about sharing."""

import pytest

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.sharing.newsdesk import Newsdesk


@pytest.fixture
def desk(database: Database, settings: Settings) -> Newsdesk:
    """See `Newsdesk`."""
    return Newsdesk(database, settings)
