"""The articles of a page of changes, read together for those who follow the feed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

from broadsheet_server.reading.articles import articles_by_id, read_articles
from broadsheet_server.reading.bodies import BODY_FIELDS
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.schema.context import Context
from broadsheet_server.storage.chunks import chunks
from broadsheet_server.storage.shared_work import SharedWork

READ_TOGETHER: Final = 25
"""So many are read by one statement. It is more than a slow client takes of a page in a second."""


class FollowedArticles:
    """Articles that are told of one after the other, and perhaps to many.

    What was read serves until something is written, and a second at most (`SharedWork`): whoever is told
    later reads again, as the public may see it by then.
    """

    def __init__(self, ids: Sequence[UUID]) -> None:
        distinct = list(dict.fromkeys(ids))
        self._batches = {key: tuple(batch) for batch in chunks(distinct, READ_TOGETHER) for key in batch}

    async def article(self, context: Context, key: UUID, selection: Selection) -> Article | None:
        """One of the articles; None where it is not public. Long texts are read for one at a time."""
        batch = (key,) if selection.names & BODY_FIELDS else self._batches[key]
        if len(batch) == 1:
            return (await articles_by_id(context.reading, batch, selection)).get(key)
        work, delay_s = SharedWork.of(context.database), context.settings.answer_cache.delay_ms / 1_000
        read = partial(_read, context, batch, selection)
        articles: Mapping[UUID, Article] = await work.result((batch, selection), delay_s, read)
        return articles.get(key)


async def _read(context: Context, ids: Sequence[UUID], selection: Selection) -> Mapping[UUID, Article]:
    now = ReadContext(context.database, context.settings, datetime.now(UTC))
    return await read_articles(now, ids, selection)
