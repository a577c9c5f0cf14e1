"""What the reads of one request need, and the sections and languages once they were read."""

from collections.abc import Sequence
from functools import cache, partial
from typing import Any
from uuid import UUID

from broadsheet_server.reading.context import ReadContext, distinct_languages
from broadsheet_server.reading.rows.section_tree import RowTree, read_tree
from broadsheet_server.reading.rows.values import VALUE_READERS
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.row_readers import RawRows, Take
from broadsheet_server.storage.statement_text import StatementText, compile_statement
from broadsheet_server.storage.text_budget import TextBudget


class RowContext:
    """The context of one request; what it has read of languages lives no longer.

    `known_tree` may be given, if it is of now.
    """

    def __init__(self, database: Database, context: ReadContext) -> None:
        self.database = database
        self.dialect_name = database.dialect_name
        self.values = VALUE_READERS[self.dialect_name]
        self.now, self.base_url = context.now, context.base_url
        self.sees_drafts = context.sees_drafts
        self.images = context.images
        self._configured = context.configured_sections
        self.known_tree: RowTree | None = None
        self.has_read = False
        """Whether anything was read from the store for this request."""
        self._texts = TextBudget()
        self._languages: list[str] | None = None

    async def fetch(
        self,
        statement: StatementText,
        values: dict[str, Any],
        *,
        texts: Sequence[int] = (),
        is_slow: bool = False,
        one_by_one: bool = False,
    ) -> RawRows:
        """The rows of a statement; the columns `texts` are charged to the budget. Raises TooMuchTextError.

        Where they may be long, they are to come `one_by_one`.
        """
        self.has_read = True
        take: Take = partial(self._texts.charge_rows, columns=texts) if texts else list
        return await self.database.fetch_rows(statement, values, take, is_slow=is_slow, one_by_one=one_by_one)

    async def tree(self) -> RowTree:
        """The tree of sections, which is read where it is not known."""
        if self.known_tree is None:
            self.has_read = True
            self.known_tree = await read_tree(self.database, self.values, self.now, self._configured)
        return self.known_tree

    async def subtree(self, path: str, *, descendants: bool) -> list[UUID]:
        """The ids of the section at a path and of those below it; none where it does not exist."""
        return (await self.tree()).subtree(path, descendants=descendants)

    async def languages(self) -> list[str]:
        """The language tags that articles have."""
        if self._languages is None:
            rows = await self.fetch(_languages(self.dialect_name), {})
            self._languages = [language for (language,) in rows]
        return self._languages


@cache
def _languages(dialect_name: str) -> StatementText:
    return compile_statement(distinct_languages(), dialect_name)
