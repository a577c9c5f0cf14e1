"""What has changed since a position in the change feed, by topic: what has to be forgotten that was kept.

Every commit that changes what the public sees of an article is an entry of the feed or counts up
`ChangeHead.parts_version`, in the same transaction. Lists of related news are neither: they follow the feed.
"""

from functools import cache
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import and_, bindparam, select
from sqlmodel import col

from broadsheet_server.models.changes import Change, ChangeHead
from broadsheet_server.storage.column_types import BigInt
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.statement_text import StatementText, compile_statement

CHANGES_MAX: Final = 200
"""Most changes whose topics are read, in less than a millisecond; after more, everything may have changed."""


class FeedPosition(NamedTuple):
    """How far somebody has followed what changes: the two numbers of `ChangeHead`."""

    sequence: int
    parts_version: int


class ChangedTopics(NamedTuple):
    """The position now, and the topics of the changes since; None where everything may have changed.

    For the topics see `changefeed.topics`.
    """

    position: FeedPosition
    topics: frozenset[str] | None


async def changed_topics(database: Database, since: FeedPosition | None) -> ChangedTopics:
    """What has changed since a position, by one statement; since None, everything.

    Raises what `Database.fetch_rows` raises.
    """
    after = {"after": -1 if since is None else since.sequence}
    statement = _head(database.dialect_name) if since is None else _changes(database.dialect_name)
    rows = await database.fetch_rows(statement, {} if since is None else after)
    position = FeedPosition(*rows[0][:2])
    if since is None or position.parts_version != since.parts_version or position.sequence < since.sequence:
        return ChangedTopics(position, None)
    if position.sequence - since.sequence > CHANGES_MAX:
        return ChangedTopics(position, None)
    return ChangedTopics(position, frozenset(topic for row in rows for topic in _topics(row[2])))


def _topics(value: Any) -> list[str]:
    """A JSON column: text on SQLite, read already on PostgreSQL; null where there is no change."""
    topics: list[str] = orjson.loads(value) if isinstance(value, str) else value
    return topics or []


@cache
def _head(dialect_name: str) -> StatementText:
    return compile_statement(select(col(ChangeHead.sequence), col(ChangeHead.parts_version)), dialect_name)


@cache
def _changes(dialect_name: str) -> StatementText:
    """The head and the changes up to it, seen by one statement: a row without topics where there is none."""
    head, sequence = col(ChangeHead.sequence), col(Change.sequence)
    after = bindparam("after", type_=BigInt)
    statement = (
        select(head, col(ChangeHead.parts_version), col(Change.topics))
        .select_from(ChangeHead)
        .outerjoin(Change, and_(sequence > after, sequence <= head, head - after <= CHANGES_MAX))
    )
    return compile_statement(statement, dialect_name)
