"""Bodies for lists of articles: read a few at a time, because a list of long ones would fill the memory."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select
from sqlmodel import col

from broadsheet_server.models.articles import ArticleBody
from broadsheet_server.reading.article_fields import ARTICLE_FIELDS
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.read_models import Article
from broadsheet_server.storage.text_budget import TextBudget, text_bytes
from broadsheet_server.storage.time_slice import TimeSlice

BODY_FIELDS: Final = frozenset({"body_html", "body_text"})
"""The fields of an article that are long."""

_FIRST_BATCH: Final = 4
"""So many bodies are read before their length is known; 24 MB at most."""

_BATCH_BYTES: Final = 1024 * 1024
"""Of further ones about as much is read by one statement: that takes SQLite two milliseconds."""


async def add_bodies(
    context: ReadContext,
    articles: Iterable[Article],
    fields: frozenset[str],
    *,
    room: TextBudget | None = None,
) -> None:
    """Read the `fields` of the articles, which are some of BODY_FIELDS.

    Raises TooMuchTextError once they are more than the request may read. Where `room` is given, that of an
    article that finds no room there stays "" instead; the first article finds it first.
    """
    budget = context.texts if room is None else room
    by_id: dict[UUID, list[Article]] = {}
    for article in articles:
        vars(article).update(dict.fromkeys(fields, ""))  # a damaged article may have lost its body
        by_id.setdefault(article.uuid, []).append(article)
    ids, size, time_slice = list(by_id), _FIRST_BATCH, TimeSlice()
    while ids:
        if time_slice.is_over:
            await time_slice.next()
        batch, ids = ids[:size], ids[size:]
        longest = 0
        rows = {row[0]: row[1:] for row in await context.reader.fetch(_bodies(fields), {"ids": batch})}
        for key in filter(rows.__contains__, batch):
            texts = rows[key]
            longest = max(longest, *map(text_bytes, texts))
            if room is not None and not room.holds(*texts):
                continue
            budget.charge(*texts)
            values: dict[str, str] = dict(zip(sorted(fields), texts, strict=True))
            for article in by_id[key]:
                vars(article).update(_made(values, context))
        size = max(1, min(budget.left, _BATCH_BYTES) // (longest + 1))


def _made(values: dict[str, str], context: ReadContext) -> dict[str, object]:
    """The fields of the values that were read."""
    makers = {name: ARTICLE_FIELDS[name].make for name in values}
    return {name: values[name] if make is None else make(values, context) for name, make in makers.items()}


@lru_cache
def _bodies(fields: frozenset[str]) -> Select[Any]:
    columns: list[Any] = [ARTICLE_FIELDS[field].columns[field] for field in sorted(fields)]
    ids = bindparam("ids", expanding=True, type_=Uuid())
    return select(col(ArticleBody.article_id), *columns).where(col(ArticleBody.article_id).in_(ids))
