"""The change feed: everything that happened to articles, in one sequence without gaps or surprises.

A sequence is given out under the lock of one row, which is held to the end of the writing transaction. So
no reader ever sees a number before a smaller one appears, and who has read up to N has missed nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, col

from broadsheet_server.models.changes import Change, ChangeHead, Follower
from broadsheet_server.storage.column_types import BigInt
from broadsheet_shared.vocabulary import ChangeKind

_TURN = select(col(ChangeHead.sequence)).with_for_update()
_HEAD = select(col(ChangeHead.sequence))
_NEXT = update(ChangeHead).values(sequence=col(ChangeHead.sequence) + 1).returning(col(ChangeHead.sequence))
_MOVE = update(ChangeHead).values(sequence=bindparam("head"))
_MOMENT = select(col(Change.occurred_at)).where(col(Change.sequence) == bindparam("sequence", type_=BigInt))
_AFTER = (
    select(Change)
    .where(col(Change.sequence) > bindparam("after", type_=BigInt))
    .order_by(col(Change.sequence))
    .limit(bindparam("most"))
)


def lock_sequence(session: Session) -> None:
    """Wait until no other transaction is changing articles, and keep others waiting until this one ends.

    Whoever looks something up in order to write it (a slug, a section) takes its turn first.
    """
    session.execute(_TURN)


def record_change(
    session: Session, kind: ChangeKind, article_id: UUID, tags: Iterable[str], *, now: datetime
) -> int:
    """Write one change and return its sequence. `tags` says what it touches, like `section:world/asia`."""
    sequence: int = session.execute(_NEXT).scalar_one()
    session.execute(insert(Change), change_row(sequence, kind, article_id, tags, now))
    return sequence


def change_row(
    sequence: int, kind: ChangeKind, article_id: UUID, tags: Iterable[str], now: datetime
) -> dict[str, object]:
    """One change as a row of its table."""
    touched = sorted(set(tags))
    return {
        "sequence": sequence,
        "kind": kind,
        "article_id": article_id,
        "occurred_at": now,
        "tags": touched,
    }


def set_head(session: Session, sequence: int) -> None:
    """Note the last sequence given out, for one who has taken its turn and numbered its changes itself."""
    session.execute(_MOVE, {"head": sequence})


def changes_after(session: Session, sequence: int, limit: int) -> list[Change]:
    """The changes after `sequence`, oldest first, at most `limit`."""
    return list(session.scalars(_AFTER, {"after": sequence, "most": limit}))


def head(session: Session) -> int:
    """The last sequence given out; 0 before the first change."""
    sequence: int = session.execute(_HEAD).scalar_one()
    return sequence


def occurred_at(session: Session, sequence: int) -> datetime | None:
    """When the change with this sequence happened; None for one that never did."""
    found: datetime | None = session.execute(_MOMENT, {"sequence": sequence}).scalar_one_or_none()
    return found


def follower_position(session: Session, name: str) -> int:
    """How far the follower `name` has come; 0 for one that has never advanced."""
    follower = session.get(Follower, name)
    return follower.sequence if follower else 0


def advance_follower(session: Session, name: str, sequence: int) -> None:
    """Note that the follower `name` has dealt with everything up to `sequence`."""
    moved = session.execute(
        update(Follower)
        .where(col(Follower.name) == name)
        .values(sequence=sequence)
        .execution_options(synchronize_session="fetch")
    )
    if moved.rowcount == 0:  # type: ignore[attr-defined]
        session.execute(insert(Follower), [{"name": name, "sequence": sequence}])
