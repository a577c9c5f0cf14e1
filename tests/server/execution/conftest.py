"""The GraphQL server of the schema's tests."""

from tests.server.schema.conftest import api, app, editor, settings, statements

__all__ = ["api", "app", "editor", "settings", "statements"]
