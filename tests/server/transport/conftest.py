"""The GraphQL server of the schema's tests, and a cache of its answers."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.transport.cached_answers import CachedAnswers
from tests.server.schema.api import Api
from tests.server.schema.conftest import api, app, settings, statements

__all__ = ["api", "app", "settings", "statements"]


@pytest.fixture
def cache() -> AnswerCache:
    """Room for some answers."""
    return AnswerCache(10_000_000)


@pytest.fixture
def caching_api(app: Starlette, cache: AnswerCache) -> Iterator[Api]:
    """The server with known answers in front; on PostgreSQL it looks for changes at every request."""
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        yield Api(client)
