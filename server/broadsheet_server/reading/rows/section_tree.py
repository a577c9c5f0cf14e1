"""The tree of sections as rows: id, path, slug, name, description, parent's id, whether it has articles."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from broadsheet_server.reading.rows.values import Row, ValueReader
from broadsheet_server.reading.section_tree import all_sections, listed_paths
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.statement_text import StatementText, compile_statement
from broadsheet_shared.section_paths import ancestor_paths


class RowTree:
    """All sections, siblings in their order, with the same answers as `SectionTree` gives."""

    def __init__(self, rows: Sequence[Row], configured: Iterable[str] = ()) -> None:
        listed = listed_paths(rows, configured)
        self.by_path = {row[1]: row for row in rows}
        self.by_id = {row[0]: row for row in self.by_path.values()}
        self._children: dict[Any, list[Row]] = defaultdict(list)
        for row in self.by_path.values():
            if row[1] not in listed:
                continue
            parent = self.parent(row[5])
            self._children[parent[0] if parent else None].append(row)

    @property
    def roots(self) -> list[Row]:
        """The listed sections at the top."""
        return self._children.get(None, [])

    def children(self, section_id: str) -> list[Row]:
        """The listed sections directly below."""
        return self._children.get(section_id, [])

    def parent(self, parent_id: str | None) -> Row | None:
        """The section with the id that a section has of its parent."""
        return self.by_id.get(parent_id) if parent_id else None

    def ancestors(self, path: str) -> list[Row]:
        """The sections above the one at `path`, from the root down."""
        return [self.by_path[above] for above in ancestor_paths(path) if above in self.by_path][:-1]

    def subtree(self, path: str, *, descendants: bool) -> list[UUID]:
        """The ids of the section and, with `descendants`, of all below it; none where it does not exist."""
        if path not in self.by_path:
            return []
        below = [row[0] for found, row in self.by_path.items() if found.startswith(f"{path}/")]
        return [UUID(hex=key) for key in (self.by_path[path][0], *(below if descendants else []))]


async def read_tree(
    database: Database, values: ValueReader, now: datetime, configured: Iterable[str]
) -> RowTree:
    """Read the tree. Raises DamagedValueError."""
    rows = await database.fetch_rows(_sections(database.dialect_name), {"now": now})
    values.check_ids(row[0] for row in rows)
    values.check_ids(row[5] for row in rows if row[5] is not None)
    return RowTree(rows, configured)


@cache
def _sections(dialect_name: str) -> StatementText:
    return compile_statement(all_sections(), dialect_name)
