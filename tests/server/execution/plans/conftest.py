"""A store with everything in it, asked without a server."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet_server.storage.database import Database
from tests.conftest import Filling
from tests.server.execution.plans.store_asked import StoreAsked
from tests.server.execution.plans.varied_articles import publish_varied
from tests.server.search.index_fixtures import update_index


@pytest.fixture
def filling() -> Filling:
    """Everything."""
    return publish_varied


@pytest.fixture
def asked(database: Database, tmp_path: Path) -> Iterator[StoreAsked]:
    """The store, without a search index, whose version is asked before every answer."""
    with asyncio.Runner() as runner:
        yield StoreAsked(database, tmp_path, runner, delay_ms=0)
        runner.run(database.close())


@pytest.fixture
def searched(asked: StoreAsked) -> StoreAsked:
    """The store with its search index."""
    update_index(asked.database, asked.settings)
    return asked
