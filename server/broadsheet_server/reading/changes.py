"""The change feed as the public may follow it: what happened to articles that are or were public.

A change of an article that is not released yet is passed over; when it is released, the feed has a change
that says so (`newsroom.release_follower`). So who follows the feed misses nothing, and learns of nothing too
early.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Row, Select, bindparam, case, select, true
from sqlmodel import col

from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change, ChangeHead
from broadsheet_server.models.revisions import Tombstone as Stone
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.context import NOW, ReadContext
from broadsheet_server.reading.errors import SequenceNotReachedError
from broadsheet_server.reading.withdrawn_articles import is_over
from broadsheet_server.storage.column_types import BigInt
from broadsheet_shared.vocabulary import ChangeKind

EXAMINED_MAX: Final = 1_000
"""Most changes that are looked at for one page; where few are wanted, pages are shorter than asked for."""


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes are wanted; conditions add up, None is no condition. Tags and authors are slugs.

    Besides, all of `every`, at least one of `either` if there are any, and not `excluded` have to take it.
    """

    section: str | None = None
    tag: str | None = None
    author: str | None = None
    kinds: frozenset[ChangeKind] | None = None
    every: tuple["ChangeFilter", ...] = ()
    either: tuple["ChangeFilter", ...] = ()
    excluded: "ChangeFilter | None" = None

    def takes(self, kind: str, topics: Sequence[str]) -> bool:
        """Whether a change of this kind, with these topics, is wanted."""
        wanted = (("section", self.section), ("tag", self.tag), ("author", self.author))
        return (
            all(value is None or f"{name}:{value}" in topics for name, value in wanted)
            and (self.kinds is None or kind in self.kinds)
            and all(each.takes(kind, topics) for each in self.every)
            and (not self.either or any(each.takes(kind, topics) for each in self.either))
            and (self.excluded is None or not self.excluded.takes(kind, topics))
        )


@dataclass(frozen=True, slots=True)
class PublicChange:
    """One change. `is_public` tells whether the public may see the article now."""

    sequence: int
    kind: ChangeKind
    occurred_at: datetime
    article_id: UUID
    is_public: bool


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes in the order of their sequence. Everything up to `end` has been looked at, of `head`."""

    changes: Sequence[PublicChange]
    end: int
    head: int

    @property
    def has_more(self) -> bool:
        """Whether there is something that has not been looked at."""
        return self.end < self.head


async def read_changes(context: ReadContext, after: int, first: int, wanted: ChangeFilter) -> ChangePage:
    """The first changes after a sequence that are wanted, as far as EXAMINED_MAX changes reach.

    Raises SequenceNotReachedError for a sequence that the feed has not reached.
    """
    values = {"after": after, "most": EXAMINED_MAX, "now": context.now}
    rows = await context.reader.fetch(_changes(), values, is_slow=True)
    head = rows[0].head if rows else 0
    if after > head:
        raise SequenceNotReachedError(after, head)
    found: list[PublicChange] = []
    for row in rows:
        if row.sequence is None:
            break
        if row.is_shown and wanted.takes(row.kind, _topics(row.topics)):
            if len(found) == first:
                return ChangePage(found, row.sequence - 1, head)
            found.append(_change(row))
    examined = [row.sequence for row in rows if row.sequence is not None]
    is_all = len(examined) < EXAMINED_MAX
    return ChangePage(found, head if is_all else examined[-1], head)


async def change_at(context: ReadContext, sequence: int) -> PublicChange | None:
    """The change with this sequence, as the public may see it now; None where it may not see it any more."""
    values = {"after": sequence - 1, "most": 1, "now": context.now}
    [row] = await context.reader.fetch(_changes(), values)
    return _change(row) if row.sequence == sequence and row.is_shown else None


async def feed_head(context: ReadContext) -> int:
    """The last sequence that was assigned."""
    [row] = await context.reader.fetch(select(col(ChangeHead.sequence)))
    return int(row.sequence)


def _change(row: Row[Any]) -> PublicChange:
    return PublicChange(
        row.sequence, ChangeKind(row.kind), row.occurred_at, row.article_id, bool(row.is_public)
    )


def _topics(value: Any) -> list[str]:
    """A JSON column, which some drivers give as text."""
    topics: list[str] = orjson.loads(value) if isinstance(value, str) else value
    return topics


@cache
def _changes() -> Select[Any]:
    """The head, beside each of the first changes after a sequence; one row without a change if there is none.

    They are taken before anything is joined to them: sorted afterwards, all that follow would be read for
    each page, and to read the whole feed would take time by the square of its length.
    """
    page = _page().subquery()
    has_ended = page.c.kind == ChangeKind.EXPIRED  # of one that was public, whatever it is now
    # By CASE: of OR, SQLite evaluates the lookups of `is_over` for what is public, too.
    shown = case((is_public(NOW), true()), (has_ended, true()), else_=is_over())
    columns: tuple[Any, ...] = (
        col(ChangeHead.sequence).label("head"),
        *page.c,
        is_public(NOW).label("is_public"),
        shown.label("is_shown"),
    )
    return (
        select(*columns)
        .select_from(ChangeHead)
        .outerjoin(page, true())
        .outerjoin(Article, col(Article.id) == page.c.article_id)
        .outerjoin(Stone, col(Stone.article_id) == page.c.article_id)
        .order_by(page.c.sequence)
    )


def _page() -> Select[Any]:
    """The first changes after a sequence that the head has reached, by a range of the key."""
    sequence = col(Change.sequence)
    columns: tuple[Any, ...] = (
        *(Change.sequence, Change.kind, Change.occurred_at, Change.article_id, Change.topics),
    )
    head = select(col(ChangeHead.sequence)).scalar_subquery()
    return (
        select(*columns)
        .where(sequence > bindparam("after", type_=BigInt), sequence <= head)
        .order_by(sequence)
        .limit(bindparam("most"))
    )
