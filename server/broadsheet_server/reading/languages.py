"""The language tags that articles have, and those of them that a language range matches."""

from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from broadsheet_server.models.articles import Article
from broadsheet_server.storage.database import Reader


async def read_languages(reader: Reader) -> list[str]:
    """The distinct language tags in the store, in order."""
    return [row.language for row in await reader.fetch(_distinct_languages())]


@cache
def _distinct_languages() -> Select[Any]:
    """An index skip scan (loose index scan): one probe of the index for each tag, however many articles.

    Neither SQLite nor PostgreSQL before 18 does so for DISTINCT, so a recursive query asks for the least tag
    and then for the least one after it.
    """
    language = col(Article.language)
    tags = select(func.min(language).label("language")).cte("language_tag", recursive=True)
    following = select(func.min(language)).where(language > tags.c.language).correlate(tags).scalar_subquery()
    tags = tags.union_all(select(following).where(tags.c.language.is_not(None)))
    return select(tags.c.language).where(tags.c.language.is_not(None)).order_by(tags.c.language)
