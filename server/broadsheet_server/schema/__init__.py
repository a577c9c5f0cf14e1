"""GraphQL only: types, resolvers, the HTTP rules. It translates, decides nothing and knows no SQL."""

from broadsheet_server.schema.http import routes

__all__ = ["routes"]
