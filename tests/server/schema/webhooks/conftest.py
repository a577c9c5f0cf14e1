"""An integrator, and a newspaper that tells a receiver on loopback."""

from collections.abc import Iterator

import pytest

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.server.schema.api import Api
from tests.server.schema.editing import with_key
from tests.server.webhooks.conftest import Newspaper
from tests.server.webhooks.receiver import Receiver, reaching_receivers


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Receivers on loopback are allowed."""
    return reaching_receivers(settings)


@pytest.fixture
def integrator(api: Api, database: Database) -> Api:
    """Somebody with a key that may do nothing else."""
    return with_key(api, database, Scope.WEBHOOKS)


@pytest.fixture
def paper(store_url: str, settings: Settings, receiver: Receiver) -> Iterator[Newspaper]:
    """The servers that deliver, with connections of their own."""
    database = Database(store_url)
    yield Newspaper(database, settings, receiver)
    database.dispose()
