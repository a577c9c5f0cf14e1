"""When the next article becomes public or ceases to be, for plans."""

from datetime import datetime
from functools import cache

from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.visibility_changes import next_moments
from broadsheet_server.storage.statement_text import StatementText, compile_statement


async def next_visibility_change(context: RowContext) -> datetime | None:
    """The same as `reading.visibility_changes` tells, for the time of the request."""
    [moments] = await context.fetch(_moments(context.dialect_name), {"now": context.now})
    return min((context.values.date(moment) for moment in moments if moment is not None), default=None)


@cache
def _moments(dialect_name: str) -> StatementText:
    return compile_statement(next_moments(), dialect_name)
