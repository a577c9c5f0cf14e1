"""Alembic's environment: it works on the connection that `storage.migration` hands in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString

from broadsheet_server.storage.column_types import UtcDateTime


def render(kind: str, item: Any, generation: AutogenContext) -> str | Literal[False]:
    """Write our column types as a migration should spell them."""
    if kind != "type":
        return False
    if isinstance(item, AutoString):
        return "sa.String()"
    if isinstance(item, UtcDateTime):
        generation.imports.add("from broadsheet_server.storage.column_types import UtcDateTime")
        return "UtcDateTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("target_metadata"),
    render_as_batch=True,
    render_item=render,
    compare_type=True,
)
context.run_migrations()
