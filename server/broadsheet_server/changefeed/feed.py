"""The change feed: every change of an article, numbered by one sequence without gaps.

A sequence number is assigned under the row lock of `change_head`, which the writing transaction holds until
it ends. Numbers therefore become visible in ascending order, and a transaction that fails consumes none: a
reader that has seen N has missed nothing before N.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, col

from broadsheet_server.models.changes import Change, ChangeHead
from broadsheet_server.storage.column_types import BigInt
from broadsheet_shared.vocabulary import ChangeKind

_LOCK_HEAD = select(col(ChangeHead.sequence)).with_for_update()
_HEAD = select(col(ChangeHead.sequence))
_NEXT = update(ChangeHead).values(sequence=col(ChangeHead.sequence) + 1).returning(col(ChangeHead.sequence))
_PARTS = select(col(ChangeHead.parts_version))
_SET_HEAD = update(ChangeHead).values(sequence=bindparam("head"))
_NEXT_PARTS = update(ChangeHead).values(parts_version=col(ChangeHead.parts_version) + 1)
_OCCURRED_AT = select(col(Change.occurred_at)).where(
    col(Change.sequence) == bindparam("sequence", type_=BigInt)
)
_CHANGES_AFTER = (
    select(Change)
    .where(col(Change.sequence) > bindparam("after", type_=BigInt))
    .order_by(col(Change.sequence))
    .limit(bindparam("limit"))
)


def lock_sequence(session: Session) -> None:
    """Wait for the writer that holds the sequence, then hold it until this transaction ends.

    A use case that looks something up in order to write it (a slug, a section) takes this lock first.
    """
    session.execute(_LOCK_HEAD)


def record_change(
    session: Session, kind: ChangeKind, article_id: UUID, topics: Iterable[str], *, now: datetime
) -> int:
    """Write one change and return its sequence. For `topics` see `changefeed.topics`."""
    sequence: int = session.execute(_NEXT).scalar_one()
    session.execute(insert(Change), change_row(sequence, kind, article_id, topics, now))
    return sequence


def record_parts_change(session: Session) -> None:
    """Say that something has changed that articles share, like the name of a section."""
    session.execute(_NEXT_PARTS)


def parts_version(session: Session) -> int:
    """How often something that articles share has changed."""
    version: int = session.connection().execute(_PARTS).scalar_one()
    return version


def change_row(
    sequence: int, kind: ChangeKind, article_id: UUID, topics: Iterable[str], now: datetime
) -> dict[str, object]:
    """One change as a row of its table."""
    return {
        "sequence": sequence,
        "kind": kind,
        "article_id": article_id,
        "occurred_at": now,
        "topics": sorted(set(topics)),
    }


def set_head(session: Session, sequence: int) -> None:
    """Store the last sequence assigned, for a writer that holds the lock and numbered its changes itself."""
    session.execute(_SET_HEAD, {"head": sequence})


def changes_after(session: Session, sequence: int, limit: int) -> list[Change]:
    """The changes after `sequence`, oldest first, at most `limit`."""
    return list(session.scalars(_CHANGES_AFTER, {"after": sequence, "limit": limit}))


def head(session: Session) -> int:
    """The last sequence assigned; 0 before the first change."""
    sequence: int = session.execute(_HEAD).scalar_one()
    return sequence


def occurred_at(session: Session, sequence: int) -> datetime | None:
    """When the change with this sequence happened (UTC); None if there is no such change."""
    moment: datetime | None = session.execute(_OCCURRED_AT, {"sequence": sequence}).scalar_one_or_none()
    return moment
