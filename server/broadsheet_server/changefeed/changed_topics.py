"""What has changed since a position in the change feed, by topic: what has to be forgotten that was kept.

Every commit that changes what the public sees of an article is an entry of the feed or counts up
`ChangeHead.parts_version`, in the same transaction. Lists of related news are neither: they follow the feed,
and have a number of their own (`written_lists`).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from broadsheet_server.changefeed.written_lists import number_of_written_lists, written_since
from broadsheet_server.models.changes import Change, ChangeHead
from broadsheet_server.storage.column_types import BigInt
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.statement_text import StatementText, compile_statement

CHANGES_MAX: Final = 200
"""Most changes whose topics are read, in less than a millisecond; after more, everything may have changed."""


_NOWHERE: Final = -CHANGES_MAX - 1
"""Before all sequences, and too far from any to read the changes since."""


class FeedPosition(NamedTuple):
    """How far somebody has followed what changes: the numbers of `ChangeHead`, and that of written lists.

    `occurred_at` is when the change with this sequence happened, as the driver gives it: a database that has
    lost its last changes, in a failover, gives their sequences to others.
    """

    sequence: int
    parts_version: int
    occurred_at: object = None
    lists: int = 0


class ChangedTopics(NamedTuple):
    """The position now, and the topics of the changes since; None where everything may have changed.

    For the topics see `changefeed.topics`.
    """

    position: FeedPosition
    topics: frozenset[str] | None


class _Row(NamedTuple):
    """The head, and one of the changes from the position on."""

    head: int
    parts_version: int
    head_at: object
    lists: int | None
    sequence: int | None
    occurred_at: object
    topics: Any


async def changed_topics(database: Database, since: FeedPosition | None) -> ChangedTopics:
    """What has changed since a position, by one statement; since None, everything.

    Raises what `Database.fetch_rows` raises.
    """
    after = _NOWHERE if since is None else since.sequence
    rows = [
        _Row(*row) for row in await database.fetch_rows(_changes(database.dialect_name), {"after": after})
    ]
    position = FeedPosition(rows[0].head, rows[0].parts_version, rows[0].head_at, rows[0].lists or 0)
    if since is None:
        return ChangedTopics(position, None)
    lists = written_since(database.engine, since.lists, position.lists)
    if not _follows(position, since, rows):
        return ChangedTopics(position, None)
    changed = (_topics(row.topics) for row in rows if row.sequence != since.sequence)
    return ChangedTopics(position, lists.union(*changed))


def _follows(position: FeedPosition, since: FeedPosition, rows: Sequence[_Row]) -> bool:
    """Whether the rows hold everything that leads from one position to the other."""
    if position.parts_version != since.parts_version:
        return False
    if not 0 <= position.sequence - since.sequence <= CHANGES_MAX:
        return False
    here = [row.occurred_at for row in rows if row.sequence == since.sequence]
    return since.sequence == 0 or here == [since.occurred_at]


def _topics(value: Any) -> list[str]:
    """A JSON column: text on SQLite, read already on PostgreSQL; null where there is no change."""
    topics: list[str] = orjson.loads(value) if isinstance(value, str) else value
    return topics or []


@cache
def _changes(dialect_name: str) -> StatementText:
    """The head and the changes from `after` on, seen by one statement; at least one row."""
    head, sequence = col(ChangeHead.sequence), col(Change.sequence)
    after: BindParameter[int] = bindparam("after", type_=BigInt)
    newest = aliased(Change)
    head_at = select(col(newest.occurred_at)).where(col(newest.sequence) == head).scalar_subquery()
    statement = (
        select(
            *(head, col(ChangeHead.parts_version), head_at.label("head_at"), number_of_written_lists),
            *(sequence, col(Change.occurred_at), col(Change.topics)),
        )
        .select_from(ChangeHead)
        .outerjoin(Change, sequence.between(after, after + CHANGES_MAX))
    )
    return compile_statement(statement, dialect_name)
