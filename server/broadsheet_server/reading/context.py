"""What every read needs besides its arguments: the store, the moment, the settings."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import col

from broadsheet_server.models import articles as tables
from broadsheet_server.reading.image_addresses import ImageAddresses
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.section_tree import SectionTree, read_sections
from broadsheet_server.reading.selection import Selection
from broadsheet_server.settings import Settings
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.database import Reader
from broadsheet_server.storage.text_budget import TextBudget
from broadsheet_shared.mail_words import words_in

NOW = bindparam("now", type_=UtcDateTime)
"""The parameter of every statement that asks what is public: `ReadContext.now`."""

ArticleLoader = Callable[[Sequence[UUID], Selection], Awaitable[Mapping[UUID, Article]]]


class ReadContext:
    """The context of one request or one use case: it caches the sections and languages once read.

    `article_loader`, where it is set, reads articles by id in place of a statement of their own: GraphQL
    sets its DataLoader, which merges the reads of one depth (N+1). `sees_drafts` is set for editors: they
    are told of tags and authors that no public article names.
    """

    def __init__(self, reader: Reader, settings: Settings, now: datetime) -> None:
        self.reader = reader
        self.now = now
        self.base_url = settings.base_url
        self.images = ImageAddresses(settings.base_url, shows_remote=settings.remote_images)
        self.copyright_notice = settings.publication.copyright_notice
        self.home_label = words_in(settings.publication.language).home
        self.configured_sections = tuple(section.path for section in settings.sections)
        self.texts = TextBudget()
        self.article_loader: ArticleLoader | None = None
        self.sees_drafts = False
        self._sections: asyncio.Future[SectionTree] | None = None
        self._languages: asyncio.Future[list[str]] | None = None

    @property
    def section_tree(self) -> SectionTree | None:
        """The tree of sections if it has been read."""
        is_read = self._sections is not None and self._sections.done() and not self._sections.exception()
        return self._sections.result() if is_read and self._sections is not None else None

    async def sections(self) -> SectionTree:
        """The tree of sections, read once for this context."""
        if self._sections is None:
            self._sections = asyncio.ensure_future(self._read_sections())
        return await asyncio.shield(self._sections)  # others wait for it when this reader is cancelled

    async def _read_sections(self) -> SectionTree:
        return await read_sections(self.reader, self.base_url, self.now, self.configured_sections)

    async def subtree(self, path: str, *, descendants: bool) -> list[UUID]:
        """The ids of the section at a path and of those below it; none where it does not exist."""
        return (await self.sections()).subtree(path, descendants=descendants)

    async def languages(self) -> list[str]:
        """The language tags that articles have, read once for this context."""
        if self._languages is None:
            self._languages = asyncio.ensure_future(read_languages(self.reader))
        return await asyncio.shield(self._languages)


async def read_languages(reader: Reader) -> list[str]:
    """The distinct language tags in the store, in order."""
    return [row.language for row in await reader.fetch(distinct_languages())]


@cache
def distinct_languages() -> Select[Any]:
    """The distinct language tags by an index skip scan (loose index scan): one probe of the index for each.

    Neither SQLite nor PostgreSQL before 18 does so for DISTINCT, so a recursive query asks for the least tag
    and then for the least one after it.
    """
    language = col(tables.Article.language)
    tags = select(func.min(language).label("language")).cte("language_tag", recursive=True)
    following = select(func.min(language)).where(language > tags.c.language).correlate(tags).scalar_subquery()
    tags = tags.union_all(select(following).where(tags.c.language.is_not(None)))
    return select(tags.c.language).where(tags.c.language.is_not(None)).order_by(tags.c.language)
