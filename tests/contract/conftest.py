"""The GraphQL server of the schema's tests."""

from tests.server.schema.conftest import api, app

__all__ = ["api", "app"]
