"""Alembic's environment, on the connection that `storage.migration` passes."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString

from broadsheet_server.storage.column_types import UtcDateTime


def render(kind: str, item: Any, generation: AutogenContext) -> str | Literal[False]:
    """Render our column types in the source of a new migration."""
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
    render_item=render,
    compare_type=True,
)
context.run_migrations()
