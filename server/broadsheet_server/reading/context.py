"""Who asks: the store to ask, the moment of asking, and how links begin."""

import asyncio
from datetime import datetime

from broadsheet_server.reading.section_tree import SectionTree, read_sections
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Reader
from broadsheet_shared.mail_words import words_in


class ReadContext:
    """Everything a question needs besides itself. One for each request: it keeps the sections once read."""

    def __init__(self, reader: Reader, settings: Settings, now: datetime) -> None:
        self.reader = reader
        self.now = now
        self.base_url = settings.base_url
        self.copyright_notice = settings.publication.copyright_notice
        self.home_label = words_in(settings.publication.language).home
        self._sections: asyncio.Future[SectionTree] | None = None

    async def sections(self) -> SectionTree:
        """The tree of sections, read once for this context."""
        if self._sections is None:
            self._sections = asyncio.ensure_future(read_sections(self.reader, self.base_url))
        return await self._sections

    def media_url(self, location: str) -> str:
        """Where a file of an image is: in the media folder, or elsewhere as it stands."""
        return location if "://" in location else f"{self.base_url}/media/{location}"
