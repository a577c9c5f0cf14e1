"""When the next article becomes public, or ceases to be, by the clock alone: nothing is written then."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from broadsheet_server.models.articles import Article
from broadsheet_server.reading.context import NOW
from broadsheet_server.storage.database import Reader


async def next_visibility_change(reader: Reader, now: datetime) -> datetime | None:
    """The earliest date, embargo or expiry after `now`; None where nothing is due."""
    [moments] = await reader.fetch(next_moments(), {"now": now})
    return min((moment for moment in moments if moment is not None), default=None)


@cache
def next_moments() -> Select[Any]:
    """The next of each kind, by one probe of an index each. Drafts count as well, which does no harm."""
    dates: list[Any] = [col(Article.published_at), col(Article.embargoed_until), col(Article.expires_at)]
    return select(*(select(func.min(column)).where(column > NOW).scalar_subquery() for column in dates))
