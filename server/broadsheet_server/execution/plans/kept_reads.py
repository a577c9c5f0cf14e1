"""What plans have read at one version of the data: pages of lists, and related lists.

Every commit of anybody makes another version, with which nothing of this is used any more. Within a version
a page changes only when an article becomes public or expires, so it holds between two such moments.
"""

from collections.abc import Hashable
from datetime import UTC, datetime
from typing import Final

from broadsheet_server.reading.rows.articles import RowPage
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.rows.related import StoredList
from broadsheet_server.reading.rows.visibility_changes import next_visibility_change

PAGE_ROWS_MAX: Final = 20_000
"""Most rows of pages kept, of an id and a date each: some 5 MB. Where there are more, all are dropped."""

PAGES_ASKED_MAX: Final = 2_000
"""Most pages of which it is known that they were asked for."""

LISTS_MAX: Final = 1_500
"""Most related lists kept, of some 6 kB each. Where there are more, all are dropped."""

_EVER: Final = datetime.max.replace(tzinfo=UTC)


class KeptReads:
    """What was read at one version of the data, or later: whoever began at this version may use it."""

    def __init__(self) -> None:
        self._pages: dict[Hashable, RowPage] = {}
        self._asked: set[int] = set()  # hashes: the names in a request may be long, and of nothing
        self._rows = 0
        self._since = self._until = _EVER
        self._lists: dict[str, StoredList] = {}

    def page(self, key: Hashable, now: datetime) -> RowPage | None:
        """The page of a list, if it is kept and holds `now`."""
        return self._pages.get(key) if self._since <= now < self._until else None

    async def expect(self, key: Hashable, context: RowContext) -> bool:
        """Whether a page that is read next is to be kept: if it was asked for before.

        Raises what `Database.fetch_rows` raises.
        """
        if hash(key) not in self._asked:
            if len(self._asked) >= PAGES_ASKED_MAX:
                self._asked.clear()
            self._asked.add(hash(key))
            return False
        if context.now >= self._until or self._since == _EVER:
            until = await next_visibility_change(context)
            self._drop_pages()
            self._since, self._until = context.now, until or _EVER
        return context.now >= self._since

    def keep_page(self, key: Hashable, page: RowPage, now: datetime) -> None:
        """Keep a page that was expected, read for the time `now`; an empty one may be of anything."""
        if not page.rows or not self._since <= now < self._until:
            return
        self._rows += len(page.rows)
        if self._rows > PAGE_ROWS_MAX:
            self._drop_pages()
        else:
            self._pages[key] = page

    def _drop_pages(self) -> None:
        self._pages.clear()
        self._rows = 0

    def related(self, article_id: str) -> StoredList | None:
        """The related list of an article, by the driver's id, if it is kept."""
        return self._lists.get(article_id)

    def keep_related(self, article_id: str, stored: StoredList) -> None:
        """Keep a related list."""
        if len(self._lists) >= LISTS_MAX:
            self._lists.clear()
        self._lists[article_id] = stored
