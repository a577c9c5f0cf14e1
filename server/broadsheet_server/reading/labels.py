"""What readers call sections, tags and authors, by the slugs that an index knows."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Select, bindparam, select

from broadsheet_server.models import metadata
from broadsheet_server.reading.context import ReadContext

Named = Literal["tag", "author"]
_LABELS: dict[Named, str] = {"tag": "label", "author": "name"}


async def labels(context: ReadContext, table: Named, slugs: Iterable[str]) -> dict[str, str]:
    """The labels of those of the tags or authors that exist, by slug."""
    wanted = list(slugs)
    if not wanted:
        return {}
    rows = await context.reader.fetch(_labels(table), {"slugs": wanted})
    return {row.slug: row.label for row in rows}


async def section_names(context: ReadContext, paths: Iterable[str]) -> dict[str, str]:
    """The names of those of the sections that exist, by path."""
    tree = await context.sections()
    return {path: tree.by_path[path].name for path in paths if path in tree.by_path}


@lru_cache
def _labels(table: Named) -> Select[Any]:
    columns = metadata.tables[table].c
    return select(columns.slug, columns[_LABELS[table]].label("label")).where(
        columns.slug.in_(bindparam("slugs", expanding=True))
    )
