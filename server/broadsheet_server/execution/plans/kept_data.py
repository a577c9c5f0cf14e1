"""What plans keep of the data: cards by article and selection, names of articles, and the tree of sections.

Before anything is read, the version of the data is compared. Where anybody has committed anything since, or
the cache of answers has read the change feed, that says which articles have changed, and their cards are
dropped. So no answer is older than the
request, or on PostgreSQL than the delay before it.
"""

import asyncio
from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Final

from broadsheet_server.changefeed.changed_topics import ChangedTopics, FeedPosition, changed_topics
from broadsheet_server.changefeed.feed_looks import feed_looks
from broadsheet_server.changefeed.topics import article_ids
from broadsheet_server.execution.plans.kept_reads import KeptReads
from broadsheet_server.reading.rows.section_tree import RowTree
from broadsheet_server.reading.rows.values import VALUE_READERS
from broadsheet_server.storage.data_version import shared_data_version
from broadsheet_server.storage.database import Database

CARDS_BYTES_MAX: Final = 16 * 1024 * 1024
"""Most bytes of cards kept for one database; where there are more, all are dropped."""

CARD_BYTES: Final = 200
"""About what a card costs besides its bytes, or a name."""

LONG_CARD_BYTES: Final = 256 * 1024
"""A card of more bytes is not kept: few articles have such bodies."""

Signature = tuple[Hashable, ...]
"""What tells a selection, under certain settings, from any other."""

ArticleName = tuple[Hashable, Hashable]
"""A kind of identifier that no two articles have at once, and its value."""


class KeptData:
    """What is kept of one database, as it was at one position of the change feed or later."""

    def __init__(self, database: Database, delay_seconds: float) -> None:
        self._database = database
        self._values = VALUE_READERS[database.dialect_name]
        self._version = shared_data_version(database, delay_seconds)
        self._looks = feed_looks(database)
        self._seen: tuple[Hashable, int] | None = None
        self._position: FeedPosition | None = None
        self._catching_up: tuple[tuple[Hashable, int], asyncio.Task[None]] | None = None
        self._cards: dict[Signature, dict[str, bytes]] = {}
        self._public: dict[str, tuple[datetime, datetime | None]] = {}
        self._named: dict[ArticleName, str] = {}
        self._names: dict[str, list[ArticleName]] = {}
        self.reads = KeptReads(self._values.raw_id)
        self.tree: RowTree | None = None
        self.bytes_kept = 0

    async def current_position(self) -> FeedPosition:
        """Drop what is kept of what has changed; return the position in the change feed from then on.

        Raises DataVersionError, and what `Database.fetch_rows` raises.
        """
        version = self._version.known()
        if version is None:
            version = await self._version.read()
        wanted = version, self._looks.number
        if self._seen != wanted or self._position is None:
            await self._catch_up(wanted)
        assert self._position is not None
        return self._position

    async def _catch_up(self, wanted: tuple[Hashable, int]) -> None:
        """Those who find the same version of the data at the same time read the change feed once."""
        if self._catching_up is None or self._catching_up[0] != wanted:
            self._catching_up = wanted, asyncio.create_task(self._drop_changed(wanted))
        await asyncio.shield(self._catching_up[1])

    async def _drop_changed(self, wanted: tuple[Hashable, int]) -> None:
        try:
            while True:
                since = self._position
                changed = await changed_topics(self._database, since)
                if self._position == since:  # otherwise somebody else was quicker, and may know more
                    break
        finally:
            self._catching_up = None
        self._drop(changed)
        self._seen, self._position = wanted, changed.position

    def _drop(self, changed: ChangedTopics) -> None:
        if changed.topics is None:
            self.clear()
            self.reads.clear()
            return
        self.reads.drop(changed.topics)
        for article_id in article_ids(changed.topics):
            key = self._values.raw_id(article_id)
            self._public.pop(key, None)
            for name in self._names.pop(key, ()):
                self._named.pop(name, None)
                self.bytes_kept -= CARD_BYTES
            for cards in self._cards.values():
                if (card := cards.pop(key, None)) is not None:
                    self.bytes_kept -= len(card) + CARD_BYTES

    def is_at(self, position: FeedPosition) -> bool:
        """Whether nothing has changed since this position, as far as it is known."""
        return position == self._position

    def cards(self, signature: Signature) -> Mapping[str, bytes]:
        """The cards of a selection, by the ids of the articles."""
        return self._cards.get(signature, {})

    def is_public(self, article_id: str, now: datetime) -> bool:
        """Whether it is known that an article is public. It was when it was read, and is until it expires."""
        since, until = self._public.get(article_id, (None, None))
        return since is not None and since <= now and (until is None or now < until)

    def keep_cards(self, position: FeedPosition, signature: Signature, cards: Mapping[str, bytes]) -> None:
        """Keep cards that were read after a position was found, unless something has changed meanwhile."""
        if position != self._position:
            return
        kept = self._cards.setdefault(signature, {})
        new = {key: card for key, card in cards.items() if key not in kept and len(card) <= LONG_CARD_BYTES}
        self.bytes_kept += sum(map(len, new.values())) + CARD_BYTES * len(new)
        if self.bytes_kept > CARDS_BYTES_MAX:
            self.clear()
            return
        kept.update(new)

    def keep_expiries(
        self, position: FeedPosition, expiries: Mapping[str, str | None], now: datetime
    ) -> None:
        """Keep until when articles are public that have a card and were public `now`."""
        if position == self._position and self._cards:
            self._public |= {
                key: (now, None if value is None else self._values.date(value))
                for key, value in expiries.items()
            }

    def named(self, name: ArticleName) -> str | None:
        """The article that is known to have this name. Whether it is public `is_public` tells."""
        return self._named.get(name)

    def keep_name(self, position: FeedPosition, name: ArticleName, article_id: str) -> None:
        """Keep which article has a name, if something of it is kept, unless something has changed meanwhile.

        An article takes another name, and another article its name, by a change of itself.
        """
        if position != self._position or article_id not in self._public:
            return
        if self._named.get(name) != article_id and self.bytes_kept + CARD_BYTES <= CARDS_BYTES_MAX:
            self._named[name] = article_id
            self._names.setdefault(article_id, []).append(name)
            self.bytes_kept += CARD_BYTES

    def keep_tree(self, position: FeedPosition, tree: RowTree) -> None:
        """Keep the tree of sections, unless something has changed since this position."""
        if position == self._position:
            self.tree = tree

    def close(self) -> None:
        """It has no connection of its own."""

    def clear(self) -> None:
        """Drop everything."""
        for kept in (self._cards, self._public, self._named, self._names):
            kept.clear()
        self.bytes_kept, self.tree = 0, None


def kept_data(database: Database, delay_seconds: float) -> KeptData:
    """What is kept of this database. The delay is that of `PostgresDataVersion`."""
    kept = database.companions.get(KeptData)
    if kept is None:
        kept = database.companions[KeptData] = KeptData(database, delay_seconds)
    assert isinstance(kept, KeptData)
    return kept
