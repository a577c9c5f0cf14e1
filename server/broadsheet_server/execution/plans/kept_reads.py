"""What plans have read besides cards: pages of lists, related lists, translations, which were withdrawn.

A page ends with a change under the topic of its list, since every change has the topics that the article had
before and those that it has now; and with the next moment when an article becomes public or expires. So what
happens in one section leaves the pages of another alone. A related list ends when it is written; the
translations of an article when it changes, as it does where one that is public comes, goes or has another
language, and with that next moment, which one that is not public yet may have come with.
"""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from broadsheet_server.changefeed.topics import (
    EVERY_ARTICLE,
    EVERY_LIST,
    article_ids,
    author_topic,
    lists_written,
    section_topic,
    tag_topic,
)
from broadsheet_server.execution.plans.reads_under_way import ReadsUnderWay
from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.rows.articles import RowPage
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.rows.related import StoredList
from broadsheet_server.reading.rows.visibility_changes import next_visibility_change

PAGE_ROWS_MAX: Final = 20_000
"""Most rows of pages kept, of an id and a date each: some 5 MB. Where there are more, all are dropped."""

PAGES_ASKED_MAX: Final = 2_000
"""Most pages of which it is known that they were asked for."""

TRANSLATIONS_MAX: Final = 5_000
"""Most articles whose translations are kept, of some 200 bytes each; with more, all are dropped."""

LISTS_MAX: Final = 1_500
"""Most related lists kept, of some 2 kB each. Where there are more, all are dropped."""

KEPT_FOR: Final = timedelta(minutes=5)
"""For how long pages are kept at most: what is changed by hand, without a word to the feed, is seen then."""

_NEXT_CHANGE: Final = "the next moment when an article becomes public or ceases to be"
_EVER: Final = datetime.max.replace(tzinfo=UTC)


class _Page(NamedTuple):
    """A page, and the topic of its list."""

    page: RowPage
    topic: str


def topic_of(condition: ArticleFilter) -> str:
    """The topic that every change has by which an article comes into a list, leaves it, or moves in it.

    Of several conditions one is enough: the article fulfils it before the change or after it. A section goes
    by its path of now: under a former one there are no pages.
    """
    if condition.tag is not None:
        return tag_topic(condition.tag)
    if condition.author is not None:
        return author_topic(condition.author)
    return EVERY_ARTICLE if condition.section is None else section_topic(condition.section)


