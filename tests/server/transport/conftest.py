"""The GraphQL server of the schema's tests, and a cache of its answers."""

import pytest

from broadsheet_server.execution.answers import AnswerCache
from tests.server.schema.conftest import api, app, settings, statements

__all__ = ["api", "app", "settings", "statements"]


@pytest.fixture
def cache() -> AnswerCache:
    """Room for some answers."""
    return AnswerCache(10_000_000)
