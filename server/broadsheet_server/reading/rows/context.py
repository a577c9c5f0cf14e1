"""What the reads of one request need, and the sections and languages once they were read."""

from collections.abc import Sequence
from functools import cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, func, or_, select
from sqlmodel import col

from broadsheet_server.models import taxonomy
from broadsheet_server.reading.context import ReadContext, distinct_languages
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.rows.section_tree import RowTree, read_tree
from broadsheet_server.reading.rows.values import VALUE_READERS
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.row_readers import RawRows, Take
from broadsheet_server.storage.statement_text import StatementText, compile_statement
from broadsheet_server.storage.text_budget import TextBudget


class RowContext:
    """The context of one request; what it has read of sections and languages lives no longer."""

    def __init__(self, database: Database, context: ReadContext) -> None:
        self.database = database
        self.dialect_name = database.dialect_name
        self.values = VALUE_READERS[self.dialect_name]
        self.now, self.base_url = context.now, context.base_url
        self.media_folder = f"{context.base_url}/media/"
        self._configured = context.configured_sections
        self._tree: RowTree | None = None
        self._subtrees = 0
        self._texts = TextBudget()
        self._languages: list[str] | None = None

    async def fetch(
        self,
        statement: StatementText,
        values: dict[str, Any],
        *,
        texts: Sequence[int] = (),
        is_slow: bool = False,
    ) -> RawRows:
        """The rows of a statement; the columns `texts` are charged to the budget. Raises TooMuchTextError."""
        take: Take = partial(self._texts.charge_rows, columns=texts) if texts else list
        return await self.database.fetch_rows(statement, values, take, is_slow=is_slow)

    async def tree(self) -> RowTree:
        """The tree of sections."""
        if self._tree is None:
            self._tree = await read_tree(self.database, self.values, self.now, self._configured)
        return self._tree

    async def subtree(self, path: str, *, descendants: bool) -> list[UUID]:
        """The ids of the section at a path and of those below it; none where it does not exist.

        The first one costs a statement of its own, which is shorter than reading the whole tree.
        """
        if not is_storable(path):
            return []
        if self._tree is not None:
            return self._tree.subtree(path, descendants=descendants)
        if self._subtrees:
            return (await self.tree()).subtree(path, descendants=descendants)
        self._subtrees += 1
        values = {"path": path, "prefix": f"{path}/"}
        rows = await self.fetch(_subtree(self.dialect_name), values)
        if all(row[1] != path for row in rows):
            return []
        return [UUID(hex=key) for key, found in rows if descendants or found == path]

    async def languages(self) -> list[str]:
        """The language tags that articles have."""
        if self._languages is None:
            rows = await self.fetch(_languages(self.dialect_name), {})
            self._languages = [language for (language,) in rows]
        return self._languages


@cache
def _subtree(dialect_name: str) -> StatementText:
    path = col(taxonomy.Section.path)
    prefix: BindParameter[Any] = bindparam("prefix")
    is_below = func.substr(path, 1, func.length(prefix)) == prefix
    statement = select(col(taxonomy.Section.id), path).where(or_(path == bindparam("path"), is_below))
    return compile_statement(statement, dialect_name)


@cache
def _languages(dialect_name: str) -> StatementText:
    return compile_statement(distinct_languages(), dialect_name)