class KeptReads:
    """What was read at one position of the change feed or later, less what has changed since.

    What is kept has to have been read after the position that is current when it is kept.
    """

    def __init__(self, raw_id: Callable[[str], str]) -> None:
        self._raw_id = raw_id
        self._pages: dict[Hashable, _Page] = {}
        self._asked: set[int] = set()  # hashes: the names in a request may be long, and of nothing
        self._rows = 0
        self._since = self._until = _EVER
        self._knows_until = False
        self._drops = 0
        self._lists: dict[str, StoredList] = {}
        self._translations: dict[str, str] = {}
        self._withdrawn: dict[int, frozenset[UUID]] = {}
        self.under_way = ReadsUnderWay()

    def drop(self, topics: frozenset[str]) -> None:
        """Drop what changes with these topics may have changed."""
        self._drops += 1
        if topics:
            self.under_way.forget()
        if EVERY_LIST in topics:
            self._lists.clear()
        for article_id in lists_written(topics):
            self._lists.pop(self._raw_id(article_id), None)
        for article_id in article_ids(topics) if self._translations else ():
            self._translations.pop(self._raw_id(article_id), None)
        if EVERY_ARTICLE in topics:
            self._drop_pages_of(topics)
            self._withdrawn.clear()
            self._knows_until = False

    def _drop_pages_of(self, topics: frozenset[str]) -> None:
        for key, kept in tuple(self._pages.items()):
            if kept.topic in topics:
                del self._pages[key]
                self._rows -= len(kept.page.rows)

    def clear(self) -> None:
        """Drop everything."""
        self._drops += 1
        self.under_way.forget()
        self._drop_timed()
        self._lists.clear()
        self._since = self._until = _EVER

    def page(self, key: Hashable, now: datetime) -> RowPage | None:
        """The page of a list, if it is kept and holds `now`."""
        kept = self._pages.get(key) if self._since <= now < self._until else None
        return None if kept is None else kept.page

    async def expect(self, key: Hashable, context: RowContext) -> bool:
        """Whether a page that is read next is to be kept: if it was asked for before.

        Raises what `Database.fetch_rows` raises.
        """
        if hash(key) not in self._asked:
            if len(self._asked) >= PAGES_ASKED_MAX:
                self._asked.clear()
            self._asked.add(hash(key))
            return False
        return await self.holds(context)

    async def holds(self, context: RowContext) -> bool:
        """Whether what is read next for the time of the request may be kept until something changes.

        Raises what `Database.fetch_rows` raises.
        """
        if self._is_until_known(context.now):
            return self._since <= context.now < self._until
        if await self.under_way.ended(_NEXT_CHANGE):
            context.has_read = True
        if not self._is_until_known(context.now) and not await self._read_until(context):
            return False
        return self._since <= context.now < self._until

    def _is_until_known(self, now: datetime) -> bool:
        return self._knows_until and now < self._until

    async def _read_until(self, context: RowContext) -> bool:
        """Read the next moment; False where something has changed meanwhile, which may have another one."""
        drops = self._drops
        with self.under_way.begun(_NEXT_CHANGE):
            until = await next_visibility_change(context) or _EVER
            if drops != self._drops:
                return False
            self._begin(context.now, until)
        return True

    def _begin(self, now: datetime, until: datetime) -> None:
        """From now on the next moment is known. What is kept holds on where an earlier one has not come."""
        if now >= self._until or self._since == _EVER:
            self._drop_timed()
            self._since = now
        self._until = min(until, self._since + KEPT_FOR)
        self._knows_until = True

    def keep_page(self, key: Hashable, page: RowPage, topic: str, now: datetime) -> None:
        """Keep a page that was expected, read for the time `now`; an empty one may be of anything."""
        if not page.rows or not self._since <= now < self._until:
            return
        if key not in self._pages:
            self._rows += len(page.rows)
        if self._rows > PAGE_ROWS_MAX:
            self._drop_pages()
        else:
            self._pages[key] = _Page(page, topic)

    def _drop_timed(self) -> None:
        """Drop what is of a certain time."""
        self._drop_pages()
        self._translations.clear()
        self._withdrawn.clear()
        self._knows_until = False

    def _drop_pages(self) -> None:
        self._pages.clear()
        self._rows = 0

    def withdrawn(self, sequence: int, now: datetime) -> frozenset[UUID] | None:
        """The articles changed after a sequence that are not public `now`, if that is kept."""
        return self._withdrawn.get(sequence) if self._since <= now < self._until else None

    def keep_withdrawn(self, sequence: int, ids: frozenset[UUID]) -> None:
        """Keep which articles changed after a sequence are not public, if that `holds`."""
        self._withdrawn = {sequence: ids}  # a state of the index is asked for until there is a newer one

    def related(self, article_id: str) -> StoredList | None:
        """The related list of an article, by the driver's id, if it is kept."""
        return self._lists.get(article_id)

    def keep_related(self, article_id: str, stored: StoredList) -> None:
        """Keep a related list."""
        if len(self._lists) >= LISTS_MAX:
            self._lists.clear()
        self._lists[article_id] = stored

    def translations(self, article_id: str) -> str | None:
        """What an article has as `translations`, by the driver's id, if it is kept and that `holds`."""
        return self._translations.get(article_id)

    def keep_translations(self, article_id: str, value: str) -> None:
        """Keep what an article has as `translations`, if that `holds`."""
        if len(self._translations) >= TRANSLATIONS_MAX:
            self._translations.clear()
        self._translations[article_id] = value
