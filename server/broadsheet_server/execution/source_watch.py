"""Whether an answer of an earlier version of the data still holds: what it is made of has not changed."""

import asyncio
from collections.abc import Hashable, Iterable
from typing import Final

from broadsheet_server.changefeed.changed_topics import FeedPosition, changed_topics
from broadsheet_server.changefeed.feed_looks import feed_looks
from broadsheet_server.changefeed.topics import EVERY_LIST, list_topic
from broadsheet_server.execution.answers import Answer, topic_hashes
from broadsheet_server.reading.rows.related import stored_list_digest
from broadsheet_server.storage.database import Database

TOPICS_MAX: Final = 20_000
"""Most changed topics that are remembered; where there are more, every answer is made again."""


class SourceWatch:
    """Follows the change feed, one generation for each time that it looks.

    An answer is made after the generation that it gets, of nothing that a plan knew before that look and has
    not compared since (`FeedLooks`). What changes later is found by a later look, and so belongs to a later
    generation, or is seen already; it can not be taken for something earlier.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looks = feed_looks(database)
        self._version: Hashable = None
        self._position: FeedPosition | None = None
        self._generation = 0
        self._everything_at = 0
        self._changed_at: dict[int, int] = {}  # by the hashes of topics
        self._looking: tuple[Hashable, asyncio.Task[int]] | None = None

    def known_generation(self, version: Hashable) -> int | None:
        """The same as `generation_at` where it costs nothing to tell; otherwise None."""
        return self._generation if version == self._version else None

    async def generation_at(self, version: Hashable) -> int:
        """The generation in which all changes up to this version of the data are known.

        Raises what `Database.fetch_rows` raises.
        """
        if version == self._version:
            return self._generation
        if self._looking is None or self._looking[0] != version or self._looking[1].done():
            self._looking = version, asyncio.create_task(self._look(version))
        return await asyncio.shield(self._looking[1])

    async def _look(self, version: Hashable) -> int:
        """Learn what has changed since the last look, once for all who need it; the next generation."""
        position, topics = await changed_topics(self._database, self._position)
        self._generation += 1
        self._looks.number += 1
        if topics is None or len(self._changed_at) + len(topics) > TOPICS_MAX:
            self._everything_at = self._generation
            self._changed_at.clear()
        else:
            self._changed_at |= dict.fromkeys(topic_hashes(topics), self._generation)
        self._position, self._version = position, version
        return self._generation

    def renew_at_once(self, answer: Answer, version: Hashable) -> bool:
        """The same as `renew` where nothing has to be asked to tell that it holds; otherwise False."""
        sources = answer.note.sources
        if (
            sources is None
            or version != self._version
            or self._has_changed(sources.topics, answer.generation)
        ):
            return False
        if any(self._may_differ(hex_id, answer) for _, hex_id, _ in sources.lists):
            return False
        answer.version, answer.generation = version, self._generation
        return True

    async def renew(self, answer: Answer, version: Hashable) -> bool:
        """Let an answer hold at this version too, if no source of it has changed; return whether it does.

        Raises what `Database.fetch_rows` raises.
        """
        sources, generation = answer.note.sources, await self.generation_at(version)
        if sources is None or self._has_changed(sources.topics, answer.generation):
            return False
        for article_id, hex_id, digest in sources.lists:
            if self._may_differ(hex_id, answer) and digest != await stored_list_digest(
                self._database, article_id
            ):
                return False
        answer.version, answer.generation = version, generation
        return True

    def _may_differ(self, hex_id: str, answer: Answer) -> bool:
        """Whether the related list of an article was written since the answer was made, or may have been."""
        return self._has_changed(topic_hashes((list_topic(hex_id), EVERY_LIST)), answer.generation)

    def _has_changed(self, topics: Iterable[int], since: int) -> bool:
        return self._everything_at > since or any(self._changed_at.get(each, 0) > since for each in topics)
