"""The contract as a file, from which integrators' tools generate types."""

import pytest
from graphql import build_schema
from starlette.testclient import TestClient

from broadsheet_server.app import create_app
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """The file asks nothing of the store."""
    return sqlite_store


def test_a_tool_builds_the_schema_from_the_file(visitor: TestClient) -> None:
    response = visitor.get("/schema.graphql")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert build_schema(response.text).query_type


def test_a_tool_that_has_the_file_is_told_that_it_has_not_changed(visitor: TestClient) -> None:
    etag = visitor.get("/schema.graphql").headers["etag"]
    assert visitor.get("/schema.graphql", headers={"If-None-Match": etag}).status_code == 304


def test_without_introspection_there_is_no_file_either(settings: Settings, database: Database) -> None:
    with TestClient(create_app(settings.model_copy(update={"introspection": False}))) as visitor:
        assert visitor.get("/schema.graphql").status_code == 404
